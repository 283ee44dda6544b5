using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Splits transfers and the other money events: a leg for the payer, one for the payee.</summary>
internal sealed class TransferSplitter(Identifiers identifiers, LegWriter legs)
{
    /// <summary>What a person usually pays in: a balance that stands beside no amount is compared with it.</summary>
    private static readonly Utf8Text Yuan = "CNY";

    public CheckResult Split(TransferRecord record)
    {
        var isTransfer = record.Event == MoneyEvent.Transfer;
        var timeMs = record.AcceptanceTimeMs ?? 0;
        var result = Checks.First(
            record.Event == MoneyEvent.Unknown ? new(Rejection.UnknownType, "event") : CheckResult.Good,
            isTransfer && record.Phase == MoneyPhase.Unknown ? new(Rejection.MissingField, "phase") : CheckResult.Good,
            TransactionId(record.TxId, required: isTransfer),
            Texts(record),
            record.AcceptanceTimeMs is null ? new(Rejection.MissingField, "acceptanceDateTime")
                : legs.Time(ref timeMs, "acceptanceDateTime"),
            Money(record, out var facts),
            identifiers.Line(record.DebtorNumber, "debtorNumber", out var debtor),
            identifiers.Line(record.CreditorNumber, "creditorNumber", out var creditor));
        if (!result.IsGood)
        {
            return result;
        }

        facts.TransactionId = Text35.From(record.TxId.Bytes);
        return record.Event is MoneyEvent.LoanDisbursed
            ? Inflow(record, facts, timeMs, creditor)
            : Outflow(record, facts, timeMs, debtor, creditor);
    }

    private static CheckResult TransactionId(Utf8Text txId, bool required)
    {
        var result = Checks.Text(txId, "txId", required);
        return result.IsGood && txId.Length > Text35.Capacity
            ? new CheckResult(Rejection.TextTooLong, "txId") : result;
    }

    private static CheckResult Texts(TransferRecord record) => Checks.First(
        Checks.Text(record.EndToEndId, "endToEndId"),
        Checks.Text(record.DebtorAccount, "debtorAccount"),
        Checks.Text(record.CreditorAccount, "creditorAccount"),
        Checks.Text(record.DebtorAgent, "debtorAgent"),
        Checks.Text(record.CreditorAgent, "creditorAgent"));

    private CheckResult Inflow(TransferRecord record, MoneyFacts facts, long timeMs, Token creditor)
    {
        var account = identifiers.Account(record.CreditorAccount);
        if (creditor.IsNone && account.IsNone)
        {
            return new CheckResult(Rejection.MissingField, "creditorAccount");
        }

        facts.Outgoing = false;
        facts.Account = account;
        facts.OtherAgent = TextHash.Of(record.DebtorAgent);

        // It is the lender's.
        facts.BalanceBeforeMinor = -1;
        var leg = New(LegKind.Money, creditor, account, timeMs);
        leg.Other = identifiers.Account(record.DebtorAccount);
        leg.OtherKind = leg.Other.IsNone ? EntityKind.None : EntityKind.Account;
        leg.Money = facts;
        legs.Write(ref leg);
        return CheckResult.Good;
    }

    private CheckResult Outflow(TransferRecord record, MoneyFacts facts, long timeMs, Token debtor, Token creditor)
    {
        var payer = identifiers.Account(record.DebtorAccount);
        var payee = identifiers.Account(record.CreditorAccount);
        var isGathered = record.Event is MoneyEvent.OwnAccountsConsolidated or MoneyEvent.DepositBroken;
        if (isGathered && debtor.IsNone)
        {
            // Own accounts have one owner, and the bank that receives the money knows its own customer's number alone.
            debtor = creditor;
        }

        if (debtor.IsNone && payer.IsNone)
        {
            return new CheckResult(Rejection.MissingField, "debtorAccount");
        }

        if (payee.IsNone && record.Event is MoneyEvent.Transfer or MoneyEvent.PayeeAdded)
        {
            return new CheckResult(Rejection.MissingField, "creditorAccount");
        }

        var isOwn = payer == payee || (!debtor.IsNone && debtor == creditor);
        if (record.Event == MoneyEvent.Transfer && isOwn)
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
        legs.Write(ref leg);
        if (isGathered && debtor.IsNone && !payee.IsNone && payee != payer)
        {
            // Whose they are the registry may know of either. A line that both are linked to hears of one event twice, and takes in one.
            leg.Entity = payee;
            legs.Write(ref leg);
        }

        if (!isOwn && facts.Event is MoneyEvent.Transfer or MoneyEvent.PayeeAdded)
        {
            Payee(record, leg, debtor, creditor);
        }

        return CheckResult.Good;
    }

