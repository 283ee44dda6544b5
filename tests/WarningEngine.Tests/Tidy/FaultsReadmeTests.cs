using System.Text.RegularExpressions;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Tidy;

/// <summary>The harness of faults says which test or kind of fault covers what. These keep it true.</summary>
public sealed partial class FaultsReadmeTests
{
    private static readonly string Readme = Repository.Read("tests/WarningEngine.Faults/README.md");
    private static readonly string Kinds = string.Concat(Repository.Sources("tests/WarningEngine.Faults/Kinds").Select(File.ReadAllText));

    [Fact]
    public void Every_test_that_it_names_is_there()
    {
        var tests = Repository.Sources("tests").ToLookup(x => Path.GetFileNameWithoutExtension(x), File.ReadAllText);
        var named = NamedTest().Matches(Readme).Select(x => (Class: x.Groups[1].Value, Test: x.Groups[2].Value)).ToArray();
        Assert.True(named.Length > 40, $"Only {named.Length} tests are named.");

        Assert.All(named, x => Assert.Contains(tests[x.Class], y => y.Contains($" {x.Test}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_kind_of_fault_that_it_names_is_there()
    {
        var named = NamedKind().Matches(Readme).Select(x => x.Groups[1].Value).Distinct().ToArray();
        Assert.True(named.Length > 20, $"Only {named.Length} kinds are named.");

        Assert.All(named, x => Assert.Contains($"\"{x}\"", Kinds, StringComparison.Ordinal));
    }

    [Fact]
    public void It_counts_the_crash_points_and_the_engine_passes_each_of_them()
    {
        var roles = new[] { "score", "dispatch" };
        var points = NamedPoint().Matches(Kinds).Select(x => x.Groups[1].Value)
            .SelectMany(x => x.StartsWith("{role}", StringComparison.Ordinal) ? roles.Select(y => x.Replace("{role}", y, StringComparison.Ordinal)) : [x])
            .Distinct().ToArray();
        var engine = string.Concat(Repository.Sources("src").Select(File.ReadAllText));

        Assert.Contains($"At {points.Length} named places", Readme, StringComparison.Ordinal);
        Assert.All(points, x => Assert.True(
            engine.Contains($"\"{x}\"", StringComparison.Ordinal)
            || engine.Contains($"{{Name}}.{x.Split('.')[1]}\"", StringComparison.Ordinal)
            || (x.EndsWith(".written", StringComparison.Ordinal) && engine.Contains("? \"written\"", StringComparison.Ordinal)), x));
    }

    [GeneratedRegex(@"`(\w+(?:Tests|Rules))\.(\w+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex("`(?!redis-server`)((?:engine|intake|score|dispatch|broker|brokers|kafka|redis)-[a-z-]+)`")]
    private static partial Regex NamedKind();

    [GeneratedRegex(@"new\((?:""\w+""|role), \$?""([^""]+)""")]
    private static partial Regex NamedPoint();
}
