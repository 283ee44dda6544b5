using System.Globalization;
using System.Text.Json;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>Who is paid.</summary>
/// <param name="Account">As banks write it.</param>
/// <param name="Agent">Its bank.</param>
/// <param name="Kind">BANK, WALLET, MERCHANT or CRYPTO.</param>
/// <param name="Person">Whose it is; null outside the city.</param>
internal readonly record struct Payee(string Account, string Agent, string Kind, CityPerson? Person = null)
{
    public static Payee Of(CityPerson person) => new(person.Main.Id, CityMoney.Agent(person.Main.Bank), "BANK", person);

    public static Payee Shop(int merchant) => new($"SHOP{merchant:00000}", "PAY01", "MERCHANT");
}

/// <summary>Money: transfers with their phases, and the other money events. Must be called in the order of time, since
/// it keeps the balances. Amounts are fen.</summary>
internal sealed class CityMoney(CityRandom random, CityWriter writer)
{
    /// <summary>Banks of the city's people.</summary>
    public const int Banks = 7;

    /// <summary>This one does not tell balances.</summary>
    private const int BankWithoutBalances = 3;

    /// <summary>This one ships nothing before a transfer is settled or rejected.</summary>
    private const int BankWithoutAttempts = 6;

    public static string Agent(int bank) => $"BANK{bank:00}";

    /// <summary>A payment of everyday life, from either account: left away where there is not enough.</summary>
    /// <returns>As <see cref="Transfer"/>.</returns>
    public long Pay(CityPerson from, Payee to, long amount, long timeMs, bool rejected = false)
    {
        var account = from.Second is { } second && random.Chance(0.15) ? second : from.Main;
        return Transfer(from, account, to, amount, timeMs, rejected);
    }

    /// <summary>Attempted, perhaps accepted, then settled or rejected seconds later.</summary>
    /// <returns>What left the account: 0 where it was rejected or there is not enough.</returns>
    public long Transfer(CityPerson from, CityAccount account, Payee to, long amount, long timeMs, bool rejected)
    {
        if (amount <= 0 || (amount > account.Balance && !rejected))
        {
            return 0;
        }

        var transfer = new Moved(
            writer.Reference('t'), from, account, to, amount, account.Balance, random.Fraction() switch
            {
                < 0.80 => "MATCH", < 0.93 => "UNAVAILABLE", < 0.97 => "CLOSE_MATCH", _ => "NO_MATCH",
            });
        if (account.Bank != BankWithoutAttempts)
        {
            Phase(transfer, "ATTEMPTED", timeMs);
        }

        if (account.Bank is 2 or 5 && !rejected)
        {
            Phase(transfer, "ACCEPTED", timeMs + random.Between(200, 700));
        }

        Phase(transfer, rejected ? "REJECTED" : "SETTLED", timeMs + random.Between(800, 4_000));
        if (rejected)
        {
            return 0;
        }

        account.Balance -= amount;
        if (to.Person is { } payee)
        {
            payee.Main.Balance += amount;
        }

        return amount;
    }

    /// <summary>Money from outside the city: salary, rebate, refund, sale.</summary>
    public void Receive(CityPerson to, string fromAccount, string fromAgent, long amount, long timeMs)
    {
        writer.Add(RawTopic.Transfers, timeMs + random.Between(300, 1_500), json =>
        {
            json.WriteString("txId", writer.Reference('t'));
            json.WriteString("phase", "SETTLED");
            json.WriteString("debtorAccount", fromAccount);
            json.WriteString("debtorAgent", fromAgent);
            Creditor(json, to);
            json.WriteString("payeeKind", "BANK");
            Amount(json, "instructedAmount", amount);
            CityWriter.Time(json, "acceptanceDateTime", timeMs);
        });
        to.Main.Balance += amount;
    }

    public void Loan(CityPerson to, int lender, long amount, long timeMs)
    {
        writer.Add(RawTopic.Transfers, timeMs + random.Between(300, 2_000), json =>
        {
            json.WriteString("txId", writer.Reference('l'));
            json.WriteString("event", "LOAN_DISBURSED");
            json.WriteString("phase", "SETTLED");
            json.WriteString("debtorAccount", $"LEND{lender:0000}");
            json.WriteString("debtorAgent", $"LENDER{lender}");
            Creditor(json, to);
            Amount(json, "instructedAmount", amount);
            CityWriter.Time(json, "acceptanceDateTime", timeMs);
        });
        to.Main.Balance += amount;
    }