    /// <summary>What others hear of a payment, or that somebody adds a payee.</summary>
    /// <param name="record">That tells it.</param>
    /// <param name="leg">The payer's.</param>
    /// <param name="debtor">The payer's line; none where it is not named.</param>
    /// <param name="creditor">The payee's; none where it is not named.</param>
    private void Payee(TransferRecord record, in Leg leg, Token debtor, Token creditor)
    {
        var (payer, payee, timeMs) = (leg.Money.Account, leg.Other, leg.EventTimeMs);
        var isTransfer = leg.Money.Event == MoneyEvent.Transfer;
        if (isTransfer && !debtor.IsNone && !payer.IsNone)
        {
            // The account's own record: what came in and goes out again is seen there, whoever its owner is.
            var sent = legs.New(LegKind.MoneySent, EntityKind.Account, payer, timeMs);
            (sent.Other, sent.OtherKind, sent.Money) = (payee, EntityKind.Account, leg.Money);
            legs.Write(ref sent);
        }

        // Who adds a bad account as a payee can be told of it before the money leaves.
        var counterpart = legs.New(LegKind.MoneyCounterpart, EntityKind.Account, payee, timeMs);
        counterpart.Other = leg.Entity;
        counterpart.OtherKind = leg.EntityKind;
        counterpart.Money = leg.Money;
        counterpart.Money.Outgoing = false;
        counterpart.Money.Account = payer;
        counterpart.Money.OtherLine = debtor;
        counterpart.Money.OtherAgent = TextHash.Of(record.DebtorAgent);
        counterpart.Money.BalanceBeforeMinor = -1;
        legs.Write(ref counterpart);
        if (isTransfer && !creditor.IsNone && record.Phase is MoneyPhase.Accepted or MoneyPhase.Settled)
        {
            // The payee's line is named: it learns of the money without asking who owns the account. Whom it paid it knows by the account.
            var inflow = legs.New(LegKind.Money, EntityKind.Number, creditor, timeMs);
            (inflow.Other, inflow.OtherKind) = payer.IsNone ? (leg.Entity, leg.EntityKind) : (payer, EntityKind.Account);
            inflow.Money = counterpart.Money;
            inflow.Money.Account = payee;
            legs.Write(ref inflow);
        }
    }

    /// <summary>For the line where its number is given, else for the account.</summary>
    private Leg New(LegKind kind, Token line, Token account, long timeMs) => line.IsNone
        ? legs.New(kind, EntityKind.Account, account, timeMs)
        : legs.New(kind, EntityKind.Number, line, timeMs);

    private static CheckResult Money(TransferRecord record, out MoneyFacts facts)
    {
        facts = new MoneyFacts
        {
            Event = record.Event,
            Phase = record.Phase,
            PayeeKind = record.PayeeKind,
            NameCheck = record.NameCheck,
            BalanceBeforeMinor = -1,
        };
        var needsAmount = record.Event is MoneyEvent.Transfer or MoneyEvent.LoanDisbursed or MoneyEvent.CashWithdrawn;
        if (record.Amount.Length == 0)
        {
            return needsAmount ? new CheckResult(Rejection.MissingField, "instructedAmount.amount")
                : Balance(record, Yuan, ref facts.BalanceBeforeMinor);
        }

        var rejection = Amounts.Parse(record.Amount.Bytes, out facts.AmountMinor);
        if (rejection != Rejection.None || (facts.AmountMinor == 0 && needsAmount))
        {
            rejection = rejection != Rejection.None ? rejection : Rejection.AmountOutOfRange;
            return new CheckResult(rejection, "instructedAmount.amount");
        }

        return Currency.TryParse(record.Currency.Bytes, out facts.CurrencyCode)
            ? Balance(record, record.Currency, ref facts.BalanceBeforeMinor)
            : new CheckResult(Rejection.InvalidCurrency, "instructedAmount.currency");
    }

    /// <summary>Unknown (-1) where it is absent, overdrawn (nothing left to lose), or of another currency.</summary>
    /// <param name="record">Names the balance.</param>
    /// <param name="currency">Of what it is compared with.</param>
    /// <param name="balanceMinor">In hundredths.</param>
    private static CheckResult Balance(TransferRecord record, Utf8Text currency, ref long balanceMinor)
    {
        if (record.BalanceBefore.Length == 0)
        {
            return CheckResult.Good;
        }

        var isOverdrawn = record.BalanceBefore.Bytes[0] == '-';
        var rejection = Amounts.Parse(record.BalanceBefore.Bytes[(isOverdrawn ? 1 : 0)..], out var minor);
        if (rejection != Rejection.None)
        {
            return new CheckResult(rejection, "balanceBefore.amount");
        }

        if (record.BalanceCurrency.Length > 0 && !Currency.TryParse(record.BalanceCurrency.Bytes, out _))
        {
            return new CheckResult(Rejection.InvalidCurrency, "balanceBefore.currency");
        }

        var isComparable = record.BalanceCurrency.Length == 0 || record.BalanceCurrency == currency;
        balanceMinor = !isOverdrawn && isComparable ? minor : -1;
        return CheckResult.Good;
    }
}
