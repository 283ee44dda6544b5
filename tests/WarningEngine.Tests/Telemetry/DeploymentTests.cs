using System.Text.RegularExpressions;
using Prometheus;
using WarningEngine.App.Telemetry;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Telemetry;

/// <summary>Rules and dashboards ask for metrics that the engine really has: a misspelled one would be silent for ever.</summary>
public sealed partial class DeploymentTests
{
    [Theory]
    [InlineData("deploy/prometheus/rules.yml")]
    [InlineData("deploy/grafana/warning-engine.json")]
    public async Task Only_metrics_that_exist_are_asked_for(string file)
    {
        var registry = Metrics.NewCustomRegistry();
        _ = new EngineMetrics(registry, new ManualClock());
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        var exported = Exported().Matches(System.Text.Encoding.UTF8.GetString(stream.ToArray()))
            .Select(x => x.Groups[1].Value).ToHashSet();
        var asked = Asked().Matches(Repository.Read(file)).Select(x => x.Groups[1].Value).Distinct().ToArray();
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains(name, exported));
    }

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Exported();

    [GeneratedRegex(@"\b(warning_engine_\w+?)(?:_bucket|_sum|_count)?\b")]
    private static partial Regex Asked();
}
