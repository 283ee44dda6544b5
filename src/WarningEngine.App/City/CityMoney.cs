using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>Who is paid.</summary>
/// <param name="Account">As banks write it.</param>
/// <param name="Agent">Its bank.</param>
/// <param name="Kind">BANK, WALLET, DIGITAL_YUAN, MERCHANT, CRYPTO or GOLD.</param>
/// <param name="Person">Whose it is; null outside the city.</param>
/// <param name="IsNew">The payer has not paid it before: some banks say that it was added.</param>
/// <param name="NameCheck">What the bank finds; drawn where null.</param>
internal readonly record struct Payee(
    string Account, string Agent, string Kind, CityPerson? Person = null, bool IsNew = false, string? NameCheck = null)
{
    public static Payee Of(CityPerson person) => new(person.Main.Id, CityMoney.Agent(person.Main.Bank), "BANK", person);

    public static Payee Shop(int merchant) => new($"SHOP{merchant:00000}", "PAY01", "MERCHANT");
}

/// <summary>Money: transfers with their phases, and the other money events. Must be called in the order of time, since
/// it keeps the balances. Amounts are fen.</summary>
internal sealed class CityMoney(CityRandom random, CityWriter writer, CityCoverage tells)
{
    /// <summary>Banks of the city's people.</summary>
    public const int Banks = 7;

    /// <summary>This one ships a file every ten minutes, the others each event within seconds.</summary>
    private const int BankWithFiles = 4;

    private static readonly string[] Agents = [.. Enumerable.Range(0, Banks).Select(x => $"BANK{x:00}")];

    public static string Agent(int bank) => Agents[bank];

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

        if (to.IsNew && tells.Added[account.Bank])
        {
            Added(from, account, to, timeMs - random.Between(15_000, 90_000));
        }

        var transfer = new Moved(
            writer.Reference(), from, account, to, amount, account.Balance, to.NameCheck ?? random.Fraction() switch
            {
                < 0.80 => "MATCH", < 0.93 => "UNAVAILABLE", < 0.97 => "CLOSE_MATCH", _ => "NO_MATCH",
            });
        if (tells.Attempts[account.Bank])
        {
            Phase(transfer, "ATTEMPTED"u8, timeMs);
        }

        if (account.Bank is 2 or 5 && !rejected)
        {
            Phase(transfer, "ACCEPTED"u8, timeMs + random.Between(200, 700));
        }

