using System.Globalization;
using System.Text.Json;
using WarningEngine.App.City;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Tests.City;

public sealed class CityMoneyTests
{
    /// <summary>Follows each account through the records in the order of the transactions. Without frauds: those may
    /// take money out at banks whose records are not there.</summary>
    [Fact]
    public void Balances_before_payments_are_what_earlier_records_left()
    {
        var stream = new CityStream(new CityOptions(300, 2, 3, 0, CityOptions.DefaultStartMs));
        CityRecord[] records = [.. stream.Records()];
        var owners = SmallCity.Of(records, RawTopic.Registry).Where(x => SmallCity.Text(x, "fact") == "ACCOUNT_LINKED")
            .ToLookup(x => SmallCity.Text(x, "account")!, x => SmallCity.Text(x, "number")!);
        var transactions = SmallCity.Of(records, RawTopic.Transfers)
            .GroupBy(x => SmallCity.Text(x, "txId")!)
            .OrderBy(x => long.Parse(x.Key[1..], CultureInfo.InvariantCulture));
        var balances = new Dictionary<string, long>();
        var compared = 0;
        foreach (var phases in transactions)
        {
            // Phases may arrive in another order than they happened, and twice.
            var last = phases.LastOrDefault(
                x => SmallCity.Text(x, "phase") is "SETTLED" or "REJECTED", phases.Last());
            var amount = SmallCity.Fen(last, "instructedAmount") ?? 0;
            var (from, to) = (SmallCity.Text(last, "debtorAccount"), SmallCity.Text(last, "creditorAccount"));
            switch (SmallCity.Text(last, "event"))
            {
                case "CASH_RESERVED":
                    // Nothing moves yet.
                    amount = 0;
                    break;
                case { } own and not ("LOAN_DISBURSED" or "CASH_WITHDRAWN"):
                    // Money of the person's own that comes onto the account.
                    (from, to) = (null, from);
                    foreach (var other in balances.Keys.Where(x => own == "OWN_ACCOUNTS_CONSOLIDATED" && owners[x].Intersect(owners[to!]).Any()).ToList())
                    {
                        // It comes from the person's other accounts, of which there is no record of their own.
                        if (other != to)
                        {
                            balances.Remove(other);
                        }
                    }

                    break;
            }

            if (from is not null && SmallCity.Fen(last, "balanceBefore") is { } before)
            {
                compared += balances.ContainsKey(from) ? 1 : 0;
                Assert.Equal(balances.GetValueOrDefault(from, before), before);
                balances[from] = before;
                Assert.True(amount <= before || SmallCity.Text(last, "phase") == "REJECTED");
            }

            Move(balances, last, from, to, amount);
        }

        Assert.True(compared > 1_000);
    }

    [Fact]
    public void A_transfer_ends_settled_or_rejected_and_never_both()
    {
        var stream = new CityStream(new CityOptions(300, 2, 4, 0.02, CityOptions.DefaultStartMs));
        var endings = SmallCity.Of(stream.Records(), RawTopic.Transfers).GroupBy(x => SmallCity.Text(x, "txId")!)
            .Where(x => SmallCity.Text(x.First(), "event") != "PAYEE_ADDED")
            .Select(x => x.Select(y => SmallCity.Text(y, "phase")).Where(y => y is "SETTLED" or "REJECTED")
                .Distinct().Count());

        Assert.All(endings, x => Assert.Equal(1, x));
    }

    private static void Move(Dictionary<string, long> balances, JsonElement last, string? from, string? to, long amount)
    {
        if (SmallCity.Text(last, "phase") == "REJECTED")
        {
            return;
        }

        if (from is not null && balances.ContainsKey(from))
        {
            balances[from] -= amount;
        }

        if (to is not null && balances.ContainsKey(to))
        {
            balances[to] += amount;
        }
    }
}
