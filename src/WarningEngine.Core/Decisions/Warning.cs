using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Core.Decisions;

/// <summary>One change of stage or tier of one person's episode, immutable. Carries only facts from the log.</summary>
public sealed record Warning
{
    /// <summary>Hash of person, pattern, stage, tier and the kind and identity of the cause. 32 hex digits in text.</summary>
    public required UInt128 Id { get; init; }

    public required Token Person { get; init; }

    public required EntityKind PersonKind { get; init; }

    /// <summary>Hash of person and the first event of the episode; the case in dispatch takes it as its id.</summary>
    public required UInt128 EpisodeId { get; init; }

    public required string PatternId { get; init; }

    public required int PatternVersion { get; init; }

    /// <summary>T01 to T25, or "M" and a number for a money-moment rule.</summary>
    public required string ScamType { get; init; }

    /// <summary>What the whole episode may be, the likeliest first, three at most; empty where no pattern of a type has come far.</summary>
    public IReadOnlyList<LikelyType> LikelyTypes { get; init; } = [];

    public required Tier Tier { get; init; }

    public required Stage Stage { get; init; }

    /// <summary>Event time of the cause, ms since epoch.</summary>
    public required long EventTimeMs { get; init; }

    /// <summary>When it could be known, ms since epoch: the later of the cause's event time and its arrival; where the cause came from a partition and
    /// not from outside (a grade, a wave), not before the time that this partition had come to. By the log alone, no clock; 0 in a warning of a version
    /// that did not tell. No part of <see cref="Id"/>.</summary>
    public long DecidedMs { get; init; }

    /// <summary>Kafka timestamp of the raw message of the cause: for latency figures only. 0 where time alone was the cause.</summary>
    public required long IngestTimeMs { get; init; }

    /// <summary>Until when an agent's call can still prevent something, ms since epoch.</summary>
    public required long UsefulUntilMs { get; init; }

    public required LocalText Title { get; init; }

    /// <summary>Why, most telling first.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>What happened, in event time.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>What to ask the person.</summary>
    public required IReadOnlyList<LocalText> Questions { get; init; }

    public MoneyAtRisk? AtRisk { get; init; }

    /// <summary>Administrative code of the person's region, 0 unknown.</summary>
    public int Region { get; init; }

    public AgeBand AgeBand { get; init; }

    /// <summary>"patterns" while no model is activated; says so in every decision.</summary>
    public string DecidedBy { get; init; } = "patterns";

    /// <summary>The model's calibrated probability of a fraud under way, 0 to 1; null where no model decided. No part of
    /// <see cref="Id"/>.</summary>
    public double? Probability { get; init; }

    /// <summary>Hash of the rule set that decided; 0 in a warning of a version that did not tell. No part of <see cref="Id"/>.</summary>
    public UInt128 RuleSet { get; init; }
}

/// <summary>The same words in both languages of the console.</summary>
public sealed record LocalText(string Zh, string En);

/// <summary>One reason: a stable code, its words, and when it became true.</summary>
public sealed record Reason(string Code, LocalText Text, long EventTimeMs);

/// <summary>One line of the evidence timeline. <paramref name="Other"/> is the counterpart's token.</summary>
public readonly record struct Evidence(
    LegKind Kind,
    long EventTimeMs,
    EntityKind OtherKind,
    Token Other,
    long DurationMs,
    long AmountMinor,
    int CurrencyCode,
    string Detail);

/// <summary>Money that can still be stopped, or has just left.</summary>
public sealed record MoneyAtRisk(
    long AmountMinor,
    int CurrencyCode,
    string TransactionId,
    MoneyPhase Phase,
    Token PayeeAccount,
    PayeeKind PayeeKind,
    long EventTimeMs);
