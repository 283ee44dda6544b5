using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>How far a consumer may be ahead of its reader. With the client's own values, 65,536 kB and a second, the service was a quarter to a third slower:
/// likely each message, and the memory of each answer of the broker, has left the caches by the time it is read.</summary>
public static class FetchAhead
{
    /// <summary>Who has that much fetches nothing more. An answer that is under way comes on top: up to <c>fetch.message.max.bytes</c> a partition. kB, of
    /// 1,024 bytes.</summary>
    public const int Kilobytes = 2048;

    /// <summary>And asks again after so long, ms: it must not run dry meanwhile. While less is there it asks without a pause, so a small flow never
    /// waits.</summary>
    public const int AgainMs = 10;

    /// <summary>Where the operator says nothing else.</summary>
    public static void Bound(ConsumerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.QueuedMaxMessagesKbytes ??= Kilobytes;
        config.FetchQueueBackoffMs ??= AgainMs;
    }
}
