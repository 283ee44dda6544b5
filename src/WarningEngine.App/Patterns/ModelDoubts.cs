using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Patterns;

/// <summary>A moment by which a test wants somebody to be called urgently.</summary>
/// <param name="Test">Whose time line it is.</param>
/// <param name="Expected">What it wants.</param>
/// <param name="OfPatterns">The most urgent that all patterns say by then.</param>
/// <param name="WithModel">The same, with a model that decides with them; <see cref="Tier.None"/>: nothing.</param>
public sealed record UrgentMoment(PatternTest Test, Expectation Expected, Tier OfPatterns, Tier WithModel)
{
    /// <summary>Patterns say P0 or P1, and the model leaves P2 or milder.</summary>
    public bool IsDoubted => OfPatterns <= Tier.P1 && WithModel > Tier.P1;

    public override string ToString() =>
        $"{Expected.Place}: \"{Test.Name}\": {OfPatterns} of patterns, with the model {(WithModel == Tier.None ? "nothing" : WithModel)}";
}

/// <summary>What a model makes of cases that are known to be urgent: it may hold them to be unlikely, and then nobody calls.</summary>
public static class ModelDoubts
{
    /// <summary>All moments at which the tests want P0 or P1, of whatever pattern.</summary>
    /// <param name="tests">Of pattern files.</param>
    /// <param name="patterns">The patterns of these files.</param>
    /// <param name="model">A model of persons.</param>
    public static IReadOnlyList<UrgentMoment> Of(IEnumerable<PatternTest> tests, PatternSet patterns, Model model)
    {
        ArgumentNullException.ThrowIfNull(tests);
        var rules = new RuleSet(0, patterns);
        var moments = new List<UrgentMoment>();
        foreach (var test in tests)
        {
            Expectation[] urgent = [.. test.Expectations.Where(x => !x.Forbids && x.Tier <= Tier.P1)];
            if (urgent.Length > 0)
            {
                var (alone, _) = PatternTestRunner.Hear(test, new FixedArtifacts(rules));
                var (with, _) = PatternTestRunner.Hear(test, new FixedArtifacts(rules, [model]));
                moments.AddRange(urgent.Select(x => new UrgentMoment(test, x, MostUrgent(alone, x), MostUrgent(with, x))));
            }
        }

        return moments;
    }

    private static Tier MostUrgent(List<(long AtMs, Warning Warning)> said, Expectation by) =>
        said.Where(x => x.AtMs < by.BeforeMs).Select(x => x.Warning.Tier).DefaultIfEmpty(Tier.None).Min();
}
