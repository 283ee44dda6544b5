using WarningEngine.App.City;
using WarningEngine.App.Commands;
using WarningEngine.App.Replay;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Intake;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Replay;

/// <summary>What has no time is rejected, and tells nobody since when calls and payments have been read.</summary>
public sealed class UnreadableFirstLineTests : IDisposable
{
    private const string OfNoClock = """{"arrivalTime":"1970-01-01T00:00:01Z"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_changes_no_decision_and_is_named_and_counted()
    {
        CityFiles.Write(new CityOptions(300, 2, 5, 0.05, CityOptions.DefaultStartMs), _folder.At("city"));
        var clean = Replay();
        Assert.NotEmpty(clean.Warnings);
        Assert.Empty(clean.Rejected);
        foreach (var file in new[] { "calls.ndjson", "transfers.ndjson" })
        {
            var path = Path.Combine(_folder.At("city"), file);
            var lines = File.ReadAllText(path);
            foreach (var (line, reason) in new[] { ("caller,called,start", "malformed"), ("{}", "'arrivalTime' missing_field"), (OfNoClock, "'arrivalTime' event_time_too_old") })
            {
                File.WriteAllText(path, $"{line}\n{lines}");
                var (warnings, rejected) = Replay();
                Assert.Equal($"{file}(1): {reason}", Assert.Single(rejected));
                Assert.True(clean.Warnings.SequenceEqual(warnings), $"{file} that begins with {line}: {warnings.Length} warnings, not {clean.Warnings.Length}.");
            }

            File.WriteAllText(path, lines);
        }
    }

    private (string[] Warnings, IReadOnlyList<string> Rejected) Replay()
    {
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        using var names = new Tokeniser(new byte[Tokeniser.KeySize]);
        using var file = new WholeFile(_folder.At("w.ndjson"));
        var sink = new WarningsFile(file, names);
        var pipeline = new LocalPipeline(tokens, ShippedRules.Alone(), DispatchOptions.Default, new ReplayOptions { Partitions = 4 }, sink);
        pipeline.Run(new RecordedDirectory(_folder.At("city")).Read(), (_, _) => { }, TestContext.Current.CancellationToken);
        file.Complete();

        // A warning names its cause by its place in the file, and one line more stands before it.
        return ([.. File.ReadLines(_folder.At("w.ndjson")).Select(Said)], [.. sink.FirstRejections]);
    }

    private static string Said(string warning)
    {
        using var read = System.Text.Json.JsonDocument.Parse(warning);
        return string.Join(' ', new[] { "person", "tier", "scamType", "eventTime" }.Select(x => read.RootElement.GetProperty(x).GetString()));
    }
}
