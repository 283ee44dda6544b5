using System.Collections.Concurrent;
using Confluent.Kafka;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Kafka.Consuming;

/// <summary>A member of a consumer group of a broker.</summary>
public sealed class LogConsumer : ILogConsumer
{
    /// <summary>Each waits on a thread of its own.</summary>
    private const int AskedTogetherMax = 4;

    /// <summary>A commit that is still under way at the end is waited for this long.</summary>
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan CommittedTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Of a leader that is known and does not answer: while it is asked nothing else is read.</summary>
    private static readonly TimeSpan BoundsTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The next second asks again, and a client must not close in the middle of a question.</summary>
    private static readonly TimeSpan EndsTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The protocol's word for the end of a partition, in the place of a time.</summary>
    private static readonly Timestamp Latest = new(-1, TimestampType.NotAvailable);

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly FetchedMessages _messages;
    private readonly RefusedTopics _refused;
    private volatile string? _fault;
    private Task _reporting = Task.CompletedTask;
    private Task _committing = Task.CompletedTask;
    private Task _asking = Task.CompletedTask;
    private bool _idle;

    /// <summary>Somebody who was told of the group's decisions threw. The client keeps it for the next <c>Consume</c>.</summary>
    private bool _hasThrown;
    private bool _abandoned;
    private volatile bool _closed;

