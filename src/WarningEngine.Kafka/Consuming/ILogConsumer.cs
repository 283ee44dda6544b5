using Confluent.Kafka;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Kafka.Consuming;

/// <summary>A member of a consumer group that commits nothing by itself. One thread uses it; it calls back the
/// <see cref="IAssignments"/> that it was made with from <see cref="Poll"/>, <see cref="Idle"/> and <see cref="Close"/>.</summary>
public interface ILogConsumer : IDisposable
{
    /// <summary>The next message, or the end of a partition; null where none came in time. It lies in memory that the next call uses again: whoever
    /// keeps it holds it (<see cref="ReadMessage.Hold"/>).</summary>
    /// <exception cref="KafkaFaultException">The client cannot go on.</exception>
    ReadMessage? Poll(TimeSpan timeout);

    /// <summary>Stays in the group without reading, for a caller that can take no more: one that is silent for
    /// <c>max.poll.interval.ms</c> loses its partitions. The next <see cref="Poll"/> goes on where reading stopped.</summary>
    /// <exception cref="KafkaFaultException">The client cannot go on.</exception>
    void Idle(TimeSpan timeout);

    /// <summary>Commits offsets. False where the group has moved on: the new owner reads from what was committed before.</summary>
    bool Commit(IEnumerable<TopicPartitionOffset> offsets);

    /// <inheritdoc cref="Commit"/>
    /// <remarks>Its caller's thread does not wait for the brokers, and sees to it that one is under way at a time.</remarks>
    Task<bool> CommitAsync(IEnumerable<TopicPartitionOffset> offsets);

    /// <summary>Commits offsets for lag dashboards, without waiting. Passed over where the last is still under way:
    /// nobody resumes from these.</summary>
    void Report(IEnumerable<TopicPartitionOffset> offsets);

    /// <summary>The offsets after the last messages, as the brokers tell them: all in one question, since each answer waits behind
    /// what the client is fetching. The answer is without those that none was had of; where it is had of none the task fails with a
    /// <see cref="KafkaException"/>.</summary>
    Task<IReadOnlyList<TopicPartitionOffset>> EndOffsetsAsync(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>The offset of the first message that is still there, and the one after the last, as the broker tells them.</summary>
    (long First, long End) Bounds(TopicPartition partition);

    /// <summary>Goes on reading from another place.</summary>
    void Seek(TopicPartitionOffset to);

    /// <summary>Messages between <paramref name="next"/> and the end as the client last heard of it; 0 where it has not.</summary>
    long Lag(TopicPartition partition, long next);

    /// <summary>The committed offset; null where there is none.</summary>
    long? Committed(TopicPartition partition);

    /// <summary>Leaves the group: its partitions are revoked, and go to others at once.</summary>
    void Close();
}
