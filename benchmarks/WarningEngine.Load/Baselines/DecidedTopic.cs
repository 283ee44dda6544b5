using System.Text;
using Confluent.Kafka;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Load.Baselines;

/// <summary>Where a peer's decisions go: a topic like the engine's own, in the same form.</summary>
internal sealed class DecidedTopic(string bootstrapServers, string topic) : IScoringSink, IDisposable
{
    private readonly IProducer<Null, byte[]> _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
    {
        BootstrapServers = bootstrapServers, EnableIdempotence = true, Acks = Acks.All, LingerMs = 5, CompressionType = CompressionType.Lz4,
    }).SetLogHandler((_, _) => { }).Build();

    /// <summary>Takes what goes to other entities; null where the log has it already.</summary>
    public Action<Leg>? Caused { get; set; }

    void IScoringSink.Leg(in Leg leg) => Caused?.Invoke(leg);

    void IScoringSink.Item(DispatchItem item)
    {
        var (kind, value) = ItemCodec.Write(item);
        _producer.Produce(topic, new Message<Null, byte[]> { Value = value, Headers = [new Header("ce_type", Encoding.ASCII.GetBytes(kind))] });
    }

    /// <summary>Returns once the broker has everything.</summary>
    public void Flush() => _producer.Flush(TimeSpan.FromSeconds(30));

    public void Dispose() => _producer.Dispose();
}
