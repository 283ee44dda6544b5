namespace WarningEngine.Core.Events;

/// <summary>An indicator or list entry, topic <c>intelligence</c>.</summary>
public sealed class IntelligenceRecord : RawRecord
{
    public Utf8Text EntryId { get; set; }

    public EntityKind Kind { get; set; }

    public Utf8Text Value { get; set; }

    public Grade Level { get; set; }

    public Utf8Text Basis { get; set; }

    public Utf8Text Issuer { get; set; }

    public long? FromMs { get; set; }

    public long? ToMs { get; set; }

    public Appeal Appeal { get; set; }

    public long? TimeMs { get; set; }

    /// <summary>The entry and what it says now: a level, a term or an appeal that changes is news, the same entry sent again is not. Without a time
    /// of its own it is one of its arrival, where it says that.</summary>
    public override NaturalKey NaturalKey()
    {
        var key = new NaturalKey("intelligence"u8);
        key.Add(Issuer);
        key.Add(EntryId);
        key.Add(Kind);
        key.Add(Value);
        key.Add(Level);
        key.Add(FromMs);
        key.Add(ToMs);
        key.Add(Appeal);
        key.Add(TimeMs ?? ArrivalTimeMs);
        return key;
    }
}
