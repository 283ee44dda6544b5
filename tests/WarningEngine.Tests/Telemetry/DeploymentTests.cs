using System.Text.RegularExpressions;
using Prometheus;
using WarningEngine.App.Telemetry;
using WarningEngine.Testing;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Tests.Telemetry;

/// <summary>What is deployed beside the engine fits it: rules and dashboards ask for metrics that it really has, for a misspelled one would be silent for
/// ever.</summary>
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

    /// <summary>What it costs was measured with these settings, and they are no part of its file.</summary>
    [Fact]
    public void Redis_gets_the_memory_settings_that_its_file_asks_for()
    {
        Assert.Contains($"#   MALLOC_CONF={RedisServer.MallocConf}\n", Repository.Read("deploy/redis.conf"), StringComparison.Ordinal);
        Assert.Contains($"JE_MALLOC_CONF: \"{RedisServer.MallocConf}\"", Repository.Read("deploy/compose.yaml"), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Exported();

    [GeneratedRegex(@"\b(warning_engine_\w+?)(?:_bucket|_sum|_count)?\b")]
    private static partial Regex Asked();
}
