using Confluent.Kafka;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Testing;

/// <summary>A producer whose messages are acknowledged at once, and kept. A test may let it fail.</summary>
public sealed class KeptMessages : IOrderedProducer
{
    public List<(string Topic, int Partition, byte[]? Value)> Sent { get; } = [];

    /// <summary>Why it cannot go on; null: it can.</summary>
    public string? Fault { get; set; }

    /// <summary>What the client says to whatever is sent; null: it takes it.</summary>
    public ErrorCode? Refusal { get; set; }

    /// <summary>Called with the topic of what is sent: what happens elsewhere at this moment.</summary>
    public Action<string>? Sending { get; set; }

    /// <summary>Messages that a test holds to be under way, by topic.</summary>
    public Dictionary<string, int> Unacknowledged { get; } = [];

    public int UnderWay(string topic) => Unacknowledged.GetValueOrDefault(topic);

    public Epoch Cut() => new();

    public void Send(
        string topic, int partition, byte[]? key, byte[]? value, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        Check();
        if (Refusal is { } error)
        {
            throw new ProduceException<byte[]?, byte[]?>(error, new DeliveryResult<byte[]?, byte[]?>());
        }

        Sending?.Invoke(topic);
        Sent.Add((topic, partition, value));
    }

    public void Check()
    {
        if (Fault is { } fault)
        {
            throw new KafkaFaultException(fault);
        }
    }

    /// <summary>The brokers do not acknowledge in time.</summary>
    public bool IsSlow { get; set; }

    public bool Flush(TimeSpan timeout) => !IsSlow;

    public void Dispose()
    {
        // Holds nothing.
    }
}
