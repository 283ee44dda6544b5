using System.Text;
using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Patterns;

/// <summary>The page that analysts read names every feature as it is.</summary>
public sealed class LanguagePageTests
{
    [Fact]
    public void Every_feature_stands_in_the_page_with_its_unit_and_meaning()
    {
        var table = new StringBuilder("| name | unit | meaning |\n|---|---|---|\n");
        foreach (var feature in FeatureTable.All.OrderBy(x => x.Name, StringComparer.Ordinal))
        {
            var unit = feature.Category is { } category
                ? "one of " + string.Join(", ", Enum.GetNames(category).Select(Snake)) : feature.Unit.ToString().ToLowerInvariant();
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{feature.Name}` | {unit} | {feature.Meaning} |\n");
        }

        Assert.Contains(table.ToString(), Repository.Read("src/WarningEngine.App/patterns/README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_state_of_a_pattern_stands_in_the_page() => Assert.All(
        Enum.GetNames<PatternState>(),
        x => Assert.Contains($"| `{Snake(x)}` | ", Repository.Read("src/WarningEngine.App/patterns/README.md"), StringComparison.Ordinal));

    private static string Snake(string name) => string.Concat(name.Select((c, i) =>
        i > 0 && char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
