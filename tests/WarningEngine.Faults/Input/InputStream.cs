using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace WarningEngine.Faults.Input;

/// <summary>Sends the input in its order, spread evenly over a time, past the proxies: what the engine is given is whole
/// whatever befalls the engine.</summary>
internal sealed class InputStream : IDisposable
{
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly InputEvent[] _events;
    private readonly TimeSpan _spread;
    private long _sent;
    private long _delivered;
    private readonly CancellationTokenSource _disposed = new();
    private volatile string? _fault;
    private Task _running = Task.CompletedTask;

    public InputStream(string bootstrapServers, InputEvent[] events, TimeSpan spread)
    {
        (_events, _spread) = (events, spread);
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = bootstrapServers, EnableIdempotence = true, Acks = Acks.All, MessageTimeoutMs = 0, LingerMs = 5,
            Partitioner = Partitioner.Murmur2, CompressionType = CompressionType.Lz4, QueueBufferingMaxMessages = 500_000,
        })
        .SetLogHandler((_, _) => { })
        .SetErrorHandler((_, error) =>
        {
            if (error.IsFatal)
            {
                _fault = error.Reason;
            }
        }).Build();
    }

    /// <summary>Messages sent so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Messages that the brokers have.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Ends once the brokers have everything.</summary>
    public Task RunAsync(CancellationToken stop) => _running = SendAsync(stop);

    /// <summary>Whoever is still sending ends first: the client's memory must not be freed under it.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        Task.WaitAny(_running);
        _producer.Dispose();
        _disposed.Dispose();
    }

    private async Task SendAsync(CancellationToken caller)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(caller, _disposed.Token);
        var stop = either.Token;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < _events.Length; i++)
        {
            var due = _spread * ((double)i / _events.Length) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.FromMilliseconds(10))
            {
                await Task.Delay(due, stop);
            }

            stop.ThrowIfCancellationRequested();
            Send(_events[i]);
            Interlocked.Increment(ref _sent);
        }

        while (Delivered < _events.Length)
        {
            stop.ThrowIfCancellationRequested();
            Check();
            _producer.Flush(TimeSpan.FromMilliseconds(200));
        }
    }

    private void Send(InputEvent one)
    {
        while (true)
        {
            Check();
            try
            {
                _producer.Produce(one.Topic, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(one.Key), Value = one.Value }, report =>
                {
                    if (report.Error.IsError)
                    {
                        _fault = report.Error.Reason;
                    }
                    else
                    {
                        Interlocked.Increment(ref _delivered);
                    }
                });
                return;
            }
            catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                _disposed.Token.ThrowIfCancellationRequested();
                _producer.Poll(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private void Check()
    {
        if (_fault is { } fault)
        {
            throw new InvalidOperationException($"The input could not be sent: {fault}");
        }
    }
}
