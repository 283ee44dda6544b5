using WarningEngine.App.City;
using WarningEngine.App.Evaluation;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Tests.City;

public sealed class CityLabelTests(SmallCity city)
{
    [Fact]
    public void Frauds_are_as_frequent_as_asked()
    {
        const double expected = SmallCity.People * SmallCity.Days * SmallCity.FraudRate;

        // Poisson: four standard deviations.
        var spread = 4 * Math.Sqrt(expected);
        Assert.InRange(city.Frauds.Count(), expected - spread, expected + spread);
        Assert.Equal(city.Frauds.Count(), city.Frauds.Select(x => x.Person).Distinct().Count());
    }

    [Theory]
    [InlineData("courier", 0.006)]
    [InlineData("ride_driver", 0.006)]
    [InlineData("call_centre", 0.002)]
    [InlineData("hotline", 0.001)]
    [InlineData("hospital", 0.001)]
    [InlineData("school", 0.001)]
    [InlineData("debt_collection", 0.001)]
    [InlineData("night_shift", 0.01)]
    public void Trades_that_confuse_have_their_share(string kind, double share)
    {
        var asked = (int)Math.Ceiling(share * SmallCity.People);
        Assert.Equal(asked, city.Labels.Count(x => x.Confuser == kind));
    }

    [Fact]
    public void Every_kind_of_confuser_is_labelled_in_a_city_of_some_size()
    {
        var kinds = city.Labels.Select(x => x.Confuser).OfType<string>().Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(CityConfusers.Kinds.Order(StringComparer.Ordinal), kinds);
    }

    [Fact]
    public void An_occasion_that_confuses_has_its_time_and_a_trade_has_none()
    {
        string[] trades = ["courier", "ride_driver", "call_centre", "hotline", "hospital", "school", "debt_collection", "night_shift"];
        var confusers = city.Labels.Where(x => x.Confuser is not null).ToArray();
        Assert.All(confusers, x => Assert.Equal(trades.Contains(x.Confuser), x.FirstContactMs is null));
        Assert.All(
            confusers.Where(x => x.FirstContactMs is not null),
            x => Assert.InRange(x.FirstContactMs!.Value, CityOptions.DefaultStartMs, CityOptions.DefaultStartMs + (SmallCity.Days * 86_400_000L)));
    }

    [Fact]
    public void Most_people_are_no_confusers() =>
        Assert.InRange(city.Labels.Count(x => x.Confuser is not null), 25, SmallCity.People / 10);

    [Fact]
    public void Nobody_is_both_victim_and_confuser() =>
        Assert.Equal(city.Labels.Count, city.Labels.Select(x => x.Person).Distinct().Count());

    [Fact]
    public void Labels_written_are_labels_read()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var options = new CityOptions(200, 1, 2, 0.05, CityOptions.DefaultStartMs);
            Directory.CreateDirectory(folder + ".partial");
            var records = CityFiles.Write(options, folder);
            var stream = new CityStream(options);
            Assert.Equal(stream.Records().Count(), records);

            var read = JudgementFiles.Labels(Path.Combine(folder, "labels.ndjson"));
            Assert.Equal(stream.Labels.Select(x => Same(Label.Of(x))), read.Select(Same));
            Assert.Equal(records, RawTopic.All.Sum(
                x => File.ReadLines(Path.Combine(folder, x.FileName + ".ndjson")).Count()));

            // A folder of that name is somebody else's.
            Assert.Equal([folder, folder + ".partial"], Directory.EnumerateDirectories(Path.GetTempPath(), Path.GetFileName(folder) + "*").Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder + ".partial");
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Lists compare by reference: as text.</summary>
    private static string Same(Label label) =>
        $"{label with { Transfers = [] }} {string.Join(' ', label.Transfers.Select(x => $"{x.TimeMs}:{x.Amount}"))}";
}
