using System.Text;
using Confluent.Kafka;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Load.Input;

/// <summary>Where the last of what was done stands in the engine's logs. Progress is none of it: it goes on when everything is done.</summary>
internal static class LogTails
{
    /// <summary>The offset behind the last message of each partition of <c>legs</c> that holds more than the time; 0 where there is none. Reads to the present
    /// end.</summary>
    /// <exception cref="InvalidOperationException">The end does not come.</exception>
    public static long[] OfLegs(string bootstrapServers, int partitions, CancellationToken stop) =>
        Read(bootstrapServers, TopicPlan.Legs, partitions, x => IsTime(x.Value), stop);

    /// <summary>The same of <c>warnings</c>.</summary>
    /// <exception cref="InvalidOperationException">The end does not come.</exception>
    public static long[] OfItems(string bootstrapServers, int partitions, CancellationToken stop) => Read(
        bootstrapServers, TopicPlan.Warnings, partitions,
        x => ItemCodec.Read(Encoding.UTF8.GetString(x.Headers.GetLastBytes("ce_type")), x.Value) is ProgressItem, stop);

    /// <summary>A frame that tells nothing but the time.</summary>
    public static bool IsTime(byte[] frame)
    {
        List<Leg> legs = [];
        FrameWriter.Read(frame, legs);
        return legs.All(x => x.Kind == LegKind.Progress);
    }

    private static long[] Read(string bootstrapServers, string topic, int partitions, Func<Message<Ignore, byte[]>, bool> isTime, CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "load.reader", EnableAutoCommit = false, EnablePartitionEof = true })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(x => new TopicPartitionOffset(topic, x, Offset.Beginning)));
        var ends = new long[partitions];
        ToTheEnd.Read(partitions, consumer.Consume, x => x.IsPartitionEOF, Take, TimeProvider.System, stop);
        return ends;

        void Take(ConsumeResult<Ignore, byte[]> message)
        {
            if (!isTime(message.Message))
            {
                ends[message.Partition.Value] = message.Offset.Value + 1;
            }
        }
    }
}
