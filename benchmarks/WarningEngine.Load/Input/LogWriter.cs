using Confluent.Kafka;

namespace WarningEngine.Load.Input;

/// <summary>Fills topics before a measurement: as fast as it goes, nothing lost, the order of each partition kept.</summary>
internal sealed class LogWriter : IDisposable
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromMinutes(5);

    private readonly IProducer<Null, byte[]> _producer;

    /// <summary>Offset of what was last acknowledged. Of the thread of reports alone.</summary>
    private readonly Dictionary<TopicPartition, long> _last = [];
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
        else if (report.Offset.Value < 0 || (_last.TryGetValue(report.TopicPartition, out var last) && report.Offset.Value != last + 1))
        {
            _fault = $"a message is acknowledged at {report.TopicPartitionOffset}";
        }

        _last[report.TopicPartition] = report.Offset.Value;
    }

    /// <summary>Returns once the broker has everything.</summary>
    public void Finish()
    {
        if (_producer.Flush(FlushTimeout) != 0 || _fault is not null)
        {
            throw new InvalidOperationException($"Topics could not be filled: {_fault ?? "it takes too long"}");
        }
    }

    public void Dispose() => _producer.Dispose();
}
