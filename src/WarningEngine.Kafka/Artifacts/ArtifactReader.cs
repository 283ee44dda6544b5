using Confluent.Kafka;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.Kafka.Artifacts;

/// <summary>Reads the topic <c>artifacts</c> from its beginning, and follows it. Belongs to no group, commits nothing.</summary>
public sealed class ArtifactReader : IDisposable
{
    /// <summary>It has no session, but the client refuses one longer than the operator's <c>max.poll.interval.ms</c>.</summary>
    private const int NoSessionMs = 6_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly string _servers;
    private volatile string? _fault;

    /// <summary>Connects in the background; nothing is read yet.</summary>
    public ArtifactReader(KafkaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _servers = options.BootstrapServers;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig(options.NewClient())
        {
            GroupId = "warning-engine.artifacts", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true, AllowAutoCreateTopics = false, SessionTimeoutMs = NoSessionMs, FetchWaitMaxMs = 50,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, error) =>
        {
            if (error.IsFatal)
            {
                _fault ??= error.Reason;
            }
        }).Build();
        _consumer.Assign(new TopicPartitionOffset(TopicPlan.Artifacts, 0, Offset.Beginning));
    }

    /// <summary>True once everything that stood in the topic at some moment after the start has been read.</summary>
    public bool ReachedEnd { get; private set; }

    /// <summary>The next record; null where none came in time.</summary>
    /// <exception cref="KafkaFaultException">The client cannot go on.</exception>
    public ArtifactRecord? Poll(TimeSpan timeout)
    {
        if (_fault is { } fault)
        {
            throw new KafkaFaultException(fault);
        }

        try
        {
            var message = _consumer.Consume(timeout);
            ReachedEnd |= message?.IsPartitionEOF == true;
            return message?.Message is { } there ? ArtifactCodec.Read(there) : null;
        }
        catch (ConsumeException error) when (!error.Error.IsFatal
            && error.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic
                or ErrorCode.LeaderNotAvailable or ErrorCode.Local_UnknownPartition)
        {
            // The topic is being made: it is asked for again.
            return null;
        }
        catch (ConsumeException error)
        {
            throw new KafkaFaultException($"{TopicPlan.Artifacts}: {error.Error.Reason}");
        }
    }

    /// <summary>Everything up to the end as it is now.</summary>
    /// <exception cref="KafkaFaultException">The end was not reached in 20 seconds.</exception>
    public static IReadOnlyList<ArtifactRecord> ReadAll(KafkaOptions options, TimeProvider clock, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(clock);
        using var reader = new ArtifactReader(options);
        var started = clock.GetTimestamp();
        var result = new List<ArtifactRecord>();
        while (!reader.ReachedEnd)
        {
            cancel.ThrowIfCancellationRequested();
            if (reader.Poll(TimeSpan.FromMilliseconds(200)) is { } record)
            {
                result.Add(record);
            }
            else if (!reader.ReachedEnd && clock.GetElapsedTime(started) > Patience)
            {
                throw new KafkaFaultException(
                    $"{reader._servers}: topic {TopicPlan.Artifacts} cannot be read; 'topics create' makes it where it is missing.");
            }
        }

        return result;
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }
}
