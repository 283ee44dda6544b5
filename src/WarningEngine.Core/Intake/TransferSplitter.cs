using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Splits transfers and the other money events: a leg for the payer, one for the payee.</summary>
internal readonly struct TransferSplitter(Tokeniser tokens, Numbers numbers, LegWriter legs)
{
    public CheckResult Split(TransferRecord record, long arrivalMs)
    {
        var result = Money(record, out var amount, out var currency, out var balance);
        if (!result.IsGood)
        {
            return result;
        }

        if (record.AcceptanceTimeMs is not { } timeMs)
        {
            return new CheckResult(Rejection.MissingField, "acceptanceDateTime");
        }

        result = Checks.Time(ref timeMs, arrivalMs, "acceptanceDateTime", out _);
        if (!result.IsGood)
        {
            return result;
        }

        if (record.Event == MoneyEvent.Transfer && record.Phase == MoneyPhase.Unknown)
        {
            return new CheckResult(Rejection.MissingField, "phase");
        }

        var debtor = Line(record.DebtorNumber, "debtorNumber", out result);
        var creditor = result.IsGood ? Line(record.CreditorNumber, "creditorNumber", out result) : Token.None;
        if (!result.IsGood)
        {
            return result;
        }

        var facts = new MoneyFacts
        {
            Event = record.Event,
            Phase = record.Phase,
            PayeeKind = record.PayeeKind,
            NameCheck = record.NameCheck,
            CurrencyCode = currency,
            AmountMinor = amount,
            BalanceBeforeMinor = balance,
            TransactionId = Text35.From(record.TxId),
        };
        return record.Event is MoneyEvent.LoanDisbursed
            ? Inflow(record, facts, timeMs, creditor)
            : Outflow(record, facts, timeMs, debtor, creditor);
    }

    private CheckResult Inflow(TransferRecord record, MoneyFacts facts, long timeMs, Token creditor)
    {
        var account = Account(record.CreditorAccount);
        if (creditor.IsNone && account.IsNone)
        {
            return new CheckResult(Rejection.MissingField, "creditorAccount");
        }

        facts.Outgoing = false;
        facts.Account = account;
        facts.OtherAgent = TextHash.Of(record.DebtorAgent);
        var leg = New(LegKind.Money, creditor, account, timeMs);
        leg.Other = Account(record.DebtorAccount);
        leg.OtherKind = leg.Other.IsNone ? EntityKind.None : EntityKind.Account;
        leg.Money = facts;
        legs.Write(leg);
        return CheckResult.Good;
    }

    private CheckResult Outflow(TransferRecord record, MoneyFacts facts, long timeMs, Token debtor, Token creditor)
    {
        var payer = Account(record.DebtorAccount);
        var payee = Account(record.CreditorAccount);
        if (debtor.IsNone && payer.IsNone)
        {
            return new CheckResult(Rejection.MissingField, "debtorAccount");
        }

        if (record.Event is MoneyEvent.Transfer or MoneyEvent.PayeeAdded && payee.IsNone)
        {
            return new CheckResult(Rejection.MissingField, "creditorAccount");
        }

        if (record.Event == MoneyEvent.Transfer && (payer == payee || (!debtor.IsNone && debtor == creditor)))
        {
            // Between own accounts: a consolidation, no payment to anybody.
            facts.Event = MoneyEvent.OwnAccountsConsolidated;
        }

        facts.Outgoing = true;
        var leg = New(LegKind.Money, debtor, payer, timeMs);
        leg.Other = payee;
        leg.OtherKind = payee.IsNone ? EntityKind.None : EntityKind.Account;
        leg.Money = facts;
        leg.Money.Account = payer;
        leg.Money.OtherLine = creditor;
        leg.Money.OtherAgent = TextHash.Of(record.CreditorAgent);
        legs.Write(leg);
        if (facts.Event != MoneyEvent.Transfer)
        {
            return CheckResult.Good;
        }

        var counterpart = legs.New(LegKind.MoneyCounterpart, EntityKind.Account, payee, timeMs);
        counterpart.Other = leg.Entity;
        counterpart.OtherKind = leg.EntityKind;
        counterpart.Money = facts;
        counterpart.Money.Outgoing = false;
        counterpart.Money.Account = payee;
        counterpart.Money.OtherLine = debtor;
        counterpart.Money.OtherAgent = TextHash.Of(record.DebtorAgent);
        counterpart.Money.BalanceBeforeMinor = -1;
        legs.Write(counterpart);
        if (!creditor.IsNone && record.Phase is MoneyPhase.Accepted or MoneyPhase.Settled)
        {
            // The payee's line is named: it learns of the money without asking who owns the account.
            var inflow = legs.New(LegKind.Money, EntityKind.Number, creditor, timeMs);
            (inflow.Other, inflow.OtherKind, inflow.Money) = (counterpart.Other, counterpart.OtherKind, counterpart.Money);
            legs.Write(inflow);
        }

        return CheckResult.Good;
    }

    /// <summary>For the line where its number is given, else for the account.</summary>
    private Leg New(LegKind kind, Token line, Token account, long timeMs) => line.IsNone
        ? legs.New(kind, EntityKind.Account, account, timeMs)
        : legs.New(kind, EntityKind.Number, line, timeMs);

    private Token Account(string account) => account.Length == 0 ? Token.None : legs.Account(tokens, account);

    private Token Line(string text, string field, out CheckResult result)
    {
        result = Checks.Text(text, field);
        if (!result.IsGood || text.Length == 0)
        {
            return Token.None;
        }

        if (numbers.Normalise(text) is { } number)
        {
            return tokens.Number(number.Text);
        }

        result = new CheckResult(Rejection.InvalidNumber, field);
        return Token.None;
    }

    private static CheckResult Money(TransferRecord record, out long amount, out int currency, out long balance)
    {
        amount = 0;
        currency = 0;
        balance = -1;
        var needsAmount = record.Event is MoneyEvent.Transfer or MoneyEvent.LoanDisbursed or MoneyEvent.CashWithdrawn;
        if (record.Amount.Length == 0)
        {
            return needsAmount ? new CheckResult(Rejection.MissingField, "instructedAmount.amount") : CheckResult.Good;
        }

        var rejection = Amounts.Parse(record.Amount, out amount);
        if (rejection != Rejection.None)
        {
            return new CheckResult(rejection, "instructedAmount.amount");
        }

        if (amount == 0 && needsAmount)
        {
            return new CheckResult(Rejection.AmountOutOfRange, "instructedAmount.amount");
        }

        if (!Currency.TryParse(record.Currency, out currency))
        {
            return new CheckResult(Rejection.InvalidCurrency, "instructedAmount.currency");
        }

        if (record.BalanceBefore.Length == 0)
        {
            return CheckResult.Good;
        }

        // An overdrawn account has nothing left to lose here.
        rejection = record.BalanceBefore.StartsWith('-') ? Rejection.None : Amounts.Parse(record.BalanceBefore, out balance);
        return rejection == Rejection.None ? CheckResult.Good : new CheckResult(rejection, "balanceBefore.amount");
    }
}
