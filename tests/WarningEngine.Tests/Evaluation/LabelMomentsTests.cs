using WarningEngine.App.Evaluation;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Evaluation;

/// <summary>From when to when a label reaches.</summary>
public sealed class LabelMomentsTests
{
    /// <summary>A label may list the bait alone, and name the large transfer beside it.</summary>
    [Theory]
    [InlineData("\"firstLargeTransfer\":\"2026-03-05T10:00:00Z\"", "2026-03-05T09:00:00Z")]
    [InlineData("\"firstTransfer\":\"2026-03-05T10:00:00Z\"", "2026-03-06T09:00:00Z")]
    public void The_last_moment_is_the_last_one_that_is_known_also_where_transfers_are_listed(string known, string warned)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("labels.ndjson"), "{\"person\":\"+8613900000001\",\"scamType\":\"T04\",\"firstContact\":\"2026-03-01T08:00:00Z\","
            + known + ",\"lost\":500,\"transfers\":[{\"time\":\"2026-03-01T10:00:00Z\",\"amount\":50}]}");
        var atMs = DateTimeOffset.Parse(warned, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var quality = Judgement.Judge(
            [new("+8613900000001", "P1", "T04", atMs)], JudgementFiles.Labels(folder.At("labels.ndjson")), personDays: null, callsPerHour: 60).Overall;

        Assert.Equal((1, 1.0), (quality.Found, quality.Precision!.Value));
    }

    [Fact]
    public void Where_nothing_else_is_known_the_first_contact_is_the_last_moment() =>
        Assert.Equal([5L, null], new long?[] { 5, null }.Select(x => new Label("+861", "T04", null, x, null, null, []).LastMs));
}
