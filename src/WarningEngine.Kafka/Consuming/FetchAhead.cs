using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>How far a consumer may be ahead of its reader. More of it than caches hold is slower, not quicker: each message, and the memory of each answer
/// of the broker, has left them by the time it is read. The client's own values are 65,536 kB and a second.</summary>
public static class FetchAhead
{
    /// <summary>Who has that much fetches nothing more. An answer that is under way comes on top: up to <c>fetch.message.max.bytes</c> a partition. kB, of
    /// 1,024 bytes.</summary>
    public const int Kilobytes = 2048;

    /// <summary>And asks again after so long, ms: it must not run dry meanwhile. While less is there it asks without a pause, so a small flow never waits.</summary>
    public const int AgainMs = 10;

    /// <summary>Where the operator says nothing else.</summary>
    public static void Bound(ConsumerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.QueuedMaxMessagesKbytes ??= Kilobytes;
        config.FetchQueueBackoffMs ??= AgainMs;
    }
}
