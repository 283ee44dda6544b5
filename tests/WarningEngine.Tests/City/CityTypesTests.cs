using WarningEngine.App.City;

namespace WarningEngine.Tests.City;

public sealed class CityTypesTests(CrowdedCity city) : IClassFixture<CrowdedCity>
{
    [Fact]
    public void Shares_of_types_add_up_to_one() => Assert.Equal(1, CityTypes.All.Sum(x => x.Share), 9);

    [Fact]
    public void Every_type_is_played() => Assert.Equal(
        Enumerable.Range(1, 25).Select(x => $"T{x:00}"),
        city.Frauds.Select(x => x.ScamType!).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Types_are_as_frequent_as_their_shares() => Assert.All(CityTypes.All, type =>
    {
        // Poisson: five standard deviations.
        var expected = type.Share * CrowdedCity.People * CrowdedCity.Days * CrowdedCity.FraudRate;
        var spread = 5 * Math.Sqrt(expected);
        Assert.InRange(city.Frauds.Count(x => x.ScamType == type.Id), expected - spread, expected + spread);
    });

    [Fact]
    public void Intake_takes_every_record_of_every_type()
    {
        Assert.Empty(city.Rejected);
        Assert.Empty(city.Unknown);
        Assert.Equal(0, city.Clamped);
        Assert.True(city.Legs > city.Records);
    }

    [Fact]
    public void Labels_add_up_to_what_is_in_the_records_unless_the_bank_is_not()
    {
        var unseen = 0;
        foreach (var fraud in city.Frauds)
        {
            var sent = city.Accounts[fraud.Person].SelectMany(x => city.Sent.GetValueOrDefault(x) ?? []).ToHashSet();
            var seen = fraud.Losses.Count(loss =>
            {
                var match = sent.FirstOrDefault(
                    x => x.Fen == loss.Fen && x.TimeMs >= loss.TimeMs && x.TimeMs <= loss.TimeMs + 10_000);
                return match.TxId is not null && sent.Remove(match);
            });
            Assert.True(seen == 0 || seen == fraud.Losses.Count, $"{fraud.ScamType} {fraud.Person}");
            Assert.Equal(fraud.LostFen, fraud.Losses.Sum(x => x.Fen));
            Assert.Equal(fraud.Losses.Select(x => x.TimeMs).Order(), fraud.Losses.Select(x => x.TimeMs));
            unseen += seen == 0 && fraud.Losses.Count > 0 ? 1 : 0;
        }

        Assert.InRange(unseen, city.Frauds.Count / 50, city.Frauds.Count / 8);
    }

    [Fact]
    public void Some_victims_pay_nothing_large_and_most_do()
    {
        var large = city.Frauds.Count(x => x.FirstLargeTransferMs is not null) / (double)city.Frauds.Count;

        Assert.InRange(large, 0.5, 0.9);
    }

    [Fact]
    public void Types_of_weeks_come_to_their_large_payments_in_the_labelled_days()
    {
        var slow = city.Frauds.Where(x => x.ScamType is "T02" or "T03" or "T16").ToArray();

        Assert.Contains(slow, x => x.FirstContactMs < city.Options.StartMs && x.FirstLargeTransferMs is not null);
        Assert.All(slow, x => Assert.True(
            (x.FirstLargeTransferMs ?? long.MaxValue) >= city.Options.StartMs, x.Person));
    }

    [Fact]
    public void All_that_the_contracts_can_say_of_money_and_lines_is_said() => Assert.Superset(
        new HashSet<string>([
            "PAYEE_ADDED", "LIMIT_RAISED", "LOAN_DISBURSED", "OWN_ACCOUNTS_CONSOLIDATED", "DEPOSIT_BROKEN",
            "CASH_RESERVED", "CASH_WITHDRAWN", "WALLET_OPENED", "BANK", "WALLET", "DIGITAL_YUAN", "MERCHANT", "CRYPTO",
            "GOLD", "SIM_CHANGED", "DEVICE_CHANGED", "FORWARDING_SET", "FORWARDING_CLEARED", "BUSINESS_LINE",
        ]),
        city.Kinds);
}
