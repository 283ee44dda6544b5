using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Patterns;
using WarningEngine.Integration.Kafka;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Artifacts;

/// <summary>The rules on Apache Kafka, and what <c>topics create</c> leaves there.</summary>
public sealed class RealKafkaRuleSetTests(RealKafkaTests.Broker broker) : RuleSetVerbsRules, IClassFixture<RealKafkaTests.Broker>
{
    protected override string BootstrapServers
    {
        get
        {
            Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
            return broker.Server!.BootstrapServers;
        }
    }

    [Fact]
    public async Task Topics_create_writes_the_shipped_set_as_the_first_and_only_once()
    {
        await DeleteTopicsAsync();
        var hash = $"{RuleSetFiles.Read(PatternFiles.Shipped).Hash:x32}";

        Assert.Contains($"wrote rule set {hash} (shipped) to artifacts, as first", await CreateAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrote rule set", await CreateAsync(), StringComparison.Ordinal);
    }

    protected override async Task MakeTopicsAsync()
    {
        await DeleteTopicsAsync();
        using var admin = NewAdmin();
        await TopicPlan.CreateAsync(admin, TopicPlan.All(1, 1));
    }

    private async Task<string> CreateAsync()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Verbs.RunAsync(["topics", "create", "--kafka", BootstrapServers, "--partitions", "1"], output, error);
        Assert.True(code == ExitCode.Good, error.ToString());
        return output.ToString();
    }

    /// <summary>The broker is shared: each test begins with topics that hold nothing.</summary>
    private async Task DeleteTopicsAsync()
    {
        using var admin = NewAdmin();
        if (There(admin) is { Length: > 0 } there)
        {
            await admin.DeleteTopicsAsync(there);
        }

        while (There(admin).Length > 0)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static string[] There(IAdminClient admin) =>
    [
        .. admin.GetMetadata(TimeSpan.FromSeconds(20)).Topics.Select(x => x.Topic)
            .Where(x => TopicPlan.All(1, 1).Any(y => y.Name == x)),
    ];

    private IAdminClient NewAdmin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
}
