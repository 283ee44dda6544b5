using Confluent.Kafka;

namespace WarningEngine.Load.Input;

/// <summary>Fills topics before a measurement: as fast as it goes, nothing lost, the order of each partition kept.</summary>
internal sealed class LogWriter : IDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromMinutes(5);

    private readonly IProducer<Null, byte[]> _producer;

    private readonly Lock _gate = new();

    /// <summary>What was acknowledged. Reports come on the client's thread and on whichever waits for it, in no order between both.</summary>
    private readonly Dictionary<TopicPartition, Acknowledged> _acknowledged = [];
    private volatile string? _fault;

    public LogWriter(string bootstrapServers)
    {
        _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers, EnableIdempotence = true, Acks = Acks.All, MessageTimeoutMs = 0, LingerMs = 20, BatchSize = 1 << 20,
            MessageMaxBytes = 8 << 20, CompressionType = CompressionType.Lz4, QueueBufferingMaxMessages = 500_000, QueueBufferingMaxKbytes = 1 << 19,
        })
        .SetLogHandler((_, _) => { })
        .Build();
    }

    /// <summary>Bytes of values so far.</summary>
    public long Bytes { get; private set; }

    public void Write(string topic, int partition, byte[] value, Headers? headers = null)
    {
        Bytes += value.Length;
        var message = new Message<Null, byte[]> { Value = value };
        var target = new TopicPartition(topic, partition);
        if (headers is not null)
        {
            message.Headers = headers;
        }

        while (true)
        {
            if (_fault is { } fault)
            {
                throw new InvalidOperationException($"{topic} could not be filled: {fault}");
            }

            try
            {
                _producer.Produce(target, message, Reported);
                return;
            }
            catch (ProduceException<Null, byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    /// <summary>What is acknowledged and stands nowhere would be waited for in vain.</summary>
    private void Reported(DeliveryReport<Null, byte[]> report)
    {
        if (report.Error.IsError)
        {
            _fault = report.Error.Reason;
        }
        else if (report.Offset.Value < 0)
        {
            _fault = $"a message is acknowledged at {report.TopicPartitionOffset}";
        }

        lock (_gate)
        {
            _acknowledged[report.TopicPartition] = _acknowledged.GetValueOrDefault(report.TopicPartition, Acknowledged.Nothing).With(report.Offset.Value);
        }
    }

    /// <summary>Returns once the broker has everything.</summary>
    public void Finish()
    {
        if (_producer.Flush(FlushTimeout) != 0 || _fault is not null)
        {
            throw new InvalidOperationException($"Topics could not be filled: {_fault ?? "it takes too long"}");
        }

        lock (_gate)
        {
            foreach (var (partition, all) in _acknowledged.Where(x => !x.Value.IsWhole))
            {
                throw new InvalidOperationException($"{partition} could not be filled: {all.Count} messages are acknowledged from {all.First} to {all.Last}");
            }
        }
    }

    public void Dispose() => _producer.Dispose();

    /// <summary>Offsets of one partition that were acknowledged.</summary>
    private readonly record struct Acknowledged(long First, long Last, long Count, Int128 Sum)
    {
        public static Acknowledged Nothing { get; } = new(long.MaxValue, -1, 0, 0);

        /// <summary>Each from the first to the last once: none is missing, and none stands for two.</summary>
        public bool IsWhole => Count == Last - First + 1 && 2 * Sum == ((Int128)First + Last) * Count;

        public Acknowledged With(long offset) => new(Math.Min(First, offset), Math.Max(Last, offset), Count + 1, Sum + offset);
    }
}
