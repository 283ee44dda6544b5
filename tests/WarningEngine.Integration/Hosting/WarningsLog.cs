using System.Text;
using Confluent.Kafka;
using WarningEngine.Core.Decisions;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Integration.Hosting;

/// <summary>Reads what an engine decided.</summary>
internal static class WarningsLog
{
    /// <summary>The warnings of every partition of <c>warnings</c> up to this time of it, each once. What stands there again, of a partition that was
    /// taken again, must carry the same stamp: whoever reads it drops it.</summary>
    /// <param name="brokers">Of the log.</param>
    /// <param name="partitions">P.</param>
    /// <param name="untilMs">Once a partition's time has come to it, all before it is scored.</param>
    /// <param name="patience">For the next message.</param>
    public static SortedDictionary<UInt128, WarningItem> Read(string brokers, int partitions, long untilMs, TimeSpan patience)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(
            new ConsumerConfig { BootstrapServers = brokers, GroupId = "reader", EnableAutoCommit = false }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(x => new TopicPartitionOffset(TopicPlan.Warnings, x, Offset.Beginning)));
        var result = new SortedDictionary<UInt128, WarningItem>();
        var open = Enumerable.Range(0, partitions).ToHashSet();
        while (open.Count > 0)
        {
            var message = consumer.Consume(patience);
            Assert.True(message is not null, $"Time of partitions {string.Join(", ", open)} does not come to the end.");
            var item = ItemCodec.Read(
                Encoding.UTF8.GetString(message.Message.Headers.GetLastBytes("ce_type")), message.Message.Value);
            if (item is WarningItem warned)
            {
                if (!result.TryAdd(warned.Warning.Id, warned))
                {
                    Assert.Equal(result[warned.Warning.Id].Stamp, warned.Stamp);
                }
            }
            else if (item is ProgressItem && item.TimeMs >= untilMs)
            {
                open.Remove(message.Partition.Value);
            }
        }

        return result;
    }
}
