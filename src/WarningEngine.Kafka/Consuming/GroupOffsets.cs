using System.Diagnostics;
using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>What a group has committed, asked by a consumer of the group's name that joins nothing. The admin client's
/// request for the same ends the process with SIGSEGV where the group's coordinator has just moved (librdkafka issue 5040).</summary>
public static class GroupOffsets
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="client">Brokers, and what it takes to talk to them.</param>
    /// <param name="group">Need not exist.</param>
    /// <param name="partitions">Asked for.</param>
    /// <param name="timeout">Of all attempts.</param>
    /// <returns>Those of the partitions for which the group has committed something.</returns>
    /// <exception cref="KafkaException">The brokers cannot tell within the time.</exception>
    public static IReadOnlyList<TopicPartitionOffset> Committed(
        ClientConfig client, string group, IEnumerable<TopicPartition> partitions, TimeSpan timeout)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig(client) { GroupId = group })
            .SetLogHandler((_, _) => { }).Build();
        return Committed(consumer, partitions, timeout);
    }

    /// <summary>The same, of a consumer that is there.</summary>
    public static IReadOnlyList<TopicPartitionOffset> Committed<TKey, TValue>(
        IConsumer<TKey, TValue> consumer, IEnumerable<TopicPartition> partitions, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        TopicPartition[] asked = [.. partitions];
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                var left = timeout - Stopwatch.GetElapsedTime(started);
                return [.. consumer.Committed(asked, left > Pause ? left : Pause).Where(x => x.Offset.Value >= 0)];
            }
            catch (KafkaException moved) when (Moves(moved.Error.Code) && Stopwatch.GetElapsedTime(started) < timeout)
            {
                // The client looks for the coordinator by itself, but does not ask it again.
                Thread.Sleep(Pause);
            }
        }
    }

    private static bool Moves(ErrorCode code) =>
        code is ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress;
}
