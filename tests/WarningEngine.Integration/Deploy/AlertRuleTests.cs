using System.Diagnostics;
using WarningEngine.Testing;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Deploy;

/// <summary>The alert rules against the time lines beside them, by Prometheus's own tool.</summary>
public sealed class AlertRuleTests
{
    private static readonly string? Promtool = Installed.Find("promtool");
    private static readonly string Rules = Path.Combine(Repository.Root, "deploy", "prometheus");

    [Fact]
    public async Task Rules_fire_when_their_tests_say_so()
    {
        Assert.SkipUnless(Promtool is not null, "promtool is not installed.");
        var (code, output) = await RunAsync("test", "rules", Path.Combine(Rules, "rules.test.yml"));
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Every_rule_has_a_test()
    {
        var names = (await File.ReadAllLinesAsync(Path.Combine(Rules, "rules.yml")))
            .Select(x => x.Trim()).Where(x => x.StartsWith("- alert: ", StringComparison.Ordinal)).Select(x => x["- alert: ".Length..]);
        var tests = await File.ReadAllTextAsync(Path.Combine(Rules, "rules.test.yml"));
        Assert.All(names, name => Assert.Contains($"alertname: {name}\n        exp_alerts:", tests, StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Promtool!, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }
}
