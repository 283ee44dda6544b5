using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>Consumer groups of a broker.</summary>
public sealed class ConsumerGroups(KafkaOptions options) : IConsumerGroups
{
    /// <summary>Of the classic protocol, where the operator says nothing: a dead owner's partitions move after this time.</summary>
    private const int SessionTimeoutMs = 10_000;

    /// <inheritdoc/>
    public ILogConsumer Join(
        string group, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string> log)
    {
        var config = new ConsumerConfig(options.NewClient()) { GroupId = group };
        if (config.GroupProtocol != GroupProtocol.Consumer)
        {
            // With KIP-848 the broker sets it, and the client refuses to hear of it.
            config.SessionTimeoutMs ??= SessionTimeoutMs;
        }

        return new LogConsumer(config, topics, assignments, fromStart, log);
    }
}
