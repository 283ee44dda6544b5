using System.CommandLine;
using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Replay;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Models;
using WarningEngine.Redis;

namespace WarningEngine.App.Commands;

/// <summary><c>replay --in</c>: recorded raw files through the production pipeline, or into the state of an engine that has not begun.</summary>
/// <param name="output">Warnings to write.</param>
/// <param name="json">The summary as JSON.</param>
/// <param name="configuration">Of the verb.</param>
internal sealed class ReplayOfDirectory(Option<FileInfo> output, Option<bool> json, ConfigurationArguments configuration)
{
    public Option<DirectoryInfo> Input { get; } = new("--in") { Description = "A recorded directory", HelpName = "DIR" };

    public Option<bool> IntoState { get; } = new("--into-state")
    {
        Description = "With --in: history for an engine that has not begun; no cases, ends in its first checkpoint, and in snapshots (snapshots.directory)",
    };

    public Option<DirectoryInfo[]> Models { get; } = new("--model")
    {
        Description = "With --in: a model that decides with the patterns, one a subject; of persons the shipped one where not given (scoring.model)",
        HelpName = "MODELDIR",
    };

    public Option<bool> PatternsAlone { get; } = new("--patterns-alone") { Description = "With --in: no model decides" };

    public async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = configuration.Load<EngineOptions>(parsed);
        var intoState = parsed.GetValue(IntoState);
        if (intoState && options.Intake.TokenKeyFile is null)
        {
            throw new ConfigurationInvalidException([new("intake.tokenKeyFile", "is missing: the state belongs to the service's key")]);
        }

        var snapshots = intoState ? FirstSnapshots.Of(options.Snapshots, options.Kafka.Generation, TimeProvider.System) : null;
        var watch = Stopwatch.StartNew();
        var key = options.Intake.TokenKeyFile is { } keyFile ? TokenKey.Read(keyFile) : TokenKey.OfReplay();

        // Intake has a thread of its own, and so needs one of its own.
        using var forIntake = new Tokeniser(key);
        using var forWarnings = new Tokeniser(key);
        await using var redis = intoState ? await RedisConnection.OpenAsync(options.Redis) : null;
        var store = redis is null ? null : new RedisCheckpointStore(redis);
        if (store is not null)
        {
            StateFill.Refuse(store, StateFill.Score, options.Kafka.Partitions);
            StateLogs.RequireNew(options.Kafka);
            snapshots!.RefuseStrangers();
        }

        using var file = parsed.GetValue(output) is { } to ? new WholeFile(to.FullName) : null;
        var sink = new WarningsFile(file, forWarnings);
        var rules = new FixedArtifacts(RuleSetFiles.Read(options.Scoring.Patterns).Compile(out _), ModelsOf(parsed, options.Scoring));
        var pipeline = new LocalPipeline(forIntake, rules, intoState ? null : options.Dispatch.ToOptions(), Of(options, intoState), sink);
        var input = new RecordedDirectory(parsed.GetRequiredValue(Input).FullName, parsed.InvocationConfiguration.Error.WriteLine);
        Run(pipeline, input, parsed.InvocationConfiguration.Error, stop);
        if (store is not null)
        {
            pipeline.Flow.ForgetCases();
            await StateFill.WriteAsync(store, snapshots, StateFill.Score, pipeline.Flow.Scoring);
        }

        file?.Complete();
        foreach (var said in sink.FirstRejections.Concat(input.UnknownValues.Select(x => Unknown(x.Key, x.Value))))
        {
            parsed.InvocationConfiguration.Error.WriteLine(said);
        }

        foreach (var hash in rules.PassedOver)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                $"The input activates rule set {hash:x32}; {options.Scoring.Patterns} decided all the same.");
        }

        Print(parsed.InvocationConfiguration.Output, pipeline, sink, input, watch.Elapsed, parsed.GetValue(json));
        return ExitCode.Good;
    }

    /// <summary>What is said of values that are read as unspecified.</summary>
    internal static string Unknown((string Topic, string Field) where, long count) =>
        $"{where.Topic}: '{where.Field}' has a value {count} times that is not known here; it is read as unspecified.";

    private static ReplayOptions Of(EngineOptions options, bool intoState)
    {
        var replay = new ReplayOptions
        {
            DefaultRegion = options.Intake.DefaultRegion,
            WellKnown = options.Intake.WellKnown,
            Retention = options.Scoring.Retention.ToTerms(),
        };
        return intoState ? replay with { Partitions = options.Kafka.Partitions, Generation = 0 } : replay;
    }

    private List<Model> ModelsOf(ParseResult parsed, ScoringOptions scoring)
    {
        var models = new List<Model>();
        if (parsed.GetValue(PatternsAlone))
        {
            return models;
        }

        foreach (var directory in parsed.GetValue(Models) ?? [])
        {
            models.Add(CommonOptions.ReadModel(directory.FullName).Model);
        }

        if (models.GroupBy(x => x.Subject).FirstOrDefault(x => x.Count() > 1) is { } twice)
        {
            throw new UsageException($"Two models tell of a {twice.Key}: one decides.");
        }

        if (models.TrueForAll(x => x.Subject != ModelSubject.Person) && ShippedModels.ReadFirst(scoring) is { } first)
        {
            models.Add(first.Model);
        }

        return models;
    }

    private static void Run(LocalPipeline pipeline, RecordedDirectory input, TextWriter error, CancellationToken stop)
    {
        // Nobody waits for a single answer here: collecting while the program runs would take a core from it.
        var latency = GCSettings.LatencyMode;
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        try
        {
            using var line = new ProgressLine(error);
            pipeline.Run(
                input.Read(stop),
                (events, atMs) => line.Show($"{events} events, {DateTimeOffset.FromUnixTimeMilliseconds(atMs):u}"), stop);
        }
        finally
        {
            GCSettings.LatencyMode = latency;
        }
    }

    private static void Print(TextWriter to, LocalPipeline pipeline, WarningsFile sink, RecordedDirectory input, TimeSpan took, bool json)
    {
        if (json)
        {
            to.WriteLine(JsonSerializer.Serialize(new
            {
                events = pipeline.Events,
                rejections = sink.Rejections.ToDictionary(x => $"{x.Key.Topic} {x.Key.Reason} {x.Key.Field}".TrimEnd(), x => x.Value),
                unknownValues = input.UnknownValues.ToDictionary(x => $"{x.Key.Topic} {x.Key.Field}", x => x.Value),
                legs = pipeline.Flow.Legs,
                warnings = sink.Warnings,
                warningsByTier = sink.ByTier.ToDictionary(x => x.Key.ToString(), x => x.Value),
                warningsByType = sink.ByType,
                queueEntries = sink.Entries,
                seconds = Math.Round(took.TotalSeconds, 3),
            }));
            return;
        }

        to.WriteLine($"{pipeline.Events} events, {sink.Rejections.Sum(x => x.Value)} of them rejected, {pipeline.Flow.Legs} legs, {sink.Warnings} warnings, "
            + $"{sink.Entries} queue entries in {took.TotalSeconds:0.0} s");
        foreach (var (what, count) in sink.Rejections)
        {
            to.WriteLine($"rejected {$"{what.Topic} {what.Reason} {what.Field}".TrimEnd()}: {count}");
        }
    }
}
