using Confluent.Kafka;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Artifacts;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Kafka;

/// <summary>The identity of a raw topic, which Apache Kafka alone gives, is kept once.</summary>
public sealed class RawTopicIdentitiesTests
{
    [Fact]
    public async Task Threads_that_ask_for_a_raw_topics_identity_at_once_keep_it_once()
    {
        Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
        using var server = new RealKafka();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = server.BootstrapServers }).Build();
        await TopicPlan.CreateAsync(admin, TopicPlan.All(partitions: 4, rawPartitions: 2));
        var options = new KafkaOptions { BootstrapServers = server.BootstrapServers };
        var identities = new RawTopicIdentities(options, TimeProvider.System);
        using var together = new Barrier(8);
        var refusals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return identities.Refusal("telecom.calls", 1);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(refusals, Assert.Null);
        Assert.Single(ArtifactReader.ReadAll(options, TimeProvider.System, CancellationToken.None), x => x.Kind == ArtifactKind.Source && x.Name == "telecom.calls");
    }

    /// <summary>Intake of all other topics ended with it, at its next rebalance.</summary>
    [Fact]
    public async Task A_raw_topic_that_is_away_is_no_matter_of_the_others()
    {
        Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
        using var server = new RealKafka();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = server.BootstrapServers }).Build();
        await TopicPlan.CreateAsync(admin, [.. TopicPlan.All(partitions: 1, rawPartitions: 1).Where(x => x.Name != "telecom.sms")]);
        var identities = new RawTopicIdentities(new KafkaOptions { BootstrapServers = server.BootstrapServers }, TimeProvider.System);

        Assert.Null(identities.Refusal("telecom.calls", 1));
        Assert.StartsWith("telecom.sms: ", Assert.Throws<KafkaFaultException>(() => identities.Refusal("telecom.sms", 1)).Message, StringComparison.Ordinal);
        Assert.Null(identities.Refusal("bank.transfers", 1));
    }
}
