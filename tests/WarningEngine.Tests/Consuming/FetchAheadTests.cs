using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;

namespace WarningEngine.Tests.Consuming;

/// <summary>The client may fetch little ahead, unless the operator says otherwise.</summary>
public sealed class FetchAheadTests
{
    [Fact]
    public void Where_the_operator_says_nothing_little_is_fetched_ahead()
    {
        var config = new ConsumerConfig();
        FetchAhead.Bound(config);
        Assert.Equal((FetchAhead.Kilobytes, FetchAhead.AgainMs), (config.QueuedMaxMessagesKbytes, config.FetchQueueBackoffMs));
    }

    [Fact]
    public void What_the_operator_says_stays()
    {
        var config = new ConsumerConfig(new Dictionary<string, string> { ["queued.max.messages.kbytes"] = "65536", ["fetch.queue.backoff.ms"] = "1000" });
        FetchAhead.Bound(config);
        Assert.Equal((65_536, 1_000), (config.QueuedMaxMessagesKbytes, config.FetchQueueBackoffMs));
    }
}
