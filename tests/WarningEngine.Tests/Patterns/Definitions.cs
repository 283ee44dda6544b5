using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Tests.Patterns;

/// <summary>Pattern definitions for tests, without a file around them.</summary>
internal static class Definitions
{
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;

    private static readonly FilePlace Place = new("test.yaml", 1, 1);

    public static PlacedText Text(string text) => new(text, Place);

    public static StepDefinition Step(
        string id, PatternEvent on, string when, string[]? after = null, long withinMs = long.MaxValue,
        string[]? unless = null, bool repeat = false, LocalTemplate? reason = null) =>
        new(Text(id), on, Text(when), Texts(after), withinMs, Texts(unless), repeat, reason ?? new LocalTemplate(Text("某事"), Text("Something")));

    /// <summary>Says nothing of itself.</summary>
    public static StepDefinition Silent(string id, PatternEvent on, string when, string[]? after = null) => Step(id, on, when, after) with { Reason = null };

    private static PlacedText[] Texts(string[]? texts) => [.. (texts ?? []).Select(Text)];

    public static RaiseDefinition Raise(string when, Tier tier = Tier.P1, Stage stage = Stage.Control, byte likely = 0) =>
        new(Text(when), tier, stage, likely);

    public static PatternDefinition Pattern(StepDefinition[] steps, params RaiseDefinition[] raises) => new()
    {
        Id = "T99-test",
        Place = Place,
        Version = 1,
        ScamType = "T99",
        Title = new LocalTemplate(Text("测试"), Text("Test")),
        WindowMs = 24 * Hour,
        UsefulForMs = Hour,
        Questions = [],
        Steps = steps,
        Raises = raises,
    };

    /// <summary>A pattern whose only step has this condition.</summary>
    public static PatternDefinition Condition(string when, PatternEvent on = PatternEvent.Money) =>
        Pattern([Step("step", on, when)], Raise("step"));

    public static PatternSet Compile(params PatternDefinition[] definitions)
    {
        var set = PatternSet.Compile(definitions, out var errors);
        Assert.Empty(errors);
        return set!;
    }
}
