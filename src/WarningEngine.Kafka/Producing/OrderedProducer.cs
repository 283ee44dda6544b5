using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace WarningEngine.Kafka.Producing;

/// <summary>An <see cref="IOrderedProducer"/> of a broker: idempotence, <c>acks=all</c>, gapless, no time-out of messages.</summary>
public sealed class OrderedProducer : IOrderedProducer
{
    /// <summary>Of messages that wait behind others of their partitions.</summary>
    private const long WaitingBytesMax = 64 << 20;

    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly Func<SentMessage, bool> _hand;

    /// <summary>By the thread that sends alone; each lane is for that of reports, too.</summary>
    private readonly Dictionary<TopicPartition, Lane> _lanes = [];

    /// <summary>All that was ever sent to a topic, as an epoch that nobody ends. Added by the thread that sends alone.</summary>
    private readonly Dictionary<string, Epoch> _topics = [];
    private volatile string? _fault;

    /// <summary>The client did not take a message. Where it has nothing else of that partition no acknowledgement brings the next attempt.</summary>
    private volatile bool _isRefused;
    private long _waitingBytes;

    public OrderedProducer(ProducerConfig config, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.EnableGaplessGuarantee = true;
        config.MessageTimeoutMs = 0;
        if (!IsSet(config, "compression.type", "compression.codec"))
        {
            config.CompressionType = CompressionType.Lz4;
        }

        if (!IsSet(config, "linger.ms", "queue.buffering.max.ms"))
        {
            // Its callers collect what belongs together, and hold it while something is under way: to wait here as well would only be a wait.
            config.LingerMs = 0;
        }

        // A key must meet what was written under it before, by whatever writer: the vault is compacted.
        config.Partitioner = Partitioner.Murmur2Random;
        config.QueueBufferingMaxMessages ??= 200_000;
        _hand = Hand;
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

    /// <summary>The epoch that messages sent now belong to.</summary>
    public Epoch Current { get; private set; } = new();

    /// <inheritdoc/>
    public int UnderWay(string topic) => SentTo(topic).Pending;

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

        Check();
        var target = new TopicPartition(topic, partition < 0 ? Partition.Any : new Partition(partition));
        var sent = new SentMessage(target, message, Current, SentTo(topic), partition < 0 ? null : LaneOf(target));
        sent.Epoch.Enter();
        sent.Topic.Enter();
        if (sent.Lane is { } lane)
        {
            Interlocked.Add(ref _waitingBytes, lane.Send(sent, _hand));
            Wait(static x => Interlocked.Read(ref x._waitingBytes) > WaitingBytesMax);
        }
        else
        {
            Wait(x => !x._hand(sent));
        }

        // Refused just now: its sender is told at once, and does not take it for sent.
        ThrowIfFaulty();
    }

    /// <inheritdoc/>
    public void Check()
    {
        ThrowIfFaulty();
        if (_isRefused)
        {
            GoOn();
            ThrowIfFaulty();
        }
    }

    /// <inheritdoc/>
    public bool Flush(TimeSpan timeout)
    {
        // What waits in lanes goes when what is before it is acknowledged: the client alone does not know of it.
        for (var started = Stopwatch.GetTimestamp(); IsAnyUnderWay() && _fault is null && Stopwatch.GetElapsedTime(started) < timeout;)
        {
            GoOn();
            _producer.Flush(TimeSpan.FromMilliseconds(Math.Min(20, timeout.TotalMilliseconds)));
        }

        return !IsAnyUnderWay();
    }

    public void Dispose() => _producer.Dispose();

    /// <summary>The caller reads no further while this holds.</summary>
    private void Wait(Func<OrderedProducer, bool> isFull)
    {
        while (isFull(this))
        {
            ThrowIfFaulty();
            GoOn();
            _producer.Poll(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Up to the first that is refused again: the client's queue is one for all.</summary>
    private void GoOn()
    {
        _isRefused = false;
        foreach (var lane in _lanes.Values)
        {
            Interlocked.Add(ref _waitingBytes, -lane.GoOn(_hand));
            if (_isRefused)
            {
                return;
            }
        }
    }

    private void ThrowIfFaulty()
    {
        if (_fault is { } fault)
        {
            throw new KafkaFaultException(fault);
        }
    }

    private Lane LaneOf(TopicPartition target)
    {
        if (!_lanes.TryGetValue(target, out var lane))
        {
            _lanes[target] = lane = new Lane();
        }

        return lane;
    }

    private Epoch SentTo(string topic)
    {
        if (!_topics.TryGetValue(topic, out var sent))
        {
            _topics[topic] = sent = new Epoch();
        }

        return sent;
    }

    /// <summary>Whether the operator said it, by either of the names that the client has for it.</summary>
    private static bool IsSet(ProducerConfig config, string name, string otherName) => config.Any(x => x.Key == name || x.Key == otherName);

    private bool IsAnyUnderWay() => _topics.Values.Any(x => x.Pending > 0);

    /// <summary>Gives a message to the client; false where it does not take it: its queue is full, or there is a fault.</summary>
    private bool Hand(SentMessage sent)
    {
        if (_fault is not null)
        {
            // One was refused: what was sent after it would leave a gap.
            return false;
        }

        try
        {
            _producer.Produce(sent.Target, sent.Message, report => Reported(sent, report));
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            _isRefused = true;
            return false;
        }
        catch (Exception refused) when (refused is KafkaException or ObjectDisposedException)
        {
            // What the client does not take (a topic that its last metadata denies, a fatal error), or no more since it is being closed.
            // It is no matter of the message: said as a fault, also on the thread of reports, where nobody could catch it.
            _fault ??= $"{sent.Target.Topic}: {refused.Message}";
            return false;
        }
    }

    private void Reported(SentMessage sent, DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            // Never acknowledged: the epoch stays open, and with it everything that waits for it.
            _fault ??= $"{report.Topic}: {report.Error.Reason}";
            return;
        }

        sent.Topic.Leave();
        sent.Epoch.Leave();
        Interlocked.Add(ref _waitingBytes, -(sent.Lane?.Acknowledged(_hand) ?? 0));
    }
}
