using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;

namespace WarningEngine.Kafka;

/// <summary>How Kafka is reached and what its topics look like.</summary>
public sealed record KafkaOptions
{
    /// <summary>HOST:PORT, several joined by commas.</summary>
    [Required]
    public string BootstrapServers { get; init; } = "127.0.0.1:9092";

    /// <summary>Properties of librdkafka for every client: <c>security.protocol</c>, <c>sasl.mechanism</c>, ...</summary>
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>();

    /// <summary>P of <c>legs</c> and <c>warnings</c>, where topics are made. Fixed from then on.</summary>
    [Range(1, 4096)]
    public int Partitions { get; init; } = 32;

    /// <summary>Copies of each topic, where topics are made; -1 as the broker is set.</summary>
    [Range(-1, 9)]
    public int Copies { get; init; } = -1;

    /// <summary>What every client begins with.</summary>
    public ClientConfig NewClient()
    {
        var config = new ClientConfig { BootstrapServers = BootstrapServers, ClientId = "warning-engine" };
        foreach (var (name, value) in Client)
        {
            // An environment variable can only be written in capitals.
            config.Set(name.ToLowerInvariant(), value);
        }

        return config;
    }
}
