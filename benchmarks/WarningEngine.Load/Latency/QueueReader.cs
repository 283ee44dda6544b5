using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;

namespace WarningEngine.Load.Latency;

/// <summary>A call centre that reads its queues: notes when the first entry of each person could be read.</summary>
internal sealed class QueueReader : IDisposable
{
    private readonly IConsumer<Ignore, byte[]> _consumer;
    private readonly Thread _thread;
    private readonly Dictionary<long, long> _readAt = [];
    private readonly Lock _gate = new();
    private volatile bool _stop;

    /// <param name="bootstrapServers">Of the broker.</param>
    /// <param name="topics">The queues, of one partition each.</param>
    public QueueReader(string bootstrapServers, IEnumerable<string> topics)
    {
        _consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers, GroupId = "load.queues", EnableAutoCommit = false, FetchWaitMaxMs = 500, FetchMinBytes = 1,
        }).SetLogHandler((_, _) => { }).Build();
        _consumer.Assign(topics.Select(x => new TopicPartitionOffset(x, 0, Offset.Beginning)));
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public int Persons
    {
        get
        {
            lock (_gate)
            {
                return _readAt.Count;
            }
        }
    }

    /// <summary>Stopwatch's time of the first entry, by the person's number.</summary>
    public IReadOnlyDictionary<long, long> End()
    {
        _stop = true;
        _thread.Join();
        return _readAt;
    }

    public void Dispose()
    {
        End();
        _consumer.Dispose();
    }

    private void Run()
    {
        while (!_stop)
        {
            if (_consumer.Consume(TimeSpan.FromMilliseconds(100)) is { Message: { } message })
            {
                var at = Stopwatch.GetTimestamp();
                using var entry = JsonDocument.Parse(message.Value);
                if (entry.RootElement.TryGetProperty("person", out var person) && PacedInput.Victim(person.GetString()!) is >= 0 and var victim)
                {
                    lock (_gate)
                    {
                        _readAt.TryAdd(victim, at);
                    }
                }
            }
        }
    }
}
