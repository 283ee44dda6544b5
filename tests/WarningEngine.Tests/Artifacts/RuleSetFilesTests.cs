using System.Text;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Tests.Artifacts;

public sealed class RuleSetFilesTests
{
    private static readonly (string, byte[]) A = ("a.yaml", [1, 2, 3]);
    private static readonly (string, byte[]) B = ("b.yaml", []);

    [Fact]
    public void The_hash_is_of_names_and_bytes_whatever_their_order()
    {
        var hash = RuleSetFiles.Of([A, B]).Hash;

        Assert.Equal(hash, RuleSetFiles.Of([B, A]).Hash);
        Assert.NotEqual(hash, RuleSetFiles.Of([A, ("c.yaml", [])]).Hash);
        Assert.NotEqual(hash, RuleSetFiles.Of([A, ("b.yaml", [0])]).Hash);
        Assert.NotEqual(hash, RuleSetFiles.Of([A]).Hash);
    }

    [Fact]
    public void The_canonical_form_is_fixed()
    {
        // What is in artifacts and in states for years hangs on it.
        var files = RuleSetFiles.Of([A, B]);

        Assert.Equal(
            "7061747465726E7320310A" + "00000006612E79616D6C" + "00000003010203" + "00000006622E79616D6C" + "00000000",
            Convert.ToHexString(files.Bytes));
        Assert.Equal("6868de1082a023a06997a1f4d9bcd042", $"{files.Hash:x32}");
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var files = RuleSetFiles.Read(PatternFiles.Shipped);

        var read = RuleSetFiles.Parse(files.Bytes);

        Assert.Equal(files.Hash, read.Hash);
        Assert.Equal(files.Files.Select(x => x.Name), read.Files.Select(x => x.Name));
        Assert.Equal(files.Compile(out _).Patterns.Patterns.Select(x => x.Key), read.Compile(out _).Patterns.Patterns.Select(x => x.Key));
    }

    [Theory]
    [InlineData("models 1\n", "does not begin")]
    [InlineData("", "does not begin")]
    [InlineData("patterns 1\n\0\0", "byte 11")]
    [InlineData("patterns 1\n\0\0\0\u0001a\0\0\0\u0009b", "byte 16")]
    [InlineData("patterns 1\n\0\0\0\u0001b\0\0\0\0\0\0\0\u0001a\0\0\0\0", "order")]
    public void Other_bytes_are_refused_with_their_place(string bytes, string why)
    {
        var wrong = Assert.Throws<InvalidDataException>(() => RuleSetFiles.Parse(Encoding.Latin1.GetBytes(bytes)));

        Assert.Contains(why, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_without_a_file_and_a_file_that_is_no_utf_8_are_errors()
    {
        Assert.Contains("no *.yaml", Error(RuleSetFiles.Of([])), StringComparison.Ordinal);
        Assert.Contains("bad.yaml(1,1): It is no UTF-8", Error(RuleSetFiles.Of([("bad.yaml", [(byte)'i', 0xFF])])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_pattern_does_is_told_apart_from_how_it_is_written()
    {
        var text = File.ReadAllText(Path.Combine(PatternFiles.Shipped, "T04-digital-arrest.yaml"));
        var logic = LogicOf(text);

        Assert.Equal(logic, LogicOf(text.Replace("\nversion: ", "\nversion: 8", StringComparison.Ordinal)));
        Assert.Equal(logic, LogicOf(text.Replace(" and ", "  and ", StringComparison.Ordinal)));
        Assert.Equal(logic, LogicOf(text + "\n# a remark\n"));
        Assert.NotEqual(logic, LogicOf(text.Replace("tier: P1, stage: control", "tier: P1, stage: trust", StringComparison.Ordinal)));
        Assert.NotEqual(logic, LogicOf(text + "\nstate: shadow\n"));
    }

    [Fact]
    public void Tests_of_retired_patterns_are_not_run_and_a_set_of_nothing_else_is_refused()
    {
        var active = File.ReadAllText(Path.Combine(PatternFiles.Shipped, "T04-digital-arrest.yaml"));
        var other = File.ReadAllText(Path.Combine(PatternFiles.Shipped, "T21-parcel.yaml"));
        var alone = CheckedRuleSet.Of(Files(active));
        var both = CheckedRuleSet.Of(Files(active, other + "\nstate: retired\n"));

        Assert.Equal(alone.Tests, both.Tests);
        Assert.Empty(both.Failures);
        Assert.Contains("all are retired", Error(Files(other + "\nstate: retired\n")), StringComparison.Ordinal);

        static RuleSetFiles Files(params string[] texts) => RuleSetFiles.Of(texts.Select((x, i) => ($"{i}.yaml", Encoding.UTF8.GetBytes(x))));
    }

    private static ulong LogicOf(string text) =>
        RuleSetFiles.Of([("p.yaml", Encoding.UTF8.GetBytes(text))]).Compile(out _).Patterns.Patterns[0].Logic;

    private static string Error(RuleSetFiles files) => Assert.Throws<PatternFilesException>(() => files.Compile(out _)).Message;
}
