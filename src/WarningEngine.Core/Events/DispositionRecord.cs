namespace WarningEngine.Core.Events;

/// <summary>What an agent found out, topic <c>dispositions</c>.</summary>
public sealed class DispositionRecord : RawRecord
{
    public string DispositionId { get; set; } = "";

    public string Person { get; set; } = "";

    public string PersonToken { get; set; } = "";

    public string CaseId { get; set; } = "";

    public int Revision { get; set; }

    public DispositionCode Code { get; set; }

    public bool FraudConfirmed { get; set; }

    public EntityKind ConfirmedKind { get; set; }

    public string ConfirmedValue { get; set; } = "";

    public long? TimeMs { get; set; }

    public override NaturalKey NaturalKey()
    {
        var key = new NaturalKey("disposition"u8);
        key.Add(DispositionId);
        return key;
    }
}
