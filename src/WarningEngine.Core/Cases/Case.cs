using System.Text.Json.Serialization;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Core.Cases;

public enum CaseState
{
    Open,

    /// <summary>Nobody reached the person in the time in which it would have helped.</summary>
    Expired,
    Closed,
}

/// <summary>What happened to a case, for its history.</summary>
/// <param name="TimeMs">Time of the partition, ms since epoch.</param>
/// <param name="What">warning, raised, reopened, disposition, other_case (an answer to another case of the person, or to none and given before this one), outdated (an answer to a revision before the tier rose, or to an offer
/// that stands no more), expired, on_call (its time is over, and the person still on the phone), moved, held, released, offered, accepted, returned, withdrawn.</param>
/// <param name="Detail">Tier, code, region or pattern; never a number.</param>
public sealed record CaseLine(long TimeMs, string What, string Detail);

/// <summary>The queue in which an entry of a case stands.</summary>
public sealed record QueuePlace(string Region, Tier Tier);

/// <summary>One person's open matter: everything that warnings of one episode have told. Immutable; each change is a new
/// revision.</summary>
public sealed record Case
{
    /// <summary>Hash of person and first event of the episode.</summary>
    public required UInt128 Id { get; init; }

    public required Token Person { get; init; }

    public required EntityKind PersonKind { get; init; }

    /// <summary>1 for the first warning; every warning makes one, also one that raises nothing.</summary>
    public required int Revision { get; init; }

    public required CaseState State { get; init; }

    public required Tier Tier { get; init; }

    public required Stage Stage { get; init; }

    /// <summary>Of the most urgent warning.</summary>
    public required string ScamType { get; init; }

    /// <summary>Of the latest warning that says any: what all of it may be.</summary>
    public IReadOnlyList<LikelyType> LikelyTypes { get; init; } = [];

    public required LocalText Title { get; init; }

    /// <summary>The queue's region: a province code like 510000, or "unknown". Only a command moves it.</summary>
    public required string Region { get; init; }

    public required long OpenedMs { get; init; }

    /// <summary>Event time of the latest warning.</summary>
    public required long EventTimeMs { get; init; }

    /// <summary>Of the warnings of its tier: what made it urgent is useful for an hour, however long milder ones are.</summary>
    public required long UsefulUntilMs { get; init; }

    /// <summary>Until when a call with a suspect is held to go on, or a while after its end; 0 where there was none. When the case's time is over, it stays useful
    /// until then.</summary>
    public long OnCallUntilMs { get; init; }

    /// <summary>Kafka timestamp of the raw message behind the latest warning: for latency figures only.</summary>
    public required long IngestTimeMs { get; init; }

    /// <summary>The last 64.</summary>
    public required IReadOnlyList<UInt128> WarningIds { get; init; }

    /// <summary>All that it was made of, counted as scoring counts them: a revision may be no warning. 0: not known, of a case that had 64 or more when
    /// it was not counted yet.</summary>
    public int Warnings { get; init; }

    public required IReadOnlyList<Reason> Reasons { get; init; }

    public required IReadOnlyList<Evidence> Evidence { get; init; }

    public required IReadOnlyList<LocalText> Questions { get; init; }

    public MoneyAtRisk? AtRisk { get; init; }

    public AgeBand AgeBand { get; init; }

    /// <summary>The revision at which the tier last rose, or the case was opened again.</summary>
    public required int RaisedAtRevision { get; init; }

    /// <summary>The person denied: the case stays under watch, and the next payment raises it again.</summary>
    public bool Watched { get; init; }

    /// <summary>What is newest of it is kept back, by <see cref="DispatchMode.Hold"/> or for <see cref="HeldFor"/>, until
    /// released.</summary>
    public bool Held { get; init; }

    /// <summary>The pattern whose surge holds it; null where the mode does, or nothing.</summary>
    public string? HeldFor { get; init; }

    /// <summary>Another region is asked to take it over; null where none is. <see cref="Region"/> has it until then.</summary>
    public Offer? Offer { get; init; }

    /// <summary>The region that did not take over what it was offered: for a supervisor. Null where none, or where it has been
    /// offered again since.</summary>
    public string? ReturnedFrom { get; init; }

    /// <summary>Where its last entry stands; null where none was sent, or it was taken back.</summary>
    public QueuePlace? Sent { get; init; }

    public DispositionCode Disposition { get; init; }

    /// <summary>An agent has said what became of it: before its time was over, or afterwards, and then it stays expired.</summary>
    [JsonIgnore]
    public bool IsAnswered => State == CaseState.Closed || (State == CaseState.Expired && Disposition.Closes());

    /// <summary>Its episode is over: no warning will ever open it again, and its revisions are all told.</summary>
    public bool EpisodeEnded { get; init; }

    public required IReadOnlyList<CaseLine> History { get; init; }
}
