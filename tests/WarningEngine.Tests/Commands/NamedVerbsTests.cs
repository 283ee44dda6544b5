using System.CommandLine;
using System.Text.RegularExpressions;
using WarningEngine.App.Commands;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Commands;

/// <summary>Operators copy verbs from the pages.</summary>
public sealed partial class NamedVerbsTests
{
    [Fact]
    public void Every_verb_that_the_pages_name_in_two_words_is_there()
    {
        var verbs = Verbs.Root().Subcommands.Where(x => x.Subcommands.Count > 0).ToDictionary(x => x.Name, x => x.Subcommands.Select(y => y.Name).ToArray());
        string[] pages = [Path.Combine(Repository.Root, "README.md"), .. Directory.GetFiles(Path.Combine(Repository.Root, "deploy"), "*.md")];
        var named = pages.SelectMany(page => TwoWords().Matches(File.ReadAllText(page)).Select(x => (Page: page, Verb: x.Groups[1].Value, Sub: x.Groups[2].Value)))
            .Where(x => verbs.ContainsKey(x.Verb)).ToArray();

        Assert.True(named.Length > 10);
        Assert.DoesNotContain(named, x => !verbs[x.Verb].Contains(x.Sub));
    }

    [GeneratedRegex("`(?:warning-engine )?([a-z]+) ([a-z]+)")]
    private static partial Regex TwoWords();
}
