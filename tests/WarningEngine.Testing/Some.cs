using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.Testing;

/// <summary>Values that a test needs but does not care about; what it cares about it states with <c>with</c>.</summary>
public static class Some
{
    /// <summary>2026-03-03T10:00:00+08:00, ms since epoch.</summary>
    public const long TimeMs = 1_772_503_200_000;

    public const long MinuteMs = 60_000;

    public static readonly Token Person = new(0x1001, 0x2002);

    /// <summary>The episode of <see cref="Warning"/>, and so its case.</summary>
    public static readonly UInt128 CaseId = 77;

    /// <summary>A P1 warning about <see cref="Person"/> in Chengdu, useful for an hour.</summary>
    public static Warning Warning(int number = 1) => new()
    {
        Id = (UInt128)number,
        Person = Person,
        PersonKind = EntityKind.Number,
        EpisodeId = CaseId,
        PatternId = "T04-digital-arrest",
        PatternVersion = 1,
        ScamType = "T04",
        Tier = Tier.P1,
        Stage = Stage.Control,
        EventTimeMs = TimeMs,
        IngestTimeMs = TimeMs + 900,
        UsefulUntilMs = TimeMs + (60 * MinuteMs),
        Title = new LocalText("冒充公检法", "Posing as the police"),
        Reasons = [new Reason($"reason-{number}", new LocalText($"原因 {number}", $"reason {number}"), TimeMs)],
        Evidence = [new Evidence(LegKind.Call, TimeMs, EntityKind.Number, new Token(5, (ulong)number), 47 * MinuteMs, 0, 0, "Incoming:International:ended")],
        Questions = [new LocalText("他们是否要求保密？", "Did they ask you to keep it secret?")],
        Region = 510_100,
        AgeBand = AgeBand.Elderly,
    };
}
