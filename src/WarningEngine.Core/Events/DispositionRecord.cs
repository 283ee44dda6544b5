namespace WarningEngine.Core.Events;

/// <summary>What an agent found out, topic <c>dispositions</c>.</summary>
public sealed class DispositionRecord : RawRecord
{
    public Utf8Text DispositionId { get; set; }

    public Utf8Text Person { get; set; }

    public Utf8Text PersonToken { get; set; }

    public Utf8Text CaseId { get; set; }

    public int Revision { get; set; }

    /// <summary>So many had the case that the agent saw; 0: not said.</summary>
    public int Warnings { get; set; }

    public DispositionCode Code { get; set; }

    public bool FraudConfirmed { get; set; }

    public EntityKind ConfirmedKind { get; set; }

    public Utf8Text ConfirmedValue { get; set; }

    /// <summary>Instead of the value: 32 hexadecimal digits.</summary>
    public Utf8Text ConfirmedToken { get; set; }

    public long? TimeMs { get; set; }

    public override NaturalKey NaturalKey()
    {
        var key = new NaturalKey("disposition"u8);
        key.Add(DispositionId);
        return key;
    }
}
