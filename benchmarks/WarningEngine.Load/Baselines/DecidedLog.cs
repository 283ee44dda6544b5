using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using WarningEngine.Core.Decisions;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Load.Baselines;

/// <summary>What was decided, by whomever.</summary>
/// <param name="Warnings">Different ones.</param>
/// <param name="Hash">SHA-256 over their ids in order.</param>
internal sealed record DecidedLog(int Warnings, string Hash)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Reads a topic to its present end.</summary>
    public static DecidedLog Read(string bootstrapServers, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(
            new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "load.reader", EnableAutoCommit = false, EnablePartitionEof = true })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(x => new TopicPartitionOffset(topic, x, Offset.Beginning)));
        var ids = new SortedSet<UInt128>();
        for (var open = partitions; open > 0;)
        {
            var message = consumer.Consume(Patience) ?? throw new InvalidOperationException($"{topic} does not come to its end.");
            if (message.IsPartitionEOF)
            {
                open--;
            }
            else if (Encoding.ASCII.GetString(message.Message.Headers.GetLastBytes("ce_type")) is "warning" and var kind)
            {
                ids.Add(((WarningItem)ItemCodec.Read(kind, message.Message.Value)).Warning.Id);
            }
        }

        var text = string.Join('\n', ids.Select(x => x.ToString("x32", CultureInfo.InvariantCulture)));
        return new DecidedLog(ids.Count, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
    }
}
