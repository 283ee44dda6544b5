using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
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

/// <summary><c>replay</c>: recorded raw files, or the log of legs, through the production pipeline in event time.</summary>
internal sealed class ReplayCommand
{
    private readonly Option<DirectoryInfo> _input = new("--in") { Description = "A recorded directory", HelpName = "DIR" };
    private readonly Option<bool> _legs = new("--legs") { Description = "The log of legs: what ran live, decided again" };
    private readonly Option<FileInfo> _output = new("--out") { Description = "Warnings to write, one a line", HelpName = "FILE" };
    private readonly Option<string> _until = new("--until") { Description = "With --legs: up to this warning", HelpName = "WARNING_ID" };
    private readonly Option<bool> _intoState = new("--into-state")
    {
        Description = "With --in: history for an engine that has not begun; no cases, ends in its first checkpoint, and in snapshots (snapshots.directory)",
    };

    private readonly Option<DirectoryInfo> _snapshots = new("--snapshots")
    {
        Description = "With --legs: begin from these where the log no longer begins at 0, or history was filled in beneath it", HelpName = "DIR",
    };

    private readonly Option<DirectoryInfo[]> _models = new("--model")
    {
        Description = "With --in: a model that decides with the patterns, one a subject; of persons the shipped one where not given (scoring.model)", HelpName = "MODELDIR",
    };

    private readonly Option<bool> _patternsAlone = new("--patterns-alone") { Description = "With --in: no model decides" };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly ConfigurationArguments _configuration =
        new ConfigurationArguments().WithKafka().WithRedis().WithTokenKey();

    public static Command Create() => new ReplayCommand().Build();

    private Command Build()
    {
        var command = new Command("replay", "Runs recorded input through the production pipeline and writes the decisions.")
        {
            _input, _legs, _output, _until, _snapshots, _intoState, _models, _patternsAlone, _json,
        };
        _configuration.AddTo(command);
        command.Validators.Add(result =>
        {
            var problem = (result.GetResult(_input) is not null, result.GetValue(_legs)) switch
            {
                (true, true) or (false, false) => "Either --in DIR or --legs says what to replay.",
                (true, _) when result.GetResult(_until) is not null => "--until goes with --legs.",
                (true, _) when result.GetResult(_snapshots) is not null => "--snapshots goes with --legs.",
                (_, true) when result.GetResult(_models) is not null => "--model goes with --in: the log says itself which models decided.",
                (_, true) when result.GetValue(_patternsAlone) => "--patterns-alone goes with --in: the log says itself which models decided.",
                _ when result.GetValue(_patternsAlone) && result.GetResult(_models) is not null => "--model and --patterns-alone exclude each other.",
                (_, true) when result.GetValue(_intoState) => "--into-state goes with --in.",
                _ when result.GetResult(_output) is null && !result.GetValue(_intoState) => "Option '--out' is required.",
                _ => null,
            };
            if (problem is not null)
            {
                result.AddError(problem);
            }
        });
        command.SetAction((parsed, stop) => parsed.GetValue(_legs) ? Task.FromResult(Legs(parsed, stop)) : DirectoryAsync(parsed, stop));
        return command;
    }

    private async Task<int> DirectoryAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = _configuration.Load<EngineOptions>(parsed);
        var intoState = parsed.GetValue(_intoState);
        if (intoState && options.Intake.TokenKeyFile is null)
        {
            throw new ConfigurationInvalidException([new("intake.tokenKeyFile", "is missing: the state belongs to the service's key")]);
        }

        var snapshots = intoState ? FirstSnapshots.Of(options.Snapshots, options.Kafka.Generation, TimeProvider.System) : null;
        var watch = Stopwatch.StartNew();
        var key = options.Intake.TokenKeyFile is { } keyFile ? TokenKey.Read(keyFile) : TokenKey.OfReplay();
        using var tokens = new Tokeniser(key);

