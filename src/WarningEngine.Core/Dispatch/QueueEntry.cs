using WarningEngine.Core.Cases;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Dispatch;

public enum EntryState
{
    Open,

    /// <summary>The case has gone to a more urgent queue.</summary>
    Superseded,
    Expired,
    Closed,

    /// <summary>For the region that is asked to take the case over: not its own yet.</summary>
    Offered,

    /// <summary>The offer stands no more, and the case is another region's.</summary>
    Withdrawn,
}

/// <summary>A case at a revision, for the queue of its region and tier.</summary>
/// <param name="State">What the queue is to make of it.</param>
/// <param name="Tier">The queue's tier: of a superseded entry the old one.</param>
/// <param name="Case">The case.</param>
public sealed record QueueEntry(EntryState State, Tier Tier, Case Case)
{
    /// <summary>Of an offer: the region that has the case. Else null: the queue's own.</summary>
    public string? Owner { get; init; }

    /// <summary>The topic: <c>dissuasion.region.tier</c>.</summary>
    public string Queue => $"dissuasion.{Case.Region}.{Tier.ToString().ToLowerInvariant()}";

    /// <summary>A receiver drops what it has seen under this key.</summary>
    public string Key => $"{Case.Id:x32}:{Case.Revision}:{State.ToString().ToLowerInvariant()}";
}

/// <summary>Takes what dispatch causes, in order.</summary>
public interface IDispatchSink
{
    void Entry(QueueEntry entry);

    /// <summary>A case would have gone to its queue, but for the mode or the surge of its pattern: kept until released, or in shadow
    /// only counted.</summary>
    void Kept(Case open, DispatchMode mode);

    /// <summary>A pattern surges, was released, or is as usual again. Whoever only looks at cases need not care.</summary>
    void SurgeChanged(Surge surge)
    {
    }

    /// <summary>For the console's read model: the case as it is now.</summary>
    void CaseChanged(Case changed);

    /// <summary>The case has left the state: the read model forgets it too.</summary>
    void CaseForgotten(Case forgotten);
}

/// <summary>What the configuration says first; commands change the mode while running. Terms are part of what decides: the same on
/// all machines.</summary>
/// <param name="Mode">How it starts.</param>
/// <param name="Regions">Province codes with a queue of their own; everybody else is <c>unknown</c>.</param>
public sealed record DispatchOptions(DispatchMode Mode, IReadOnlySet<string> Regions)
{
    /// <summary>A region that is offered a P0 case has so long to accept it, ms.</summary>
    public long AcceptP0WithinMs { get; init; } = 60_000;

    /// <summary>The same of all other tiers, ms.</summary>
    public long AcceptWithinMs { get; init; } = 5 * 60_000;

    /// <summary>Live, with a queue for each province of GB/T 2260.</summary>
    public static readonly DispatchOptions Default = new(DispatchMode.Live, new HashSet<string>
    {
        "110000", "120000", "130000", "140000", "150000", "210000", "220000", "230000", "310000", "320000", "330000",
        "340000", "350000", "360000", "370000", "410000", "420000", "430000", "440000", "450000", "460000", "500000",
        "510000", "520000", "530000", "540000", "610000", "620000", "630000", "640000", "650000", "710000", "810000", "820000",
    });

    /// <summary>The queue region of an administrative code.</summary>
    public string RegionOf(int code)
    {
        var province = $"{code / 10_000 * 10_000:000000}";
        return code != 0 && Regions.Contains(province) ? province : "unknown";
    }
    /// <summary>When an offer that is made at a moment returns.</summary>
    public long AcceptUntilMs(Tier tier, long timeMs) => timeMs + (tier == Tier.P0 ? AcceptP0WithinMs : AcceptWithinMs);
}
