using Confluent.Kafka;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Kafka.Consuming;

/// <summary>Reads a partition from its beginning to where it ended when the reading began. Belongs to no group and commits
/// nothing.</summary>
public sealed class LogReader(KafkaOptions options) : IDisposable
{
    /// <summary>It has no session, but the client refuses one longer than the operator's <c>max.poll.interval.ms</c>.</summary>
    private const int NoSessionMs = 6_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly IConsumer<byte[]?, byte[]?> _consumer = Build(new ConsumerConfig(options.NewClient())
    {
        GroupId = "warning-engine.reader", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Error,
        EnablePartitionEof = true, AllowAutoCreateTopics = false, SessionTimeoutMs = NoSessionMs,
    });

    /// <summary>How many partitions the topic has; 0 where there is none of that name.</summary>
    /// <exception cref="KafkaException">No broker answers, or it does not tell: of what may not be described nobody knows whether it is there.</exception>
    public int Partitions(string topic)
    {
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var topics = admin.GetMetadata(topic, Timeout).Topics;
        return topics.FirstOrDefault(x => x.Error.Code is not (ErrorCode.NoError or ErrorCode.UnknownTopicOrPart)) is { } untold
            ? throw new KafkaException(new Error(untold.Error.Code, $"{topic}: {untold.Error.Reason}"))
            : topics.Where(x => x.Error.Code == ErrorCode.NoError).Sum(x => x.Partitions.Count);
    }

    /// <summary>The offset of the first message that is still there, and the offset after the last.</summary>
    public (long First, long End) Bounds(string topic, int partition)
    {
        var marks = _consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Timeout);
        return (marks.Low.Value, marks.High.Value);
    }

    /// <summary>Its messages in order.</summary>
    /// <param name="topic">Of the broker.</param>
    /// <param name="partition">Its number.</param>
    /// <param name="from">The first offset wanted; 0: from the beginning.</param>
    /// <exception cref="KafkaFaultException">It cannot be read to its end.</exception>
    public IEnumerable<(long Offset, byte[] Value)> Read(string topic, int partition, long from = 0)
    {
        var (first, end) = Bounds(topic, partition);
        var next = Math.Max(first, from);
        _consumer.Assign(new TopicPartitionOffset(topic, partition, next));
        while (next < end)
        {
            var message = Next($"{topic}/{partition}");
            if (message.IsPartitionEOF)
            {
                // Gaps at the end: the last offsets hold no messages.
                yield break;
            }

            next = message.Offset.Value + 1;
            yield return (message.Offset.Value, message.Message.Value ?? []);
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private static IConsumer<byte[]?, byte[]?> Build(ConsumerConfig config)
    {
        FetchAhead.Bound(config);
        return new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }

    private ConsumeResult<byte[]?, byte[]?> Next(string what)
    {
        try
        {
            return _consumer.Consume(Timeout)
                ?? throw new KafkaFaultException($"{what}: nothing came for {Timeout.TotalSeconds:0} s before its end.");
        }
        catch (ConsumeException failure)
        {
            throw new KafkaFaultException($"{what}: {failure.Error.Reason}");
        }
    }
}
