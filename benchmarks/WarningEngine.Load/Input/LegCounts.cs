using Confluent.Kafka;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Load.Input;

/// <summary>How many legs stand in each message of <c>legs</c>. Progress is none: it goes on when everything is done.</summary>
internal static class LegCounts
{
    /// <summary>Reads the log to its present end.</summary>
    /// <exception cref="InvalidOperationException">The end does not come.</exception>
    public static FilledTopics Read(string bootstrapServers, int partitions, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "load.reader", EnableAutoCommit = false, EnablePartitionEof = true })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(x => new TopicPartitionOffset(TopicPlan.Legs, x, Offset.Beginning)));
        var counts = new FilledTopics();
        ToTheEnd.Read(
            partitions, consumer.Consume, x => x.IsPartitionEOF, x => Add(counts, x.Partition.Value, x.Offset.Value, x.Message.Value),
            TimeProvider.System, stop);
        return counts;
    }

    /// <summary>Adds a message; offsets of a partition come in their order.</summary>
    public static void Add(FilledTopics counts, int partition, long offset, byte[] frame)
    {
        while (counts.End(TopicPlan.Legs, partition) < offset)
        {
            // Nothing was ever read there.
            counts.Add(TopicPlan.Legs, partition, 0);
        }

        List<Leg> legs = [];
        FrameWriter.Read(frame, legs);
        counts.Add(TopicPlan.Legs, partition, legs.Count(x => x.Kind != LegKind.Progress));
    }
}
