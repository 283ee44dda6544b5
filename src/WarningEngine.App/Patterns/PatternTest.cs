using WarningEngine.App.Replay;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Patterns;

/// <summary>A test inside a pattern file: what happens to one person, and what the patterns must say and
/// when.</summary>
/// <param name="PatternId">The pattern of its file.</param>
/// <param name="Name">What it shows.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Records">What the operators and banks send, in the order of arrival.</param>
/// <param name="Expectations">What must come out.</param>
public sealed record PatternTest(
    string PatternId, string Name, FilePlace Place, IReadOnlyList<RecordedRecord> Records,
    IReadOnlyList<Expectation> Expectations)
{
    /// <summary>Of the pattern.</summary>
    public required string ScamType { get; init; }

    /// <summary>Of the person.</summary>
    public required AgeBand AgeBand { get; init; }

    /// <summary>The time line itself.</summary>
    internal TimelineSteps Steps { get; init; } = new();
}

/// <summary>One line that begins with "expect".</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">As it is written.</param>
/// <param name="Forbids">True where nothing more urgent than <paramref name="Tier"/> may come; false where at least
/// <paramref name="Tier"/> must.</param>
/// <param name="AnyPattern">Of all patterns, not only of its own file's.</param>
/// <param name="Tier">The bound.</param>
/// <param name="Stage">The stage that must be reached, <see cref="Stage.None"/> where it does not matter.</param>
/// <param name="BeforeMs">Warnings count until this arrival time, ms since epoch.</param>
public sealed record Expectation(
    FilePlace Place, string Text, bool Forbids, bool AnyPattern, Tier Tier, Stage Stage, long BeforeMs);
