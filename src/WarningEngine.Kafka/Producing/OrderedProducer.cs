using System.Text;
using Confluent.Kafka;

namespace WarningEngine.Kafka.Producing;

/// <summary>An <see cref="IOrderedProducer"/> of a broker: idempotence, <c>acks=all</c>, gapless, no time-out of messages.</summary>
public sealed class OrderedProducer : IOrderedProducer
{
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private volatile string? _fault;
    private int _underWay;

    public OrderedProducer(ProducerConfig config, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.EnableGaplessGuarantee = true;
        config.MessageTimeoutMs = 0;
        config.CompressionType = CompressionType.Lz4;

        // Its callers collect what belongs together, and hold it while much is under way: to wait here as well would only be a wait.
        config.LingerMs ??= 0;
        config.Partitioner = Partitioner.Murmur2Random;
        config.QueueBufferingMaxMessages ??= 200_000;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) =>
            {
                if (error.IsFatal)
                {
                    _fault ??= error.Reason;
                }

                log?.Invoke($"producer: {error.Code} {error.Reason}");
            })
            .SetLogHandler((_, message) =>
            {
                if (message.Level <= SyslogLevel.Error)
                {
                    log?.Invoke($"producer: {message.Message}");
                }
            })
            .Build();
    }

    /// <summary>Why nothing more can be sent; null while all is well.</summary>
    public string? Fault => _fault;

    /// <inheritdoc/>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>The epoch that messages sent now belong to.</summary>
    public Epoch Current { get; private set; } = new();

    /// <inheritdoc/>
    public Epoch Cut()
    {
        var ended = Current;
        Current = new Epoch();
        return ended;
    }

    /// <inheritdoc/>
    public void Send(
        string topic, int partition, byte[]? key, byte[]? value, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var message = new Message<byte[]?, byte[]?> { Key = key, Value = value };
        if (headers.Length > 0)
        {
            message.Headers = [];
            foreach (var (name, text) in headers)
            {
                message.Headers.Add(name, Encoding.UTF8.GetBytes(text));
            }
        }

        var target = new TopicPartition(topic, partition < 0 ? Partition.Any : new Partition(partition));
        var epoch = Current;
        epoch.Enter();
        Interlocked.Increment(ref _underWay);
        while (true)
        {
            Check();
            try
            {
                _producer.Produce(target, message, report =>
                {
                    if (report.Error.IsError)
                    {
                        // Never acknowledged: the epoch stays open, and with it everything that waits for it.
                        _fault ??= $"{report.Topic}: {report.Error.Reason}";
                        return;
                    }

                    Interlocked.Decrement(ref _underWay);
                    epoch.Leave();
                });
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> error) when (error.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    /// <inheritdoc/>
    public void Check()
    {
        if (_fault is { } fault)
        {
            throw new KafkaFaultException(fault);
        }
    }

    /// <inheritdoc/>
    public bool Flush(TimeSpan timeout) => _producer.Flush(timeout) == 0;

    public void Dispose() => _producer.Dispose();
}