    /// <summary>Everything on the second account goes to the first.</summary>
    public void Consolidate(CityPerson person, long timeMs)
    {
        if (person.Second is not { Balance: > 0 } second)
        {
            return;
        }

        Own(person, "OWN_ACCOUNTS_CONSOLIDATED", second.Balance, timeMs);
        person.Main.Balance += second.Balance;
        second.Balance = 0;
    }

    /// <summary>The fixed deposit is paid out to the first account.</summary>
    public void BreakDeposit(CityPerson person, long timeMs)
    {
        if (person.Deposit > 0)
        {
            Own(person, "DEPOSIT_BROKEN", person.Deposit, timeMs);
            person.Main.Balance += person.Deposit;
            person.Deposit = 0;
        }
    }

    /// <summary>An event that moves no money: LIMIT_RAISED or WALLET_OPENED.</summary>
    public void Mark(CityPerson person, string kind, long timeMs) => Own(person, kind, 0, timeMs);

    /// <summary>What an account outside the city sends on.</summary>
    public void PassOn(string account, string agent, Payee to, long amount, long timeMs) =>
        writer.Add(RawTopic.Transfers, timeMs + random.Between(300, 1_500), json =>
        {
            json.WriteString("txId", writer.Reference('p'));
            json.WriteString("phase", "SETTLED");
            json.WriteString("debtorAccount", account);
            json.WriteString("debtorAgent", agent);
            json.WriteString("creditorAccount", to.Account);
            json.WriteString("creditorAgent", to.Agent);
            json.WriteString("payeeKind", to.Kind);
            Amount(json, "instructedAmount", amount);
            CityWriter.Time(json, "acceptanceDateTime", timeMs);
        });

    private void Own(CityPerson person, string kind, long amount, long timeMs) =>
        writer.Add(RawTopic.Transfers, timeMs + random.Between(300, 1_500), json =>
        {
            json.WriteString("txId", writer.Reference('o'));
            json.WriteString("event", kind);
            json.WriteString("phase", "SETTLED");
            Debtor(json, person, person.Main);
            if (amount > 0)
            {
                Amount(json, "instructedAmount", amount);
            }

            CityWriter.Time(json, "acceptanceDateTime", timeMs);
        });

    private void Phase(Moved moved, string phase, long timeMs) =>
        writer.Add(RawTopic.Transfers, timeMs + random.Between(300, 1_500), json =>
        {
            json.WriteString("txId", moved.TxId);
            json.WriteString("phase", phase);
            Debtor(json, moved.From, moved.Account);
            json.WriteString("creditorAccount", moved.To.Account);
            json.WriteString("creditorAgent", moved.To.Agent);
            if (moved.To.Person is { BankNamesNumber: true } payee)
            {
                json.WriteString("creditorNumber", payee.E164);
            }

            json.WriteString("payeeKind", moved.To.Kind);
            json.WriteString("nameCheck", moved.NameCheck);
            Amount(json, "instructedAmount", moved.Amount);
            if (moved.Account.Bank != BankWithoutBalances)
            {
                Amount(json, "balanceBefore", moved.Before);
            }

            CityWriter.Time(json, "acceptanceDateTime", timeMs);
        });

    private static void Debtor(Utf8JsonWriter json, CityPerson person, CityAccount account)
    {
        json.WriteString("debtorAccount", account.Id);
        json.WriteString("debtorAgent", Agent(account.Bank));
        if (person.BankNamesNumber)
        {
            json.WriteString("debtorNumber", person.E164);
        }
    }

    private static void Creditor(Utf8JsonWriter json, CityPerson person)
    {
        json.WriteString("creditorAccount", person.Main.Id);
        json.WriteString("creditorAgent", Agent(person.Main.Bank));
        if (person.BankNamesNumber)
        {
            json.WriteString("creditorNumber", person.E164);
        }
    }

    private static void Amount(Utf8JsonWriter json, string name, long fen)
    {
        json.WriteStartObject(name);
        json.WriteString("amount", string.Create(CultureInfo.InvariantCulture, $"{fen / 100}.{fen % 100:00}"));
        json.WriteString("currency", "CNY");
        json.WriteEndObject();
    }

    private sealed record Moved(
        string TxId, CityPerson From, CityAccount Account, Payee To, long Amount, long Before, string NameCheck);
}
