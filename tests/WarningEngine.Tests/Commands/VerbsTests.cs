using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Patterns;

namespace WarningEngine.Tests.Commands;

public sealed class VerbsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("replay")]
    [InlineData("replay --in a --legs --out b")]
    [InlineData("replay --legs --into-state --out b")]
    [InlineData("replay --in a")]
    [InlineData("simulate --people 1 --out x")]
    [InlineData("simulate --frauds 2 --out x")]
    [InlineData("demo --seconds 0")]
    [InlineData("demo --seconds many")]
    [InlineData("demo --people few")]
    [InlineData("demo --speed 0")]
    [InlineData("demo --listen nowhere")]
    [InlineData("keys new")]
    [InlineData("patterns void")]
    [InlineData("patterns void latest")]
    public async Task Wrong_usage_ends_with_2_and_says_why(string line)
    {
        var (code, _, error) = await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Wrong_configuration_ends_with_78_and_one_line_an_error()
    {
        var (code, _, error) = await RunAsync("run", "--roles", "scroe", "--set", "kafka.x=1");
        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Collection(
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("roles: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("kafka.x: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_without_a_token_key_is_wrong_configuration()
    {
        var (code, _, error) = await RunAsync("run", "--roles", "intake");
        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.StartsWith("intake.tokenKeyFile: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("run")]
    [InlineData("topics create")]
    [InlineData("keys new")]
    [InlineData("simulate")]
    [InlineData("replay")]
    [InlineData("evaluate")]
    [InlineData("indicators import")]
    [InlineData("explain")]
    [InlineData("doctor")]
    [InlineData("patterns check")]
    [InlineData("patterns test")]
    [InlineData("patterns activate")]
    [InlineData("patterns list")]
    [InlineData("patterns void")]
    public async Task Every_verb_has_help(string verb)
    {
        var (code, output, _) = await RunAsync([.. verb.Split(' '), "--help"]);
        Assert.Equal(ExitCode.Good, code);
        Assert.Contains($" {verb} ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_of_a_retired_pattern_are_skipped_by_name()
    {
        foreach (var name in new[] { "T04-digital-arrest", "T21-parcel" })
        {
            var text = await File.ReadAllTextAsync(Path.Combine(PatternFiles.Shipped, name + ".yaml"), TestContext.Current.CancellationToken);
            var state = name == "T21-parcel" ? "\nstate: retired\n" : "";
            await File.WriteAllTextAsync(Path.Combine(_folder, name + ".yaml"), text + state, TestContext.Current.CancellationToken);
        }

        var (code, output, _) = await RunAsync("patterns", "test", _folder);
        Assert.Equal(ExitCode.Good, code);
        Assert.Contains("skipped (retired) T21-parcel: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("passed T21-parcel", output, StringComparison.Ordinal);
        Assert.Matches(@"\n\d+ passed, 0 failed, \d+ skipped \(retired\)\s*$", output);
        Assert.Matches(@"T21-parcel@\d+: good, retired", (await RunAsync("patterns", "check", _folder)).Output);
    }

    [Fact]
    public async Task Tests_say_what_a_model_makes_of_urgent_moments()
    {
        File.Copy(Path.Combine(PatternFiles.Shipped, "T24-recovery.yaml"), Path.Combine(_folder, "T24-recovery.yaml"));
        var (code, output, _) = await RunAsync("patterns", "test", _folder, "--model", ShippedModels.Person);
        Assert.Equal(ExitCode.Good, code);
        Assert.Matches(@"\nthe model doubts \d of [1-9] urgent moments\s*$", output);
        Assert.Contains("\"urgent\":", (await RunAsync("patterns", "test", _folder, "--model", ShippedModels.Person, "--json")).Output, StringComparison.Ordinal);

        var (failed, _, error) = await RunAsync("patterns", "test", _folder, "--model", _folder);
        Assert.Equal(ExitCode.Failed, failed);
        Assert.Contains(_folder, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_key_is_never_overwritten()
    {
        var file = Path.Combine(_folder, "key");
        Assert.Equal(ExitCode.Good, (await RunAsync("keys", "new", file)).Code);
        var first = await File.ReadAllTextAsync(file);
        Assert.Equal(ExitCode.Failed, (await RunAsync("keys", "new", file)).Code);
        Assert.Equal(first, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public void A_file_appears_whole_or_not_at_all()
    {
        var target = Path.Combine(_folder, "report");
        using (var abandoned = new WholeFile(target))
        {
            abandoned.Stream.Write("half"u8);
        }

        Assert.Empty(Directory.EnumerateFiles(_folder));
        using (var whole = new WholeFile(target))
        {
            whole.Stream.Write("all"u8);
            whole.Complete();
        }

        Assert.Equal("all", File.ReadAllText(Assert.Single(Directory.EnumerateFiles(_folder))));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Verbs.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
