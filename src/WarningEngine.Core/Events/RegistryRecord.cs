namespace WarningEngine.Core.Events;

/// <summary>A slow fact of a line or an account, topic <c>registry</c>.</summary>
public sealed class RegistryRecord : RawRecord
{
    public RegistryFact Fact { get; set; }

    public Utf8Text Number { get; set; }

    public Utf8Text Account { get; set; }

    public AgeBand AgeBand { get; set; }

    public Utf8Text Region { get; set; }

    public bool Ended { get; set; }

    public long? TimeMs { get; set; }

    /// <summary>Without a time of its own a fact is one of its arrival, where it says that: set, cleared and set again are three.</summary>
    public override NaturalKey NaturalKey()
    {
        var key = new NaturalKey("registry"u8);
        key.Add(Fact);
        key.Add(Number);
        key.Add(Account);
        key.Add(TimeMs ?? ArrivalTimeMs);
        key.Add(AgeBand);
        key.Add(Region);
        key.Add(Ended);
        return key;
    }
}
