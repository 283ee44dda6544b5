using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Kafka.Artifacts;

/// <summary>Writes artifacts, and the commands that activate them. What a call wrote is acknowledged by all copies when it
/// returns, so that a command is never there before what it names.</summary>
public sealed class ArtifactWriter : IDisposable
{
    private readonly IProducer<byte[], byte[]> _producer;

    public ArtifactWriter(KafkaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig(options.NewClient())
        {
            EnableIdempotence = true, Acks = Acks.All, LingerMs = 0, MessageTimeoutMs = 20_000, MessageMaxBytes = 16 << 20,
        }).SetLogHandler((_, _) => { }).Build();
    }

    /// <exception cref="KafkaException">It was not acknowledged.</exception>
    public Task WriteAsync(ArtifactRecord record, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(record);
        return _producer.ProduceAsync(new TopicPartition(TopicPlan.Artifacts, 0), ArtifactCodec.Write(record), cancel);
    }

    /// <summary>Orders that a rule set or a model decides from here on, or that a model looks on.</summary>
    /// <param name="kind">ACTIVATE, ACTIVATE_MODEL or SHADOW_MODEL.</param>
    /// <param name="hash">Of an artifact that is there, or what stands for none.</param>
    /// <param name="issuer">Who orders it, for whoever reads the topic.</param>
    /// <param name="now">The time of the command.</param>
    /// <param name="cancel">Gives up waiting; the command may have been written all the same.</param>
    /// <returns>The command's id.</returns>
    /// <exception cref="KafkaException">It was not acknowledged.</exception>
    public async Task<string> OrderAsync(string kind, UInt128 hash, string issuer, DateTimeOffset now, CancellationToken cancel)
    {
        var id = Guid.NewGuid().ToString("n");
        var time = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var value = JsonSerializer.SerializeToUtf8Bytes(new
        {
            commandId = id,
            kind,
            artifactHash = hash.ToString("x32", CultureInfo.InvariantCulture),
            issuer,
            time,
            arrivalTime = time,
        });
        await _producer.ProduceAsync(
            RawTopic.Commands.Name,
            new Message<byte[], byte[]>
            {
                Key = System.Text.Encoding.ASCII.GetBytes(id),
                Value = value,
                Headers = new Headers { { "content-type", "application/json"u8.ToArray() } },
            },
            cancel);
        return id;
    }

    public void Dispose() => _producer.Dispose();
}
