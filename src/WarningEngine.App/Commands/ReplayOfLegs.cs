using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Replay;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Commands;

/// <summary><c>replay --legs</c>: what ran live is decided again, as its log says.</summary>
/// <param name="output">Warnings to write.</param>
/// <param name="json">The summary as JSON.</param>
/// <param name="configuration">Of the verb.</param>
internal sealed class ReplayOfLegs(Option<FileInfo> output, Option<bool> json, ConfigurationArguments configuration)
{
    public Option<string> Until { get; } = new("--until") { Description = "With --legs: up to this warning", HelpName = "WARNING_ID" };

    public Option<DirectoryInfo> Snapshots { get; } = new("--snapshots")
    {
        Description = "With --legs: begin from these where the log no longer begins at 0, or history was filled in beneath it", HelpName = "DIR",
    };

    public int Run(ParseResult parsed, CancellationToken stop)
    {
        var options = configuration.Load<EngineOptions>(parsed);
        using var tokens = options.Intake.TokenKeyFile is { } keyFile ? new Tokeniser(TokenKey.Read(keyFile)) : null;
        UInt128? until = parsed.GetValue(Until) is not { } text ? null
            : UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id
            : throw new UsageException($"'{text}' is no id of a warning: 32 hexadecimal digits.");
        var watch = Stopwatch.StartNew();
        using var file = new WholeFile(parsed.GetRequiredValue(output).FullName);
        var sink = new WarningsFile(file, tokens);
        var legs = OverKafka.Read(() =>
        {
            var replay = LegsReplay.Of(options, parsed.GetValue(Snapshots)?.FullName, parsed.InvocationConfiguration.Error.WriteLine, taps: null, stop);
            foreach (var warning in until is { } wanted ? replay.RunUntil(wanted, stop) : replay.Run(stop))
            {
                sink.Warned(warning);
            }

            return replay.Legs;
        });
        file.Complete();
        parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(json)
            ? JsonSerializer.Serialize(new { legs, warnings = sink.Warnings, seconds = Math.Round(watch.Elapsed.TotalSeconds, 3) })
            : $"{legs} legs, {sink.Warnings} warnings in {watch.Elapsed.TotalSeconds:0.0} s");
        return ExitCode.Good;
    }
}
