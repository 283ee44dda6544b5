using System.Collections.Concurrent;
using System.Threading.Channels;
using Confluent.Kafka;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Kafka.Queues;

/// <summary>Delivers queue entries. Each queue has a worker of its own behind a Polly pipeline (retry with jitter around a
/// circuit breaker around a time-out): a busy or failing region does not delay another. Nothing is given up: what cannot
/// be delivered waits, and so does the checkpoint behind it.</summary>
public sealed class QueueDelivery : IQueueDelivery
{
    private const int WaitingMax = 10_000;

    /// <summary>Entries of a queue that are under way at once: one after the other a queue took as many a second as the broker answers,
    /// and a counterpart that turns bad reaches ten thousand people at once.</summary>
    private const int TogetherMax = 256;

    /// <summary>The client gives an attempt up before the pipeline does: one that the pipeline repeats is no longer under
    /// way, and an outage does not end in as many copies as there were attempts.</summary>
    private const double ClientShare = 0.8;
    private static readonly TimeSpan AttemptTimeoutDefault = TimeSpan.FromSeconds(10);

    private readonly IProducer<string, byte[]> _producer;
    private readonly Func<string, Task> _ensureTopic;
    private readonly Action<string, Exception>? _failed;
    private readonly TimeSpan _attemptTimeout;
    private readonly ConcurrentDictionary<string, (Channel<QueueMessage> Channel, Task Worker)> _routes = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile string? _fault;

    /// <param name="config">Broker and what the operator set.</param>
    /// <param name="ensureTopic">Makes a queue's topic where it is missing.</param>
    /// <param name="failed">Told of every failed attempt: queue and error.</param>
    /// <param name="attemptTimeout">Of one attempt; 10 s where null.</param>
    public QueueDelivery(
        ProducerConfig config, Func<string, Task> ensureTopic, Action<string, Exception>? failed = null, TimeSpan? attemptTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        _attemptTimeout = attemptTimeout ?? AttemptTimeoutDefault;
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.LingerMs ??= 0;
        config.MessageTimeoutMs = (int)(_attemptTimeout * ClientShare).TotalMilliseconds;
        _producer = new ProducerBuilder<string, byte[]>(config)
            .SetErrorHandler((_, error) =>
            {
                if (error.IsFatal)
                {
                    _fault ??= error.Reason;
                }
            })
            .SetLogHandler((_, _) => { })
            .Build();
        _ensureTopic = ensureTopic;
        _failed = failed;
    }

    /// <inheritdoc/>
    public bool TrySend(QueueMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Check();
        var route = _routes.GetOrAdd(message.Topic, topic =>
        {
            var channel = Channel.CreateBounded<QueueMessage>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
            return (channel, Task.Run(() => WorkAsync(topic, channel.Reader)));
        });
        return route.Channel.Writer.TryWrite(message);
    }

    /// <inheritdoc/>
    public void Check()
    {
        if (_fault is { } fault)
        {
            throw new KafkaFaultException(fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var (channel, _) in _routes.Values)
        {
            channel.Writer.TryComplete();
        }

        await Task.WhenAll(_routes.Values.Select(x => x.Worker));
        _producer.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync(string topic, ChannelReader<QueueMessage> messages)
    {
        var pipeline = Pipeline(topic);
        try
        {
            await pipeline.ExecuteAsync(async _ => await _ensureTopic(topic), _stop.Token);
            var batch = new List<QueueMessage>();
            var cases = new HashSet<string>(StringComparer.Ordinal);
            while (await messages.WaitToReadAsync(_stop.Token))
            {
                Collect(messages, batch, cases);
                await pipeline.ExecuteAsync(async cancel => await SendAsync(batch, cancel), _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What waits is regenerated from the log by whoever goes on.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Not what a retry can mend: whoever sends or asks is told, and starts again with everything new.
            _fault ??= $"{topic}: {error.Message}";
            _failed?.Invoke(topic, error);
        }
    }

    /// <summary>What waits and can be under way together: of different cases, so that entries of one stay in their order also where
    /// an attempt fails and the next succeeds.</summary>
    private static void Collect(ChannelReader<QueueMessage> messages, List<QueueMessage> batch, HashSet<string> cases)
    {
        cases.Clear();
        while (batch.Count < TogetherMax && messages.TryPeek(out var next) && cases.Add(next.Case))
        {
            messages.TryRead(out _);
            batch.Add(next);
        }
    }

    /// <summary>Sends all of them; those that were delivered are taken out, and the next attempt is about the others.</summary>
    private async Task SendAsync(List<QueueMessage> batch, CancellationToken cancel)
    {
        Task[] sending = [.. batch.Select(x => SendAsync(x, cancel))];
        try
        {
            await Task.WhenAll(sending);
        }
        finally
        {
            for (var i = sending.Length - 1; i >= 0; i--)
            {
                if (sending[i].IsCompletedSuccessfully)
                {
                    batch.RemoveAt(i);
                }
            }
        }
    }

    private async Task SendAsync(QueueMessage message, CancellationToken cancel)
    {
        var headers = new Headers
        {
            { "ce_specversion", "1.0"u8.ToArray() },
            { "ce_id", System.Text.Encoding.UTF8.GetBytes(message.Key) },
            { "ce_source", "warning-engine/dispatch"u8.ToArray() },
            { "ce_type", "cn.antifraud.alert.dispatch.v1"u8.ToArray() },
            { "content-type", "application/json"u8.ToArray() },
        };
        await _producer.ProduceAsync(
            message.Topic, new Message<string, byte[]> { Key = message.Key, Value = message.Value, Headers = headers }, cancel);
        message.Delivered();
    }

    private ResiliencePipeline Pipeline(string topic) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(15),
            ShouldHandle = new PredicateBuilder().Handle<KafkaException>(x => !x.Error.IsFatal)
                .Handle<TimeoutRejectedException>().Handle<BrokenCircuitException>(),
            OnRetry = retry =>
            {
                if (retry.Outcome.Exception is { } error)
                {
                    _failed?.Invoke(topic, error);
                }

                return default;
            },
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = 5,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(5),
            ShouldHandle = new PredicateBuilder().Handle<KafkaException>().Handle<TimeoutRejectedException>(),
        })
        .AddTimeout(_attemptTimeout)
        .Build();
}
