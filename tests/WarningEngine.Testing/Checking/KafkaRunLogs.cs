using System.Text;
using Confluent.Kafka;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Testing.Checking;

/// <summary>Reads the logs of a run from a cluster.</summary>
/// <param name="bootstrapServers">Of the cluster.</param>
/// <param name="partitions">P.</param>
/// <param name="generation">Of the topics.</param>
public sealed class KafkaRunLogs(string bootstrapServers, int partitions, int generation) : IRunLogs
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, IReadOnlyList<LoggedMessage>> _read = [];
    private Dictionary<string, int>? _topics;

    public int Partitions => partitions;

    public int Generation => generation;

    public IReadOnlyList<string> Queues =>
        [.. Topics.Keys.Where(x => x.StartsWith("dissuasion.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private Dictionary<string, int> Topics => _topics ??= Ask();

    public IReadOnlyList<LoggedMessage> Read(string topic)
    {
        if (!_read.TryGetValue(topic, out var messages))
        {
            _read[topic] = messages = Topics.TryGetValue(topic, out var count) ? ReadAll(topic, count) : [];
        }

        return messages;
    }

    private Dictionary<string, int> Ask()
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
        return admin.GetMetadata(Timeout).Topics.ToDictionary(x => x.Topic, x => x.Partitions.Count);
    }

    private List<LoggedMessage> ReadAll(string topic, int count)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers, GroupId = "faults.checker", EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Error, EnablePartitionEof = true,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, count).Select(x => new TopicPartitionOffset(topic, x, Offset.Beginning)));
        var messages = new List<LoggedMessage>();
        for (var ended = 0; ended < count;)
        {
            var next = consumer.Consume(Timeout)
                ?? throw new KafkaFaultException($"{topic}: nothing came for {Timeout.TotalSeconds:0} s before its end.");
            if (next.IsPartitionEOF)
            {
                ended++;
                continue;
            }

            var type = next.Message.Headers is { } headers && headers.TryGetLastBytes("ce_type", out var bytes)
                ? Encoding.UTF8.GetString(bytes) : null;
            messages.Add(new LoggedMessage(
                next.Partition.Value, next.Offset.Value, Encoding.UTF8.GetString(next.Message.Key ?? []),
                next.Message.Value ?? [], type, next.Message.Timestamp.UnixTimestampMs));
        }

        consumer.Close();
        return [.. messages.OrderBy(x => x.Partition).ThenBy(x => x.Offset)];
    }
}
