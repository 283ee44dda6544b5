namespace WarningEngine.Core.Events;

/// <summary>A transfer or another money event, topic <c>bank.transfers</c>.</summary>
public sealed class TransferRecord : RawRecord
{
    public string TxId { get; set; } = "";

    public string EndToEndId { get; set; } = "";

    public MoneyEvent Event { get; set; }

    public MoneyPhase Phase { get; set; }

    public string DebtorAccount { get; set; } = "";

    public string DebtorAgent { get; set; } = "";

    public string DebtorNumber { get; set; } = "";

    public string CreditorAccount { get; set; } = "";

    public string CreditorAgent { get; set; } = "";

    public string CreditorNumber { get; set; } = "";

    public PayeeKind PayeeKind { get; set; }

    public NameCheck NameCheck { get; set; }

    /// <summary>Decimal text.</summary>
    public string Amount { get; set; } = "";

    public string Currency { get; set; } = "";

    /// <summary>Decimal text; empty where not known.</summary>
    public string BalanceBefore { get; set; } = "";

    public string BalanceCurrency { get; set; } = "";

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
