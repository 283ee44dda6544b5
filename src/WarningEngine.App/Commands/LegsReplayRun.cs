using System.CommandLine;
using System.Globalization;
using System.Text;
using WarningEngine.App.Configuration;
using WarningEngine.App.Hosting;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Commands;

/// <summary><c>replay --legs</c>: what ran live, decided again from its log.</summary>
internal static class LegsReplayRun
{
    /// <param name="until">Id of the last warning wanted; null for all.</param>
    public static int Run(
        ParseResult parsed, EngineOptions options, FileInfo output, FileInfo? keyFile, string? until, CancellationToken stop)
    {
        using var tokens = keyFile is null ? null : new Tokeniser(TokenKey.Read(keyFile.FullName, "--token-key-file"));
        using var file = new WholeFile(output.FullName);
        var found = false;
        var warnings = 0L;
        void Warned(Warning warning)
        {
            if (until is not null && found)
            {
                return;
            }

            found |= warning.Id.ToString("x32", CultureInfo.InvariantCulture) == until;
            warnings++;
            file.Stream.Write(Encoding.UTF8.GetBytes(WarningMapping.ToJson(warning, tokens) + "\n"));
        }

        var replay = new LegsReplay(options.Kafka, PatternFiles.Load(options.Scoring.Patterns), Warned);
        replay.Run(stop);
        file.Complete();
        var to = parsed.InvocationConfiguration.Output;
        to.WriteLine($"{replay.Legs} legs, {warnings} warnings; legs of scoring differing {replay.Differing}, missing in the log {replay.Missing}");
        if (until is not null && !found)
        {
            throw new CommandFailedException($"The log has no warning {until}.");
        }

        return replay.Differing + replay.Missing == 0 ? ExitCode.Good : ExitCode.Failed;
    }
}
