using Confluent.Kafka;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Replay;

/// <summary>Runs a <c>legs</c> topic through scoring again, from its beginning: the same log gives the same warnings. The
/// legs that scoring itself caused are taken from the log and compared with those that come out now.</summary>
internal sealed class LegsReplay(KafkaOptions options, PatternSet patterns, Action<Warning> warned) : IScoringSink
{
    private readonly Dictionary<Stamp, byte[]> _regenerated = [];
    private readonly FrameWriter _one = new();

    /// <summary>Legs read from the log.</summary>
    public long Legs { get; private set; }

    /// <summary>Legs of scoring that are in the log but come out otherwise now, or not at all.</summary>
    public long Differing { get; private set; }

    /// <summary>Legs that come out now and are not in the log.</summary>
    public long Missing { get; private set; }

    /// <exception cref="KafkaException">The topic cannot be read.</exception>
    /// <exception cref="InvalidDataException">The log no longer has its beginning.</exception>
    public void Run(CancellationToken stop)
    {
        var config = new ConsumerConfig(options.NewClient()) { GroupId = "warning-engine.replay", EnableAutoCommit = false };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var timeout = TimeSpan.FromSeconds(20);
        var partitions = admin.GetMetadata(TopicPlan.Legs, timeout).Topics[0].Partitions.Count;
        var logged = new Dictionary<Stamp, byte[]>();
        for (var partition = 0; partition < partitions; partition++)
        {
            var at = new TopicPartition(TopicPlan.Legs, partition);
            var range = consumer.QueryWatermarkOffsets(at, timeout);
            if (range.Low.Value > 0)
            {
                throw new InvalidDataException($"{at} begins at offset {range.Low.Value}: what came before decided, too.");
            }

            Partition(consumer, at, range.High.Value, logged, stop);
        }

        Compare(logged);
    }

    void IScoringSink.Leg(in Leg leg) => _regenerated[leg.Stamp] = Bytes(leg);

    void IScoringSink.Item(DispatchItem item)
    {
        if (item is WarningItem warning)
        {
            warned(warning.Warning);
        }
    }

    private void Partition(
        IConsumer<byte[]?, byte[]?> consumer, TopicPartition at, long end, Dictionary<Stamp, byte[]> logged, CancellationToken stop)
    {
        var scoring = new ScoringPartition(new Source(TopicPlan.Legs, options.Generation, at.Partition.Value), patterns);
        var legs = new List<Leg>();
        consumer.Assign(new TopicPartitionOffset(at, Offset.Beginning));
        for (long next = 0; next < end;)
        {
            var message = consumer.Consume(stop);
            next = message.Offset.Value + 1;
            legs.Clear();
            FrameWriter.Read(message.Message.Value, legs);
            var index = 0;
            foreach (ref readonly var leg in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(legs))
            {
                if (leg.Kind != LegKind.Progress && leg.Stamp.Source.Topic == TopicPlan.Legs)
                {
                    logged[leg.Stamp] = Bytes(leg);
                }

                scoring.Apply(leg, new Position(message.Offset.Value, index++, 0), this);
                Legs++;
            }
        }
    }

    private void Compare(Dictionary<Stamp, byte[]> logged)
    {
        foreach (var (stamp, bytes) in logged)
        {
            Differing += _regenerated.TryGetValue(stamp, out var again) && again.AsSpan().SequenceEqual(bytes) ? 0 : 1;
        }

        Missing = _regenerated.Keys.Count(x => !logged.ContainsKey(x));
    }

    private byte[] Bytes(in Leg leg)
    {
        _one.Add(leg);
        return _one.Take();
    }
}
