namespace WarningEngine.Core.Events;

/// <summary>A record as its source sent it, before any check: texts are untrusted, times are ms since epoch or null.</summary>
public abstract class RawRecord
{
    /// <summary>When it arrived at the source's edge; null where the source does not say.</summary>
    public long? ArrivalTimeMs { get; set; }

    /// <summary>What tells it apart where no <c>ce_source</c> and <c>ce_id</c> do (see <c>schemas/</c>).</summary>
    public abstract NaturalKey NaturalKey();
}
