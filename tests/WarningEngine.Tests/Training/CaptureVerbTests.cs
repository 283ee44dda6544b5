using System.IO.Compression;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Replay;
using WarningEngine.App.Training;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Training;

/// <summary><c>model features --in</c> of a small city.</summary>
public sealed class CaptureVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_the_days_before_the_end_of_the_record_findings_say_nothing_yet()
    {
        await GoodAsync("simulate", "--people", "300", "--days", "1", "--frauds", "0.05", "--out", _folder.At("city"));
        var lastMs = new RecordedDirectory(_folder.At("city")).Read().Where(x => x.Record is not null).Max(x => x.ArrivalMs);
        var all = await FeaturesAsync("--findings", "--label-delay", "0");
        var early = await FeaturesAsync("--findings", "--label-delay", "1");
        int[] kept = [.. Enumerable.Range(0, all.Facts.Count).Where(x => all.Facts[x].TimeMs < lastMs - LabelSources.DayMs)];
        Assert.InRange(kept.Length, 1, all.Facts.Count - 1);
        Assert.Equal(kept.Select(x => all.Facts[x].TimeMs), early.Facts.Select(x => x.TimeMs));
        for (var i = 0; i < kept.Length; i++)
        {
            Assert.Equal(all.Row(kept[i]), early.Row(i));
        }

        // Groups are numbered without gaps, in the order of their first rows. A file of labels knows the last day too.
        var groups = early.Facts.Select(x => x.Group).Distinct().ToArray();
        Assert.Equal(Enumerable.Range(0, groups.Length), groups);
        Assert.Contains((await FeaturesAsync()).Facts, x => x.TimeMs >= lastMs - LabelSources.DayMs);
    }

    /// <summary>A line that cannot be read has no time, and is handed out before all others.</summary>
    [Fact]
    public async Task Days_to_warm_up_begin_with_the_first_record_that_can_be_read()
    {
        await GoodAsync("simulate", "--people", "300", "--days", "3", "--frauds", "0.05", "--out", _folder.At("city"));
        var rows = await FeaturesAsync("--warm-days", "2");
        Assert.NotEmpty(rows.Facts);
        var first = rows.Facts.Min(x => x.TimeMs);
        var transfers = Path.Combine(_folder.At("city"), "transfers.ndjson");
        var lines = await File.ReadAllTextAsync(transfers, TestContext.Current.CancellationToken);
        foreach (var line in new[] { "{", """{"arrivalTime":"1970-01-01T00:00:01Z"}""" })
        {
            await File.WriteAllTextAsync(transfers, $"{line}\n{lines}", TestContext.Current.CancellationToken);
            var beside = await FeaturesAsync("--warm-days", "2");
            Assert.Equal(first, beside.Facts.Min(x => x.TimeMs));
            Assert.Equal(Values(rows), Values(beside));
        }
    }

    /// <summary>What stands beside records may be compressed as they may.</summary>
    [Fact]
    public async Task Labels_of_a_directory_may_be_compressed_and_are_not_taken_of_two_files()
    {
        await GoodAsync("simulate", "--people", "300", "--days", "1", "--frauds", "0.05", "--out", _folder.At("city"));
        var rows = await FeaturesAsync();
        Assert.Contains(rows.Facts, x => x.IsFraud);
        var plain = Path.Combine(_folder.At("city"), "labels.ndjson");
        await using (var zip = new GZipStream(File.Create(plain + ".gz"), CompressionLevel.Fastest))
        {
            await zip.WriteAsync(await File.ReadAllBytesAsync(plain, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        }

        using var error = new StringWriter();
        string[] features = ["model", "features", "--in", _folder.At("city"), "--warm-days", "0", "--out", _folder.At("rows")];
        Assert.Equal(ExitCode.Failed, await Verbs.RunAsync(features, TextWriter.Null, error));
        Assert.Contains("labels.ndjson is there compressed (.gz) too", error.ToString(), StringComparison.Ordinal);

        // Whoever names one, or asks for none, means no other.
        await FeaturesAsync("--labels", plain);
        await FeaturesAsync("--findings");
        File.Delete(plain);
        var packed = await FeaturesAsync();
        Assert.Equal(rows.Facts.Select(x => (x.TimeMs, x.IsFraud)), packed.Facts.Select(x => (x.TimeMs, x.IsFraud)));
        Assert.Equal(Values(rows), Values(packed));
    }

    /// <summary>A model that holds everybody urgent warns others than patterns do, and who was warned is asked about as such.</summary>
    [Fact]
    public async Task The_model_of_the_configuration_decides_unless_patterns_are_to_decide_alone()
    {
        await GoodAsync("simulate", "--people", "300", "--days", "1", "--frauds", "0.05", "--out", _folder.At("city"));
        await GoodAsync("model", "thresholds", ShippedModels.Person, "--immediate", "0", "--urgent", "0", "--doubtful", "0", "--faint", "0", "--out", _folder.At("model"));
        var decided = await FeaturesAsync("--set", "scoring.model=" + _folder.At("model"));
        var alone = Values(await FeaturesAsync("--patterns-alone"));
        Assert.NotEqual(Values(decided), alone);
        Assert.Equal(Values(await FeaturesAsync("--set", "scoring.model=none")), alone);

        using var error = new StringWriter();
        string[] legs = ["model", "features", "--legs", "--kafka", "localhost:1", "--patterns-alone", "--out", _folder.At("rows")];
        Assert.Equal(ExitCode.WrongUsage, await Verbs.RunAsync(legs, TextWriter.Null, error));
        Assert.Contains("--patterns-alone goes with --in", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Whoever counts nothing cannot be learned from.</summary>
    [Theory]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("1e-60")]
    public async Task A_weight_of_frauds_is_above_0(string weight)
    {
        using var error = new StringWriter();
        string[] features = ["model", "features", "--in", _folder.At("city"), "--fraud-weight", weight, "--out", _folder.At("rows")];
        Assert.Equal(ExitCode.WrongUsage, await Verbs.RunAsync(features, TextWriter.Null, error));
        Assert.Contains($"--fraud-weight is above 0 and at most 1, not '{weight}'", error.ToString(), StringComparison.Ordinal);
    }

    private static float[] Values(FeatureRows rows) => [.. Enumerable.Range(0, rows.Facts.Count).SelectMany(x => rows.Row(x).ToArray())];

    private async Task<FeatureRows> FeaturesAsync(params string[] args)
    {
        await GoodAsync(["model", "features", "--in", _folder.At("city"), "--control", "1", "--out", _folder.At("rows"), .. args.Contains("--warm-days") ? args : [.. args, "--warm-days", "0"]]);
        return FeatureFile.Read(_folder.At("rows"));
    }

    private static async Task GoodAsync(params string[] args)
    {
        using var error = new StringWriter();
        Assert.True(await Verbs.RunAsync(args, TextWriter.Null, error) == ExitCode.Good, error.ToString());
    }
}
