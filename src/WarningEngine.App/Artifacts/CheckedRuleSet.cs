using WarningEngine.App.Patterns;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Artifacts;

/// <summary>A set that compiles, and what its tests showed.</summary>
/// <param name="Files">Of the set.</param>
/// <param name="Set">Compiled.</param>
/// <param name="Tests">How many tests were run: those of retired patterns are only read.</param>
/// <param name="Failures">Empty where all passed.</param>
internal sealed record CheckedRuleSet(RuleSetFiles Files, RuleSet Set, int Tests, IReadOnlyList<PatternError> Failures)
{
    /// <summary>Compiles the files and runs their tests.</summary>
    /// <exception cref="PatternFilesException">A file is wrong; names all errors.</exception>
    public static CheckedRuleSet Of(RuleSetFiles files)
    {
        var set = files.Compile(out var tests);
        PatternTest[] run = [.. tests.Where(x => !set.Patterns.IsRetired(x.PatternId))];
        return new CheckedRuleSet(
            files, set, run.Length, [.. run.SelectMany(x => PatternTestRunner.Run(x, set.Patterns).Failures)]);
    }
}