        // Intake has a thread of its own, and so needs one of its own.
        using var names = new Tokeniser(key);
        await using var redis = intoState ? await RedisConnection.OpenAsync(options.Redis) : null;
        var store = redis is null ? null : new RedisCheckpointStore(redis);
        if (store is not null)
        {
            StateFill.Refuse(store, StateFill.Score, options.Kafka.Partitions);
            StateLogs.RequireNew(options.Kafka);
        }

        using var file = parsed.GetValue(_output) is { } output ? new WholeFile(output.FullName) : null;
        var sink = new WarningsFile(file, names);
        var rules = new SingleRuleSet(RuleSetFiles.Read(options.Scoring.Patterns).Compile(out _), Models(parsed, options.Scoring));
        var pipeline = new LocalPipeline(
            tokens, rules, intoState ? null : options.Dispatch.ToOptions(),
            new ReplayOptions
            {
                Partitions = intoState ? options.Kafka.Partitions : new ReplayOptions().Partitions,
                Generation = intoState ? 0 : 1,
                DefaultRegion = options.Intake.DefaultRegion,
                WellKnown = options.Intake.WellKnown,
                Retention = options.Scoring.Retention.ToTerms(),
            }, sink);
        var input = new RecordedDirectory(parsed.GetRequiredValue(_input).FullName, parsed.InvocationConfiguration.Error.WriteLine);
        Run(pipeline, input, parsed.InvocationConfiguration.Error, stop);
        if (store is not null)
        {
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

        Print(parsed.InvocationConfiguration.Output, pipeline, sink, input, watch.Elapsed, parsed.GetValue(_json));
        return ExitCode.Good;
    }

    private List<Model> Models(ParseResult parsed, ScoringOptions scoring)
    {
        var models = new List<Model>();
        if (parsed.GetValue(_patternsAlone))
        {
            return models;
        }

        foreach (var directory in parsed.GetValue(_models) ?? [])
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

    /// <summary>What is said of values that are read as unspecified.</summary>
    internal static string Unknown((string Topic, string Field) where, long count) =>
        $"{where.Topic}: '{where.Field}' has a value {count} times that is not known here; it is read as unspecified.";

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

    private int Legs(ParseResult parsed, CancellationToken stop)
    {
        var options = _configuration.Load<EngineOptions>(parsed);
        using var tokens = options.Intake.TokenKeyFile is { } keyFile ? new Tokeniser(TokenKey.Read(keyFile)) : null;
        UInt128? until = parsed.GetValue(_until) is not { } text ? null
            : UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id
            : throw new UsageException($"'{text}' is no id of a warning: 32 hexadecimal digits.");
        var watch = Stopwatch.StartNew();
        using var file = new WholeFile(parsed.GetRequiredValue(_output).FullName);
        var sink = new WarningsFile(file, tokens);
        var legs = OverKafka.Read(() =>
        {
            var replay = LegsReplay.Of(options, parsed.GetValue(_snapshots)?.FullName, parsed.InvocationConfiguration.Error.WriteLine, taps: null, stop);
            foreach (var warning in until is { } wanted ? replay.RunUntil(wanted, stop) : replay.Run(stop))
            {
                sink.Warned(warning);
            }

            return replay.Legs;
        });
        file.Complete();
        var output = parsed.InvocationConfiguration.Output;
        output.WriteLine(parsed.GetValue(_json)
            ? JsonSerializer.Serialize(new { legs, warnings = sink.Warnings, seconds = Math.Round(watch.Elapsed.TotalSeconds, 3) })
            : $"{legs} legs, {sink.Warnings} warnings in {watch.Elapsed.TotalSeconds:0.0} s");
        return ExitCode.Good;
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

        to.WriteLine($"{pipeline.Events} events, {pipeline.Flow.Legs} legs, {sink.Warnings} warnings, "
            + $"{sink.Entries} queue entries in {took.TotalSeconds:0.0} s");
        foreach (var (what, count) in sink.Rejections)
        {
            to.WriteLine($"rejected {$"{what.Topic} {what.Reason} {what.Field}".TrimEnd()}: {count}");
        }
    }
}
