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
    [CustomValidation(typeof(KafkaOptions), nameof(CheckClient))]
    public IReadOnlyDictionary<string, string> Client { get; init; } = new Dictionary<string, string>();

    /// <summary>P of <c>legs</c> and <c>warnings</c>, where topics are made. Fixed from then on.</summary>
    [Range(1, 4096)]
    public int Partitions { get; init; } = 32;

    /// <summary>Partitions of each raw topic of a feed, where topics are made.</summary>
    [Range(1, 4096)]
    public int RawPartitions { get; init; } = 8;

    /// <summary>Generation of <c>legs</c> and <c>warnings</c>: raised by the operator when they are made anew, with another P.</summary>
    [Range(1, int.MaxValue)]
    public int Generation { get; init; } = 1;

    /// <summary>Whether librdkafka knows these properties and takes their values: asked of itself, before anything is started.</summary>
    public static ValidationResult? CheckClient(IReadOnlyDictionary<string, string> client, ValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(context);
        if (client.Count == 0)
        {
            return ValidationResult.Success;
        }

        try
        {
            new AdminClientBuilder(((KafkaOptions)context.ObjectInstance).NewClient())
                .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build().Dispose();
            return ValidationResult.Success;
        }
        catch (Exception refused) when (refused is ArgumentException or InvalidOperationException or KafkaException)
        {
            return new ValidationResult(refused.Message, [context.MemberName ?? nameof(Client)]);
        }
    }

    /// <summary>What every client begins with.</summary>
    public ClientConfig NewClient()
    {
        var config = new ClientConfig { BootstrapServers = BootstrapServers };
        foreach (var (name, value) in ClientSettings())
        {
            config.Set(name, value);
        }

        return config;
    }

    /// <summary><see cref="Client"/> as librdkafka writes names: an environment variable can only be in capitals.</summary>
    public IReadOnlyDictionary<string, string> ClientSettings() =>
        Client.ToDictionary(x => x.Key.ToLowerInvariant(), x => x.Value);
}
