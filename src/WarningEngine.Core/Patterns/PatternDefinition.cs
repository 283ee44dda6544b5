namespace WarningEngine.Core.Patterns;

/// <summary>Where something stands in a pattern file, for errors. Lines and columns count from 1.</summary>
public readonly record struct FilePlace(string File, int Line, int Column)
{
    public override string ToString() => $"{File}({Line},{Column})";
}

/// <summary>A text of a pattern file and where it begins. Expressions keep the line ends and the indents of the
/// file.</summary>
public sealed record PlacedText(string Text, FilePlace Place)
{
    /// <summary>Where the character at <paramref name="offset"/> of <see cref="Text"/> stands in the file.</summary>
    public FilePlace At(int offset)
    {
        var before = Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length));
        var lineEnd = before.LastIndexOf('\n');
        return lineEnd < 0
            ? Place with { Column = Place.Column + before.Length }
            : Place with { Line = Place.Line + before.Count('\n'), Column = before.Length - lineEnd };
    }
}

/// <summary>What is wrong in a pattern file, and where.</summary>
public sealed record PatternError(FilePlace Place, string Message)
{
    public override string ToString() => $"{Place}: {Message}";
}

public enum PatternEvent
{
    Call,
    Sms,
    Money,
    Reputation,
    Exposure,
    Registry,
}

/// <summary>What a pattern is allowed to do, as its file says it.</summary>
public enum PatternState
{
    Active,

    /// <summary>Scored and counted, never dispatched.</summary>
    Shadow,

    /// <summary>Checked and kept, so that what was decided under it can still be read; decides nothing and costs nothing.</summary>
    Retired,
}

/// <summary>Words in both languages, with places in braces: <c>{step.amount}</c>.</summary>
public sealed record LocalTemplate(PlacedText Zh, PlacedText En);

/// <summary>A pattern as its file says it, not yet checked.</summary>
public sealed record PatternDefinition
{
    public required string Id { get; init; }

    public required FilePlace Place { get; init; }

    public required int Version { get; init; }

    /// <summary>T01 to T25; M1 to M9 for a money-moment rule; TH for touches of known-bad counterparts.</summary>
    public required string ScamType { get; init; }

    /// <summary>Whether it warns of a party that is known to be bad, not of a course of events that looks like a fraud.</summary>
    public bool IsOfKnownParty => ScamType == "TH";

    /// <summary>Whether it warns of somebody who was warned before, or has denied, and pays all the same.</summary>
    public bool IsOfWarnedPerson => ScamType == "M7";

    public required LocalTemplate Title { get; init; }

    /// <summary>How long a step counts after its last event, ms; what has been raised can be raised again after
    /// it.</summary>
    public required long WindowMs { get; init; }

    /// <summary>How long after the event a warning can still prevent something, ms. What is P0 or P1 and still holds at a step
    /// after that is raised again.</summary>
    public required long UsefulForMs { get; init; }

    public PatternState State { get; init; }

    public required IReadOnlyList<LocalTemplate> Questions { get; init; }

    public required IReadOnlyList<StepDefinition> Steps { get; init; }

    public required IReadOnlyList<RaiseDefinition> Raises { get; init; }

    /// <summary>What speaks for this type, or for and against others.</summary>
    public IReadOnlyList<EvidenceDefinition> Evidence { get; init; } = [];
}

/// <summary>One step. It completes at an event of its kind for which <see cref="When"/> is true, once all steps of
/// <see cref="After"/> are complete, at most <see cref="WithinMs"/> after their last event, and none of
/// <see cref="Unless"/> is. A step that follows none completes again with every such event; one that follows others
/// only with <see cref="Repeat"/>.</summary>
public sealed record StepDefinition(
    PlacedText Id,
    PatternEvent On,
    PlacedText When,
    IReadOnlyList<PlacedText> After,
    long WithinMs,
    IReadOnlyList<PlacedText> Unless,
    bool Repeat,
    LocalTemplate? Reason);

/// <summary>A finding that speaks for a scam type, or against it. Once true it counts as long as the pattern is in progress.</summary>
/// <param name="When">Over steps and the event, as a raise's.</param>
/// <param name="ScamType">T01 to T25.</param>
/// <param name="Points">1 to 9 where it speaks for the type, -1 to -9 where against.</param>
public sealed record EvidenceDefinition(PlacedText When, PlacedText ScamType, int Points);

/// <summary>A tier and stage that the person has reached when the condition over steps (and the event) is
/// true.</summary>
/// <param name="When">Over steps and the event.</param>
/// <param name="Tier">Not <see cref="Events.Tier.None"/>.</param>
/// <param name="Stage">Not <see cref="Events.Stage.None"/>.</param>
/// <param name="Likely">Of P0 and P1: where a model decides, it has to hold a fraud to be at least as likely, in hundredths, 1 to 100; else it doubts the raise as it
/// doubts one below its own <see cref="Models.ModelThresholds.Doubtful"/>. 0: it need not.</param>
public sealed record RaiseDefinition(PlacedText When, Events.Tier Tier, Events.Stage Stage, byte Likely = 0);
