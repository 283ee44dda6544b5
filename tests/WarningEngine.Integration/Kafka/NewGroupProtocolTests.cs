using Confluent.Kafka;
using WarningEngine.Kafka.Topics;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Integration.Kafka;

/// <summary>The rules on Apache Kafka with <c>group.protocol=consumer</c> (KIP-848).</summary>
public sealed class NewGroupProtocolTests(RealKafkaTests.Broker broker) : KafkaRules, IClassFixture<RealKafkaTests.Broker>
{
    protected override string BootstrapServers
    {
        get
        {
            Assert.SkipUnless(RealKafka.IsInstalled, "WARNING_ENGINE_KAFKA does not name Kafka's script.");
            return broker.Server!.BootstrapServers;
        }
    }

    protected override TimeSpan? Session => null;

    protected override async Task CreateTopicAsync(string name, int partitions)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        await TopicPlan.CreateAsync(admin, [new PlannedTopic(name, partitions, Compacted: false, RetentionDays: 7)]);
    }
}
