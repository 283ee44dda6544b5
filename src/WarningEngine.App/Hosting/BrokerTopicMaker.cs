using Confluent.Kafka;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Hosting;

/// <summary>Makes topics on a real broker.</summary>
internal sealed class BrokerTopicMaker(KafkaOptions options) : ITopicMaker
{
    private readonly RawTopicIdentities _identities = new(options, TimeProvider.System);

    public string? Refusal(string topic, int generation) => _identities.Refusal(topic, generation);

    public async Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<PlannedTopic> topics, bool othersMakeThem, CancellationToken stop)
    {
        using var admin = new AdminClientBuilder(options.NewClient()).SetLogHandler((_, _) => { }).Build();
        return await TopicPlan.CreateAsync(admin, topics, othersMakeThem, stop);
    }
}
