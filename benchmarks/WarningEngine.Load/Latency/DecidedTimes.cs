using System.Text;
using Confluent.Kafka;
using HdrHistogram;
using WarningEngine.Core.Decisions;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Load.Ground;

namespace WarningEngine.Load.Latency;

/// <summary>The first half of the way: from the raw message to the warning, by the time stamps of their messages.</summary>
internal static class DecidedTimes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="bootstrapServers">Of the broker.</param>
    /// <param name="fromMs">Raw messages of before count for nothing. Ms since epoch.</param>
    /// <returns>Milliseconds, of the first warning of each person.</returns>
    public static LongHistogram Read(string bootstrapServers, long fromMs)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "load.reader", EnableAutoCommit = false, EnablePartitionEof = true })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, TestGround.Partitions).Select(x => new TopicPartitionOffset(TopicPlan.Warnings, x, Offset.Beginning)));
        var times = new LongHistogram(3_600_000, 3);
        var seen = new HashSet<Core.Events.Token>();
        for (var open = TestGround.Partitions; open > 0;)
        {
            var message = consumer.Consume(Patience) ?? throw new InvalidOperationException("The warnings do not come to their end.");
            if (message.IsPartitionEOF)
            {
                open--;
            }
            else if (Encoding.ASCII.GetString(message.Message.Headers.GetLastBytes("ce_type")) is "warning" and var kind
                && ((WarningItem)ItemCodec.Read(kind, message.Message.Value)).Warning is var warning && seen.Add(warning.Person) && warning.IngestTimeMs >= fromMs)
            {
                times.RecordValue(Math.Max(0, message.Message.Timestamp.UnixTimestampMs - warning.IngestTimeMs));
            }
        }

        return times;
    }
}
