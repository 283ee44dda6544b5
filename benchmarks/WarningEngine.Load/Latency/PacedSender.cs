using System.Diagnostics;
using Confluent.Kafka;

namespace WarningEngine.Load.Latency;

/// <summary>An open loop: sends each message at its moment, whatever has become of those before it.</summary>
internal sealed class PacedSender : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly IProducer<Null, byte[]> _producer;

    public PacedSender(string bootstrapServers) => _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
    {
        // As a feed has it: 5 ms are what this client and Java's wait where nothing is said. A request holds messages of one partition alone, and a broker
        // answers those of a connection one by one: with 2 ms they queued up before it, and the latency was that of this sender.
        // Not idempotent: behind five messages of a partition that client asks without a pause whether the sixth may go, on a core of those measured.
        BootstrapServers = bootstrapServers, Acks = Acks.All, EnableIdempotence = false, LingerMs = 5,
        QueueBufferingMaxMessages = 2_000_000, QueueBufferingMaxKbytes = 1 << 20,
    }).SetLogHandler((_, _) => { }).Build();

    /// <param name="events">In the order of their moments.</param>
    /// <param name="start">Stopwatch's time of the moment 0.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>By how much the sender was late at worst. Microseconds; that too is the event's latency.</returns>
    public long Send(PacedEvent[] events, long start, CancellationToken stop)
    {
        long latest = 0;
        foreach (var next in events)
        {
            var late = Micros(start) - next.DueMicros;
            while (late < 0)
            {
                // Asleep, not spinning: the core belongs to whom is measured. What is sent a millisecond late has this in its latency.
                stop.ThrowIfCancellationRequested();
                Thread.Sleep(1);
                late = Micros(start) - next.DueMicros;
            }

            latest = Math.Max(latest, late);
            Insist(
                () => _producer.Produce(new TopicPartition(next.Topic, next.Partition), new Message<Null, byte[]> { Value = next.Value }),
                () => _producer.Poll(Moment), stop);
        }

        _producer.Flush(TimeSpan.FromSeconds(30));
        return latest;
    }

    /// <summary>Waits where the client holds as many messages as it may: what comes late by that is late in what is measured.</summary>
    /// <param name="produce">Hands it a message.</param>
    /// <param name="wait">For a moment.</param>
    /// <param name="stop">Ends it.</param>
    public static void Insist(Action produce, Action wait, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                produce();
                return;
            }
            catch (ProduceException<Null, byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                wait();
            }
        }
    }

    public void Dispose() => _producer.Dispose();

    private static long Micros(long start) => (long)((Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency);
}
