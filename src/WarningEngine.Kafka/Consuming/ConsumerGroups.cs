using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>Consumer groups of a broker.</summary>
public sealed class ConsumerGroups(KafkaOptions options) : IConsumerGroups
{
    private const int SessionTimeoutMs = 10_000;

    /// <inheritdoc/>
    public ILogConsumer Join(
        string group, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string> log) =>
        new LogConsumer(
            new ConsumerConfig(options.NewClient()) { GroupId = group, SessionTimeoutMs = SessionTimeoutMs },
            topics, assignments, fromStart, log);
}
