using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Commands;

/// <summary><c>replay</c>: recorded raw files through the production pipeline in event time.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var input = new Option<DirectoryInfo>("--in") { Description = "A recorded directory", HelpName = "DIR" };
        var legs = new Option<bool>("--legs") { Description = "Instead of a directory: what ran live, from its log of legs" };
        var until = new Option<string>("--until") { Description = "With --legs: ends with this warning", HelpName = "WARNING_ID" };
        var configuration = new ConfigurationArguments().WithKafka();
        var output = new Option<FileInfo>("--out") { Description = "Warnings, one a line", HelpName = "FILE", Required = true };
        var key = new Option<FileInfo>("--token-key-file")
        {
            Description = "Key of the tokens; without it a fixed one that protects nothing", HelpName = "FILE",
        };
        var json = CommonOptions.Json();
        var command = new Command("replay", "Runs recorded files through the production pipeline and writes the decisions.")
        {
            input, legs, until, output, key, json,
        };
        configuration.AddTo(command);
        command.Validators.Add(x =>
        {
            if (x.GetValue(legs) == (x.GetResult(input) is not null))
            {
                x.AddError("Give either --in DIR or --legs.");
            }
        });
        command.SetAction((parsed, stop) => Task.FromResult(parsed.GetValue(legs)
            ? LegsReplayRun.Run(
                parsed, configuration.Load<EngineOptions>(parsed), parsed.GetRequiredValue(output), parsed.GetValue(key),
                parsed.GetValue(until), stop)
            : Run(
            parsed, parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), parsed.GetValue(key), parsed.GetValue(json), stop)));
        return command;
    }

    private static int Run(
        ParseResult parsed, DirectoryInfo input, FileInfo output, FileInfo? keyFile, bool json, CancellationToken stop)
    {
        var key = keyFile is null ? TokenKey.OfReplay() : TokenKey.Read(keyFile.FullName, "--token-key-file");
        var directory = new RecordedDirectory(input.FullName);
        var watch = Stopwatch.StartNew();
        using var tokens = new Tokeniser(key);
        using var file = new WholeFile(output.FullName);
        var sink = new WarningsFile(file, tokens);
        var pipeline = new LocalPipeline(
            tokens, PatternFiles.Load(PatternFiles.Shipped), DispatchOptions.Default, new ReplayOptions(), sink);
        foreach (var record in directory.Read())
        {
            stop.ThrowIfCancellationRequested();
            pipeline.Take(record);
        }

        pipeline.Finish();
        file.Complete();
        Print(parsed.InvocationConfiguration.Output, pipeline, sink, watch.Elapsed, json);
        return ExitCode.Good;
    }

    private static void Print(TextWriter to, LocalPipeline pipeline, WarningsFile sink, TimeSpan took, bool json)
    {
        if (json)
        {
            to.WriteLine(JsonSerializer.Serialize(new
            {
                events = pipeline.Events,
                rejections = sink.Rejections.ToDictionary(x => $"{x.Key.Topic} {x.Key.Reason}", x => x.Value),
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
            to.WriteLine($"rejected {what.Topic} {what.Reason}: {count}");
        }
    }
}
