using System.Text.RegularExpressions;
using Prometheus;
using WarningEngine.App.Telemetry;
using WarningEngine.Kafka.Artifacts;
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
        var exported = Exported().Matches(await MetricsAsync()).Select(x => x.Groups[1].Value).ToHashSet();
        var asked = Asked().Matches(Repository.Read(file)).Select(x => x.Groups[1].Value).Distinct().ToArray();
        Assert.NotEmpty(asked);
        Assert.All(asked, name => Assert.Contains(name, exported));
    }

    /// <summary>Of a boundary that no histogram has nothing is counted, and the rule is silent for ever.</summary>
    [Fact]
    public async Task Only_buckets_that_exist_are_asked_for()
    {
        var metrics = await MetricsAsync();
        var asked = AskedBucket().Matches(Repository.Read("deploy/prometheus/rules.yml")).Select(x => x.Value).ToArray();
        Assert.NotEmpty(asked);
        Assert.All(asked, bucket => Assert.Contains(bucket, metrics, StringComparison.Ordinal));
    }

    /// <summary>The service's own user can read neither where it is.</summary>
    [Fact]
    public void The_unit_hands_over_every_credential_that_it_names()
    {
        var unit = Repository.Read("deploy/warning-engine.service");
        var named = Credential().Matches(unit).Select(x => x.Groups[1].Value).ToArray();
        Assert.Equal(["config.json", "token.key"], named);
        Assert.All(named, x => Assert.Contains($"\nLoadCredential={x}:/", unit, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_kind_of_artifact_stands_in_the_page_about_topics()
    {
        var page = Repository.Read("deploy/topics.md");
        Assert.All(ArtifactCodec.Kinds, x => Assert.Contains($"| `{x.Name}`", page, StringComparison.Ordinal));
    }

    /// <summary>What it costs was measured with these settings, and they are no part of its file.</summary>
    [Fact]
    public void Redis_gets_the_memory_settings_that_its_file_asks_for()
    {
        Assert.Contains($"#   MALLOC_CONF={RedisServer.MallocConf}\n", Repository.Read("deploy/redis.conf"), StringComparison.Ordinal);
        Assert.Contains($"JE_MALLOC_CONF: \"{RedisServer.MallocConf}\"", Repository.Read("deploy/compose.yaml"), StringComparison.Ordinal);
    }

    private static async Task<string> MetricsAsync()
    {
        var registry = Metrics.NewCustomRegistry();
        _ = new EngineMetrics(registry, new ManualClock());
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    [GeneratedRegex(@"%d/(\S+)")]
    private static partial Regex Credential();

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Exported();

    [GeneratedRegex(@"\b(warning_engine_\w+?)(?:_bucket|_sum|_count)?\b")]
    private static partial Regex Asked();

    [GeneratedRegex("""warning_engine_\w+_bucket\{le="[^"]+"\}""")]
    private static partial Regex AskedBucket();
}
