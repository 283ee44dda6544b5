using System.Text.RegularExpressions;
using WarningEngine.Stages;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Benchmarks;

public sealed partial class RunArgumentsTests
{
    private const string Usage = "lines --lines N [--partitions P]";

    [Theory]
    [InlineData("--line", "5")]
    [InlineData("--lines")]
    [InlineData("5", "--lines")]
    [InlineData("--lines", "5", "--partition", "8")]
    public void A_name_that_nobody_knows_is_an_error(params string[] given)
    {
        var error = Assert.Throws<ArgumentException>(() => new RunArguments(["lines", .. given], Usage));
        Assert.EndsWith(Usage, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_found_by_their_names()
    {
        var given = new RunArguments(["lines", "--partitions", "8", "--lines", "5"], Usage);
        Assert.Equal(("5", "8"), (given["--lines"], given["--partitions", "32"]));
        Assert.Equal("32", new RunArguments(["lines"], Usage)["--partitions", "32"]);
        Assert.Throws<ArgumentException>(() => new RunArguments(["lines"], Usage)["--lines"]);
    }

    [Fact]
    public void Every_run_names_in_its_usage_what_it_asks_for()
    {
        var runs = Repository.Sources("benchmarks/WarningEngine.Stages").Select(File.ReadAllText)
            .Where(x => x.Contains("new RunArguments(", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(runs);
        Assert.All(runs, text => Assert.All(
            Asked().Matches(text).Select(x => x.Groups[1].Value), name => Assert.Matches($@"[ \[]{name} ", text)));
    }

    [GeneratedRegex(@"(?:given\[|Number\()""(--[a-z-]+)""")]
    private static partial Regex Asked();
}
