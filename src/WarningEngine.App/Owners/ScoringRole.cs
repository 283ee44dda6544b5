using Confluent.Kafka;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Patterns;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Owners;

/// <summary>Scoring: reads <c>legs</c>; legs for other entities go back into it, what it decides goes to <c>warnings</c>.</summary>
internal sealed class ScoringRole : LogRole, IScoringSink
{
    private readonly PatternSet _patterns;
    private readonly IOrderedProducer _producer;
    private readonly LegFrames _frames;
    private readonly List<Leg> _legs = [];
    private int _current;
    private UInt128 _eventId;
    private DateTimeOffset _appliedAt;

    public ScoringRole(
        RoleSettings settings, ICheckpointStore store, PatternSet patterns, IOrderedProducer producer, RoleSurroundings around)
        : base("score", TopicPlan.Legs, settings, store, producer.Cut, around)
    {
        _patterns = patterns;
        _producer = producer;
        _frames = new LegFrames(producer, TopicPlan.Legs, settings.Partitions);
    }

    public override void Dispose()
    {
        base.Dispose();
        _producer.Dispose();
    }

    void IScoringSink.Leg(in Leg leg) => _frames.Add(leg);

    void IScoringSink.Item(DispatchItem item)
    {
        using var span = item is WarningItem ? EngineTracing.Score(_eventId, _current, _appliedAt) : null;
        if (item is WarningItem warning)
        {
            Observer.Warned(warning.Warning.Tier, warning.Warning.ScamType);
        }
        else if (item is ProgressItem)
        {
            Observer.PartitionTime(Name, _current, item.TimeMs);
        }

        var (kind, value) = ItemCodec.Write(item);
        (string, string)[] headers = [("ce_type", kind), ("content-type", "application/json")];
        _producer.Send(
            TopicPlan.Warnings, _current, null, value, span?.Id is { } trace ? [.. headers, ("traceparent", trace)] : headers);
    }

    protected override ICheckpointedState NewState(int partition) =>
        new ScoringPartition(new Source(TopicPlan.Legs, Settings.Generation, partition), _patterns);

    protected override void Apply(PartitionOwner owner, ConsumeResult<byte[]?, byte[]?> message)
    {
        _legs.Clear();
        FrameWriter.Read(message.Message.Value, _legs);
        _current = owner.Partition;
        _appliedAt = Clock.GetUtcNow();
        var partition = (ScoringPartition)owner.State;
        var dropped = partition.Dropped;
        var index = 0;
        foreach (ref readonly var leg in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_legs))
        {
            _eventId = leg.EventId;
            partition.Apply(leg, new Position(message.Offset.Value, index++, 0), this);
        }

        if (partition.Dropped != dropped)
        {
            Observer.Dropped(Name, partition.Dropped - dropped);
        }
    }

    protected override void Drained() => _frames.Flush();
}
