using System.Text;
using WarningEngine.App.Patterns;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Tests.App.Patterns;

public sealed class ShippedPatternTests
{
    private static readonly PatternSet Set = PatternFiles.Load(PatternFiles.Shipped, out AllTests);
    private static readonly IReadOnlyList<PatternTest> AllTests;

    public static TheoryData<string, string> Names()
    {
        var result = new TheoryData<string, string>();
        foreach (var test in AllTests)
        {
            result.Add(test.PatternId, test.Name);
        }

        return result;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_test_in_a_shipped_file_passes(string pattern, string name)
    {
        var test = Assert.Single(AllTests, x => x.PatternId == pattern && x.Name == name);

        Assert.Empty(PatternTestRunner.Run(test, Set).Failures);
    }

    [Fact]
    public void Every_shipped_pattern_has_a_test_that_wants_a_warning_and_one_that_forbids_it()
    {
        foreach (var pattern in Set.Patterns)
        {
            var tests = AllTests.Where(x => x.PatternId == pattern.Definition.Id);
            var expectations = tests.SelectMany(x => x.Expectations).ToList();
            Assert.Contains(expectations, x => !x.Forbids);
            Assert.Contains(expectations, x => x.Forbids);
        }
    }

    [Fact]
    public void Every_shipped_pattern_speaks_both_languages()
    {
        foreach (var definition in Set.Patterns.Select(x => x.Definition))
        {
            var words = definition.Questions.Append(definition.Title)
                .Concat(definition.Steps.Select(x => x.Reason).OfType<LocalTemplate>()).ToList();
            Assert.True(definition.Questions.Count >= 2, definition.Id);
            Assert.All(words, x => Assert.Contains(x.Zh.Text.EnumerateRunes(), IsHan));
            Assert.All(words, x => Assert.DoesNotContain(x.En.Text.EnumerateRunes(), IsHan));
        }
    }

    private static bool IsHan(Rune rune) => rune.Value is >= 0x4E00 and <= 0x9FFF;
}