    /// <param name="config">Broker, group and what the operator set; the rest is set here.</param>
    /// <param name="topics">To read.</param>
    /// <param name="assignments">Told of the group's decisions.</param>
    /// <param name="fromStart">Raw topics begin at their start where nothing is committed; logs of the engine never guess.</param>
    /// <param name="log">Takes lines for the operator.</param>
    /// <param name="unreadable">Told of topics whose messages the brokers refuse for long, and why; null: no more.</param>
    public LogConsumer(
        ConsumerConfig config, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string>? log = null,
        Action<string, string?>? unreadable = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.AutoOffsetReset = fromStart ? AutoOffsetReset.Earliest : AutoOffsetReset.Error;
        if (config.GroupProtocol != GroupProtocol.Consumer)
        {
            // With KIP-848 the broker assigns.
            config.PartitionAssignmentStrategy ??= PartitionAssignmentStrategy.CooperativeSticky;
        }

        config.EnablePartitionEof = true;
        config.FetchWaitMaxMs ??= 50;
        FetchAhead.Bound(config);
        config.CheckCrcs ??= true;
        _refused = new RefusedTopics(TimeProvider.System, log, unreadable);
        _consumer = new ConsumerBuilder<Ignore, Ignore>(config)
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
                // Who sets `debug` wants to read what it says.
                if (message.Level <= SyslogLevel.Error || config.Debug is not null)
                {
                    log?.Invoke($"consumer: {message.Message}");
                }
            })
            .SetPartitionsAssignedHandler((_, partitions) =>
                Told(() => partitions.Select(x => new TopicPartitionOffset(x, assignments.Assigned(x))).ToList()))
            .SetPartitionsRevokedHandler((_, partitions) => Gone(_abandoned ? null : assignments.Revoked, partitions))
            .SetPartitionsLostHandler((_, partitions) => Gone(assignments.Lost, partitions))
            .Build();
        _messages = new FetchedMessages(_consumer);
        _consumer.Subscribe(topics);
    }

    /// <inheritdoc/>
    public ReadMessage? Poll(TimeSpan timeout)
    {
        ThrowIfFaulty();
        if (_idle)
        {
            _consumer.Resume(_consumer.Assignment);
            _idle = false;
        }

        var message = _messages.Next(timeout);
        if (_hasThrown)
        {
            // Throws what the client has kept.
            Consume(TimeSpan.Zero);
            throw new KafkaFaultException("Who is told of the group's decisions threw, and the client does not say what.");
        }

        if (message?.Error is { } error)
        {
            return Passes(message.Topic, error) ? null : throw Fault(message, error);
        }

        if (_refused.IsAny)
        {
            _refused.Look();
            if (message is not null)
            {
                _refused.Came(message.Topic);
            }
        }

        return message;
    }

    /// <inheritdoc/>
    public void Idle(TimeSpan timeout)
    {
        ThrowIfFaulty();
        _consumer.Pause(_consumer.Assignment);
        _idle = true;
        if (Consume(timeout) is { IsPartitionEOF: false } early)
        {
            // Of a partition that was assigned this moment.
            _consumer.Seek(early.TopicPartitionOffset);
        }
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public Task<bool> CommitAsync(IEnumerable<TopicPartitionOffset> offsets)
    {
        TopicPartitionOffset[] committed = [.. offsets];
        var committing = Task.Run(() => Commit(committed));
        _committing = committing;
        return committing;
    }

    /// <inheritdoc/>
    public void Report(IEnumerable<TopicPartitionOffset> offsets)
    {
        // The client can only wait for a commit: somebody else does.
        if (_reporting.IsCompleted)
        {
            TopicPartitionOffset[] reported = [.. offsets];
            _reporting = Task.Run(() => Commit(reported));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicPartitionOffset>> EndOffsetsAsync(IReadOnlyCollection<TopicPartition> partitions)
    {
        TopicPartitionTimestamp[] asked = [.. partitions.Select(x => new TopicPartitionTimestamp(x, Latest))];
        var asking = Task.Run<IReadOnlyList<TopicPartitionOffset>>(() =>
        {
            try
            {
                return _consumer.OffsetsForTimes(asked, EndsTimeout);
            }
            catch (KafkaException) when (asked.Length > 1 && AskEach(asked) is { Count: > 0 } some)
            {
                return some;
            }
        });
        _asking = asking;
        return asking;
    }

    /// <summary>One leader that does not answer fails the whole question: then each is asked for itself, and those without an answer are left out.</summary>
    private List<TopicPartitionOffset> AskEach(TopicPartitionTimestamp[] partitions)
    {
        ConcurrentBag<TopicPartitionOffset> found = [];
        Parallel.ForEach(partitions, new ParallelOptions { MaxDegreeOfParallelism = AskedTogetherMax }, one =>
        {
            try
            {
                if (!_closed)
                {
                    _consumer.OffsetsForTimes([one], EndsTimeout).ForEach(found.Add);
                }
            }
            catch (KafkaException)
            {
                // Whoever asked sees by its absence that there is no answer; the next second asks again.
            }
        });
        return [.. found];
    }

    /// <inheritdoc/>
    public (long First, long End) Bounds(TopicPartition partition)
    {
        var marks = _consumer.QueryWatermarkOffsets(partition, BoundsTimeout);
        return (marks.Low.Value, marks.High.Value);
    }

    /// <inheritdoc/>
    public void Seek(TopicPartitionOffset to)
    {
        ArgumentNullException.ThrowIfNull(to);
        _messages.Forget(to.TopicPartition);
        _consumer.Seek(to);
    }

    /// <inheritdoc/>
    public long Lag(TopicPartition partition, long next)
    {
        var end = _consumer.GetWatermarkOffsets(partition).High;
        return end == Offset.Unset ? 0 : Math.Max(0, end.Value - next);
    }

    /// <inheritdoc/>
    public long? Committed(TopicPartition partition) =>
        GroupOffsets.Committed(_consumer, [partition], CommittedTimeout) is [var found] ? found.Offset.Value : null;

    /// <inheritdoc/>
    public void Close()
    {
        _closed = true;
        AwaitOthers();
        _messages.Clear();
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
            _messages.Clear();
            Leave();
            AwaitOthers();
        }

        _refused.Clear();
        _messages.Dispose();
        _consumer.Dispose();
    }

    /// <summary>Leaves the group after a fault; one that is fatal to the client has left it already, and says so.</summary>
    private void Leave()
    {
        try
        {
            _consumer.Close();
        }
        catch (KafkaException fatal) when (fatal.Error.IsFatal || fatal.Error.Code == ErrorCode.Local_Fatal)
        {
            // What is behind it is given back all the same.
        }
    }

    /// <summary>The topic is being made, or not yet known everywhere: it is asked for again. So it is where it may not be read, for that can be
    /// granted at any time, and other topics are read meanwhile.</summary>
    private bool Passes(string? topic, Error error)
    {
        if (error.Code == ErrorCode.TopicAuthorizationFailed && topic is not null)
        {
            _refused.Refused(topic, error.Reason);
        }

        return error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic
            or ErrorCode.TopicAuthorizationFailed or ErrorCode.LeaderNotAvailable;
    }

    private static KafkaFaultException Fault(object? at, Error error) => new($"{at}: {error.Reason}");

    private void ThrowIfFaulty()
    {
        if (_fault is { } fault)
        {
            throw new KafkaFaultException(fault);
        }
    }

    /// <summary>As the package reads: one message, by its place. Throws what those threw who were told of the group's decisions.</summary>
    private ConsumeResult<Ignore, Ignore>? Consume(TimeSpan timeout)
    {
        try
        {
            return _consumer.Consume(timeout);
        }
        catch (ConsumeException error) when (Passes(error.ConsumerRecord?.Topic, error.Error))
        {
            return null;
        }
        catch (ConsumeException error)
        {
            throw Fault(error.ConsumerRecord?.TopicPartitionOffset, error.Error);
        }
        finally
        {
            _hasThrown = false;
        }
    }

    private T Told<T>(Func<T> tell)
    {
        try
        {
            return tell();
        }
        catch
        {
            _hasThrown = true;
            throw;
        }
    }

    private void Told(Action tell) => Told(() =>
    {
        tell();
        return true;
    });

    private void Gone(Action<IReadOnlyList<TopicPartition>>? tell, List<TopicPartitionOffset> offsets) => Told(() =>
    {
        TopicPartition[] partitions = [.. offsets.Select(x => x.TopicPartition)];
        Array.ForEach(partitions, _messages.Forget);
        if (_refused.IsAny)
        {
            _refused.Gone(partitions.Select(x => x.Topic), _consumer.Assignment.Except(partitions).Select(x => x.Topic));
        }

        tell?.Invoke(partitions);
    });

    /// <summary>Whether they failed is of no interest: what is fatal, the client tells by itself.</summary>
    private void AwaitOthers()
    {
        Task.WaitAny([_asking], EndsTimeout * 2);
        Task.WaitAny([_committing], CommitTimeout);
        Task.WaitAny([_reporting], CommitTimeout);
    }
}