        Phase(transfer, rejected ? "REJECTED"u8 : "SETTLED"u8, timeMs + random.Between(800, 4_000));
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
        Creditor(Settled('t').Text("debtorAccount"u8, fromAccount).Text("debtorAgent"u8, fromAgent), to);
        Kind("BANK");
        to.Main.Balance += amount;
        Accepted(amount, timeMs, to.Main.Bank);
    }

    public void Loan(CityPerson to, int lender, long amount, long timeMs)
    {
        Creditor(
            Settled('l').Text("event"u8, "LOAN_DISBURSED"u8)
                .Text("debtorAccount"u8, $"LEND{lender:0000}").Text("debtorAgent"u8, $"LENDER{lender}"),
            to);
        to.Main.Balance += amount;
        Accepted(amount, timeMs, to.Main.Bank);
    }

    /// <summary>Everything on the second account goes to the first.</summary>
    public void Consolidate(CityPerson person, long timeMs)
    {
        if (person.Second is { Balance: > 0 } second)
        {
            Own(person, "OWN_ACCOUNTS_CONSOLIDATED", second.Balance, timeMs);
            person.Main.Balance += second.Balance;
            second.Balance = 0;
        }
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

    /// <summary>Cash over the counter or from a machine. It is gone at <paramref name="timeMs"/>, and the bank writes it down a second later, as it does
    /// when a transfer settles: nobody can hold what was handed out.</summary>
    /// <returns>What was handed out: 0 where there is not enough.</returns>
    public long Withdraw(CityPerson person, long amount, long timeMs)
    {
        if (amount <= 0 || amount > person.Main.Balance)
        {
            return 0;
        }

        Own(person, "CASH_WITHDRAWN", amount, timeMs + 1_000);
        person.Main.Balance -= amount;
        return amount;
    }

    /// <summary>An event that moves no money: LIMIT_RAISED, WALLET_OPENED or, with its amount, CASH_RESERVED.</summary>
    public void Mark(CityPerson person, string kind, long timeMs, long amount = 0) => Own(person, kind, amount, timeMs);

    /// <summary>Money between two accounts outside the city, at a bank whose records we get.</summary>
    public void Outside(Payee from, Payee to, long amount, long timeMs)
    {
        Settled('p').Text("debtorAccount"u8, from.Account).Text("debtorAgent"u8, from.Agent)
            .Text("creditorAccount"u8, to.Account).Text("creditorAgent"u8, to.Agent);
        Kind(to.Kind);
        Accepted(amount, timeMs, 0);
    }

    /// <summary>A payee is added and not paid yet, at a bank that tells of it.</summary>
    public void Add(CityPerson person, Payee payee, long timeMs)
    {
        if (tells.Added[person.Main.Bank])
        {
            Added(person, person.Main, payee, timeMs);
        }
    }

    private void Own(CityPerson person, string kind, long amount, long timeMs)
    {
        Debtor(Settled('o').Text("event"u8, kind), person, person.Main);
        Accepted(amount, timeMs, person.Main.Bank);
    }

    private void Added(CityPerson person, CityAccount account, Payee to, long timeMs)
    {
        Debtor(
            writer.Begin().Reference("txId"u8, 'a', writer.Reference()).Text("event"u8, "PAYEE_ADDED"u8)
                .Text("phase"u8, "ACCEPTED"u8),
            person, account).Text("creditorAccount"u8, to.Account).Text("creditorAgent"u8, to.Agent);
        Accepted(0, timeMs, account.Bank);
    }

    private void Phase(Moved moved, ReadOnlySpan<byte> phase, long timeMs)
    {
        var json = Debtor(
            writer.Begin().Reference("txId"u8, 't', moved.Reference).Text("phase"u8, phase), moved.From, moved.Account)
            .Text("creditorAccount"u8, moved.To.Account).Text("creditorAgent"u8, moved.To.Agent);
        if (moved.To.Person is { BankNamesNumber: true } payee)
        {
            json.Text("creditorNumber"u8, payee.E164);
        }

        Kind(moved.To.Kind);
        if (tells.NameChecks == 1 || random.Chance(tells.NameChecks))
        {
            json.Text("nameCheck"u8, moved.NameCheck);
        }

        if (tells.Balances[moved.Account.Bank])
        {
            json.Amount("balanceBefore"u8, moved.Before);
        }

        Accepted(moved.Amount, timeMs, moved.Account.Bank);
    }

    private void Kind(string payee)
    {
        if (tells.Kinds)
        {
            writer.Current.Text("payeeKind"u8, payee);
        }
    }

    private CityJson Settled(char kind) =>
        writer.Begin().Reference("txId"u8, kind, writer.Reference()).Text("phase"u8, "SETTLED"u8);

    private static CityJson Debtor(CityJson json, CityPerson person, CityAccount account)
    {
        json.Text("debtorAccount"u8, account.Id).Text("debtorAgent"u8, Agent(account.Bank));
        return person.BankNamesNumber ? json.Text("debtorNumber"u8, person.E164) : json;
    }

    private static CityJson Creditor(CityJson json, CityPerson person)
    {
        json.Text("creditorAccount"u8, person.Main.Id).Text("creditorAgent"u8, Agent(person.Main.Bank));
        return person.BankNamesNumber ? json.Text("creditorNumber"u8, person.E164) : json;
    }

    /// <summary>Ends a record: what, when, and when its bank ships it.</summary>
    private void Accepted(long amount, long timeMs, int bank)
    {
        var json = writer.Current;
        if (amount > 0)
        {
            json.Amount("instructedAmount"u8, amount);
        }

        json.Time("acceptanceDateTime"u8, timeMs);
        var delay = random.Between(300, 1_500);
        writer.End(
            RawTopic.Transfers, bank == BankWithFiles ? CityCalls.FileMs(timeMs, 10) + (20 * delay) : timeMs + delay);
    }

    private readonly record struct Moved(
        long Reference, CityPerson From, CityAccount Account, Payee To, long Amount, long Before, string NameCheck);
}
