namespace WarningEngine.Core.Cases;

/// <summary>A case that another region is asked to take over.</summary>
/// <param name="To">Where the offer stands.</param>
/// <param name="UntilMs">When it returns unless accepted, ms since epoch, in the partition's time.</param>
public sealed record Offer(QueuePlace To, long UntilMs);

/// <summary>Hand-over in two phases: a case is offered, and its region keeps it until the other accepts. So it has one owner
/// at any moment, whoever is asleep, away or asked twice. Each is a new revision.</summary>
public static class HandOver
{
    /// <summary>Asks a region; what another one was asked before is void.</summary>
    public static Case Offered(Case open, string region, long untilMs, long timeMs)
    {
        ArgumentNullException.ThrowIfNull(open);
        return Revised(open, "offered", region, timeMs) with
        {
            Offer = new Offer(new QueuePlace(region, open.Tier), untilMs), ReturnedFrom = null,
        };
    }

    /// <summary>The region that was asked takes it over.</summary>
    public static Case Accepted(Case open, Offer offer, long timeMs)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return Revised(open, "accepted", offer.To.Region, timeMs) with { Region = offer.To.Region, Offer = null, ReturnedFrom = null };
    }

    /// <summary>Nobody took it over in time, or nobody can any more: its region has it alone again, and a supervisor sees
    /// it.</summary>
    public static Case Returned(Case open, Offer offer, long timeMs)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return Revised(open, "returned", offer.To.Region, timeMs) with { Offer = null, ReturnedFrom = offer.To.Region };
    }

    /// <summary>Its region keeps it after all.</summary>
    public static Case Withdrawn(Case open, Offer offer, long timeMs)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return Revised(open, "withdrawn", offer.To.Region, timeMs) with { Offer = null };
    }

    /// <summary>The region that was asked last, or has taken it over since; empty where none is known to have been.</summary>
    public static string LastAsked(Case one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.Offer?.To.Region ?? one.ReturnedFrom
            ?? one.History.LastOrDefault(x => x.What is "offered" or "accepted" or "returned" or "withdrawn" or "moved")?.Detail ?? "";
    }

    /// <summary>What has become more urgent is answered as soon as its tier wants.</summary>
    /// <param name="open">With an offer or without.</param>
    /// <param name="untilMs">By when it would return, were it offered now.</param>
    public static Case NoLaterThan(Case open, long untilMs)
    {
        ArgumentNullException.ThrowIfNull(open);
        return open.Offer is { } offer && untilMs < offer.UntilMs ? open with { Offer = offer with { UntilMs = untilMs } } : open;
    }

    /// <summary>The next revision, with a line that says why.</summary>
    public static Case Revised(Case current, string what, string detail, long timeMs)
    {
        ArgumentNullException.ThrowIfNull(current);
        return current with
        {
            Revision = current.Revision + 1,
            History = CaseMerging.Lines(current, new CaseLine(timeMs, what, detail)),
        };
    }
}
