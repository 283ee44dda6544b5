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

    [Fact]
    public void Every_implemented_type_occurs_where_there_are_many_frauds()
    {
        var stream = new CityStream(new CityOptions(1_000, 1, 9, 0.1, CityOptions.DefaultStartMs));
        Assert.True(stream.Records().Count() > stream.Labels.Count);

        Assert.Equal(["T01", "T04", "T06", "T08", "T18"],
            stream.Labels.Select(x => x.ScamType).OfType<string>().Distinct().Order());
    }

    /// <summary>Shares of the population, less the few who were chosen for two kinds.</summary>
    [Theory]
    [InlineData("courier", 0.006)]
    [InlineData("call_centre", 0.002)]
    [InlineData("hotline", 0.001)]
    [InlineData("debt_collection", 0.001)]
    [InlineData("night_shift", 0.01)]
    [InlineData("house_buyer", 0.004)]
    [InlineData("payroll", 0.001)]
    [InlineData("tuition", 0.006)]
    [InlineData("wedding", 0.003)]
    [InlineData("deposit_maturity", 0.005)]
    [InlineData("refinancing", 0.003)]
    [InlineData("marketplace", 0.01)]
    [InlineData("customer_service", 0.006)]
    [InlineData("new_contact", 0.01)]
    public void Confusers_have_their_share(string kind, double share)
    {
        var asked = (int)Math.Ceiling(share * SmallCity.People);
        var doubled = 4 * Math.Sqrt(asked * 0.06);
        Assert.InRange(city.Labels.Count(x => x.Confuser == kind), Math.Max(1, asked - 1 - doubled), asked);
    }

    [Fact]
    public void Nobody_is_both_victim_and_confuser() =>
        Assert.Equal(city.Labels.Count, city.Labels.Select(x => x.Person).Distinct().Count());

    [Fact]
    public void What_a_label_says_was_sent_is_in_the_records_unless_the_bank_is_not()
    {
        var accounts = SmallCity.Of(city.Records, RawTopic.Registry)
            .Where(x => SmallCity.Text(x, "fact") == "ACCOUNT_LINKED")
            .ToLookup(x => SmallCity.Text(x, "number")!, x => SmallCity.Text(x, "account")!);
        var sent = SmallCity.Of(city.Records, RawTopic.Transfers)
            .Where(x => SmallCity.Text(x, "phase") == "SETTLED" && SmallCity.Text(x, "creditorAccount") is not null)
            .ToLookup(x => (SmallCity.Text(x, "debtorAccount")!, SmallCity.Fen(x, "instructedAmount")),
                x => SmallCity.Time(x, "acceptanceDateTime"));
        var unseen = 0;
        foreach (var fraud in city.Frauds)
        {
            var seen = fraud.Losses.Count(x => accounts[fraud.Person].Any(
                account => sent[(account, x.Fen)].Any(at => at >= x.TimeMs && at <= x.TimeMs + 10_000)));
            Assert.True(seen == 0 || seen == fraud.Losses.Count, fraud.Person);
            unseen += seen == 0 ? 1 : 0;
        }

        Assert.InRange(unseen, 0, city.Frauds.Count() / 4);
    }

    [Fact]
    public void Labels_written_are_labels_read()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var options = new CityOptions(200, 1, 2, 0.05, CityOptions.DefaultStartMs);
            var records = CityFiles.Write(options, folder);
            var stream = new CityStream(options);
            Assert.Equal(stream.Records().Count(), records);

            var read = JudgementFiles.Labels(Path.Combine(folder, "labels.ndjson"));
            Assert.Equal(stream.Labels.Select(x => Same(Label.Of(x))), read.Select(Same));
            Assert.Equal(records, RawTopic.All.Sum(
                x => File.ReadLines(Path.Combine(folder, x.FileName + ".ndjson")).Count()));
            Assert.False(Directory.Exists(folder + ".partial"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Lists compare by reference: as text.</summary>
    private static string Same(Label label) =>
        $"{label with { Transfers = [] }} {string.Join(' ', label.Transfers.Select(x => $"{x.TimeMs}:{x.Amount}"))}";
}
