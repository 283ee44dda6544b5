using Confluent.Kafka;

namespace WarningEngine.Kafka.Producing;

/// <summary>The messages to one partition that are not acknowledged yet. The client has a few of them, the others wait here.</summary>
internal sealed class Lane
{
    /// <summary>The client has five requests of a partition under way at once. While one more message waits behind them its thread asks without a
    /// pause whether that may go (librdkafka 2.16: the time until which it waits has passed already), and takes a core from whoever
    /// would acknowledge them: the slower the broker, the longer. Each message may become a request.</summary>
    private const int WithClientMax = 5;

    private readonly Lock _lock = new();
    private readonly Queue<SentMessage> _waiting = new();
    private int _withClient;

    /// <summary>The first message goes alone. A broker that learns of a new partition between two messages refuses the first, takes the second,
    /// since of a sender that it does not know it takes any number, and calls the first, sent again, a duplicate: it would be lost and
    /// acknowledged (KAFKA-15591; seen with Kafka 4.3.1 at full load).</summary>
    private bool _isKnown;

    private int Most => _isKnown ? WithClientMax : 1;

    /// <summary>Hands it to the client, or keeps it behind those that were sent before.</summary>
    /// <param name="message">The message.</param>
    /// <param name="client">Takes it; false where its queue is full.</param>
    /// <returns>Bytes that wait here now and did not before; below 0 where what waited has left with it.</returns>
    public long Send(SentMessage message, Func<SentMessage, bool> client)
    {
        lock (_lock)
        {
            if (_waiting.Count > 0)
            {
                _waiting.Enqueue(message);
                return message.Bytes - Release(client);
            }

            if (_withClient < Most && client(message))
            {
                _withClient++;
                return 0;
            }

            _waiting.Enqueue(message);
            return message.Bytes;
        }
    }

    /// <summary>One that the client had is acknowledged. Once it has nothing more of this partition, what waits goes, five together: it makes
    /// fewer requests of them.</summary>
    /// <returns>Bytes that wait here no longer.</returns>
    public long Acknowledged(Func<SentMessage, bool> client)
    {
        lock (_lock)
        {
            _withClient--;
            _isKnown = true;
            return Release(client);
        }
    }

    /// <summary>Where the client's queue was full, nobody's acknowledgement may bring the next attempt.</summary>
    /// <returns>Bytes that wait here no longer.</returns>
    public long GoOn(Func<SentMessage, bool> client)
    {
        lock (_lock)
        {
            return Release(client);
        }
    }

    private long Release(Func<SentMessage, bool> client)
    {
        long bytes = 0;
        if (_withClient > 0)
        {
            return 0;
        }

        for (var most = Most; most > 0 && _waiting.TryPeek(out var next) && client(next); most--)
        {
            _waiting.Dequeue();
            _withClient++;
            bytes += next.Bytes;
        }

        return bytes;
    }
}

/// <summary>A message on its way, and who waits for it.</summary>
internal sealed record SentMessage(TopicPartition Target, Message<byte[]?, byte[]?> Message, Epoch Epoch, Epoch Topic, Lane? Lane)
{
    /// <summary>Of key and value.</summary>
    public long Bytes => (Message.Key?.Length ?? 0) + (Message.Value?.Length ?? 0);
}
