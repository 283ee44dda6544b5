using Confluent.Kafka;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Kafka.Consuming;

/// <summary>A member of a consumer group that commits nothing by itself.</summary>
public sealed class LogConsumer : IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private volatile string? _fault;
    private bool _idle;
    private bool _abandoned;
    private bool _closed;

    /// <param name="config">Broker, group and what the operator set; the rest is set here.</param>
    /// <param name="topics">To read.</param>
    /// <param name="assignments">Told of the group's decisions.</param>
    /// <param name="fromStart">Raw topics begin at their start where nothing is committed; logs of the engine never guess.</param>
    /// <param name="log">Takes lines for the operator.</param>
    public LogConsumer(
        ConsumerConfig config, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.AutoOffsetReset = fromStart ? AutoOffsetReset.Earliest : AutoOffsetReset.Error;
        config.PartitionAssignmentStrategy ??= PartitionAssignmentStrategy.CooperativeSticky;
        config.EnablePartitionEof = true;
        config.FetchWaitMaxMs ??= 50;
        config.CheckCrcs ??= true;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetErrorHandler((_, error) =>
            {
                if (error.IsFatal)
                {
                    _fault ??= error.Reason;
                }

                log?.Invoke($"consumer: {error.Code} {error.Reason}");
            })
            .SetLogHandler((_, message) =>
            {
                if (message.Level <= SyslogLevel.Error)
                {
                    log?.Invoke($"consumer: {message.Message}");
                }
            })
            .SetPartitionsAssignedHandler((_, partitions) =>
                partitions.Select(x => new TopicPartitionOffset(x, assignments.Assigned(x))).ToList())
            .SetPartitionsRevokedHandler((_, partitions) =>
            {
                if (!_abandoned)
                {
                    assignments.Revoked([.. partitions.Select(x => x.TopicPartition)]);
                }
            })
            .SetPartitionsLostHandler((_, partitions) => assignments.Lost([.. partitions.Select(x => x.TopicPartition)]))
            .Build();
        _consumer.Subscribe(topics);
    }

    /// <summary>The next message, or the end of a partition (<c>IsPartitionEOF</c>); null where none came in time.</summary>
    /// <exception cref="KafkaFaultException">The client cannot go on.</exception>
    public ConsumeResult<byte[]?, byte[]?>? Poll(TimeSpan timeout)
    {
        if (_fault is { } fault)
        {
            throw new KafkaFaultException(fault);
        }

        try
        {
            if (_idle)
            {
                _consumer.Resume(_consumer.Assignment);
                _idle = false;
            }

            return _consumer.Consume(timeout);
        }
        catch (ConsumeException error) when (error.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic
            or ErrorCode.TopicAuthorizationFailed or ErrorCode.LeaderNotAvailable)
        {
            // The topic is being made, or not yet known everywhere: it is asked for again.
            return null;
        }
        catch (ConsumeException error)
        {
            throw new KafkaFaultException($"{error.ConsumerRecord?.TopicPartitionOffset}: {error.Error.Reason}");
        }
    }

    /// <summary>Stays in the group without reading, for a caller that can take no more: one that is silent for
    /// <c>max.poll.interval.ms</c> loses its partitions. The next <see cref="Poll"/> goes on where reading stopped.</summary>
    /// <exception cref="KafkaFaultException">The client cannot go on.</exception>
    public void Idle(TimeSpan timeout)
    {
        _consumer.Pause(_consumer.Assignment);
        _idle = false;
        var early = Poll(timeout);
        _idle = true;
        if (early is { IsPartitionEOF: false })
        {
            // Of a partition that was assigned this moment.
            _consumer.Seek(early.TopicPartitionOffset);
        }
    }

    /// <summary>Commits offsets. False where the group has moved on: the new owner reads from what was committed before.</summary>
    public bool Commit(IEnumerable<TopicPartitionOffset> offsets)
    {
        try
        {
            _consumer.Commit(offsets);
            return true;
        }
        catch (KafkaException error) when (!error.Error.IsFatal)
        {
            return false;
        }
    }

    /// <summary>The offset after the last message, as the broker tells it.</summary>
    public long EndOffset(TopicPartition partition) =>
        _consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High.Value;

    /// <summary>Goes on reading from another place.</summary>
    public void Seek(TopicPartitionOffset to) => _consumer.Seek(to);

    /// <summary>Messages between <paramref name="next"/> and the end as the client last heard of it; 0 where it has not.</summary>
    public long Lag(TopicPartition partition, long next)
    {
        var end = _consumer.GetWatermarkOffsets(partition).High;
        return end == Offset.Unset ? 0 : Math.Max(0, end.Value - next);
    }

    /// <summary>The committed offset; null where there is none.</summary>
    public long? Committed(TopicPartition partition)
    {
        var offset = _consumer.Committed([partition], TimeSpan.FromSeconds(10))[0].Offset;
        return offset == Offset.Unset ? null : offset.Value;
    }

    /// <summary>Leaves the group: its partitions are revoked, and go to others at once.</summary>
    public void Close()
    {
        _closed = true;
        _consumer.Close();
    }

    /// <summary>Without <see cref="Close"/> before it (after a fault) it leaves the group as well, so that nobody waits for
    /// its session to end; but nothing is finished, and nobody is asked to.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _abandoned = true;
            _consumer.Close();
        }

        _consumer.Dispose();
    }
}
