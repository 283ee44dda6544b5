namespace WarningEngine.Core.Events;

/// <summary>A transfer or another money event, topic <c>bank.transfers</c>.</summary>
public sealed class TransferRecord : RawRecord
{
    public Utf8Text TxId { get; set; }

    public Utf8Text EndToEndId { get; set; }

    public MoneyEvent Event { get; set; }

    public MoneyPhase Phase { get; set; }

    public Utf8Text DebtorAccount { get; set; }

    public Utf8Text DebtorAgent { get; set; }

    public Utf8Text DebtorNumber { get; set; }

    public Utf8Text CreditorAccount { get; set; }

    public Utf8Text CreditorAgent { get; set; }

    public Utf8Text CreditorNumber { get; set; }

    public PayeeKind PayeeKind { get; set; }

    public NameCheck NameCheck { get; set; }

    /// <summary>Decimal text.</summary>
    public Utf8Text Amount { get; set; }

    public Utf8Text Currency { get; set; }

    /// <summary>Decimal text; empty where not known.</summary>
    public Utf8Text BalanceBefore { get; set; }

    public Utf8Text BalanceCurrency { get; set; }

    public long? AcceptanceTimeMs { get; set; }

    /// <summary>Transaction, event, phase; where an event has no transaction (a payee added, a limit raised), whose it is,
    /// whom it names and when.</summary>
    public override NaturalKey NaturalKey()
    {
        var key = new NaturalKey("transfer"u8);
        key.Add(TxId);
        key.Add(Event);
        key.Add(Phase);
        if (TxId.Length == 0)
        {
            key.Add(DebtorAccount);
            key.Add(DebtorNumber);
            key.Add(CreditorAccount);
            key.Add(CreditorNumber);
            key.Add(Amount);
            key.Add(AcceptanceTimeMs);
        }

        return key;
    }
}
