using Confluent.Kafka;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Planted;

/// <summary>What one message holds after its first record is taken for seen.</summary>
internal sealed class MarkByOffset : PlantedBug
{
    public override string Name => "a mark by offset instead of position";

    public override IConsumerGroups Groups(string role, IConsumerGroups groups, VirtualClock clock) =>
        role == "score" ? new ChangedGroups(groups, () => new OffsetMarks().Change) : groups;
}

/// <summary>Dispatch's timers ask the clock on the wall.</summary>
internal sealed class WallClock : PlantedBug
{
    public override string Name => "a timer on the wall clock";

    public override IConsumerGroups Groups(string role, IConsumerGroups groups, VirtualClock clock) =>
        role == "dispatch" ? new ChangedGroups(groups, () => message => Change(message, clock)) : groups;

    private static ReadOnlyMemory<byte> Change(ReadMessage message, VirtualClock clock) =>
        ItemCodec.Read(message.Header("ce_type"), message.Value) is ProgressItem progress
            ? ItemCodec.Write(progress with { TimeMs = clock.NowMs }).Value : message.Value.ToArray();
}

/// <summary>Marks that compare offsets alone: the legs that they drop are taken out before scoring sees them.</summary>
internal sealed class OffsetMarks
{
    private readonly Dictionary<(int Partition, Source Source), (long Offset, int Record)> _marks = [];
    private readonly List<Leg> _legs = [];
    private readonly FrameWriter _frame = new();

    public ReadOnlyMemory<byte> Change(ReadMessage message)
    {
        _legs.Clear();
        FrameWriter.Read(message.Value, _legs);
        foreach (var leg in _legs)
        {
            _frame.Add(leg.Kind == LegKind.Progress || Pass((message.Partition, leg.Stamp.Source), leg.Stamp.Position)
                ? leg : leg with { Kind = LegKind.Progress, Progress = [] });
        }

        return _frame.Take();
    }

    /// <summary>The legs of one record pass together: so far the bug is a plausible one.</summary>
    private bool Pass((int Partition, Source Source) key, Position position)
    {
        if (_marks.TryGetValue(key, out var mark)
            && (position.Offset < mark.Offset || (position.Offset == mark.Offset && position.Record != mark.Record)))
        {
            return false;
        }

        _marks[key] = (position.Offset, position.Record);
        return true;
    }
}

/// <summary>The real groups, with other values in what is read.</summary>
internal sealed class ChangedGroups(
    IConsumerGroups inner, Func<Func<ReadMessage, ReadOnlyMemory<byte>>> change) : IConsumerGroups
{
    public ILogConsumer Join(
        string group, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string> log) =>
        new ChangedConsumer(inner.Join(group, topics, assignments, fromStart, log), change());

    public IReadOnlyList<(string Group, TopicPartitionOffset At)> Committed(IReadOnlyCollection<string> topics, Func<string, bool> ofGroup) =>
        inner.Committed(topics, ofGroup);
}

/// <summary>The real consumer, with other values in what is read.</summary>
internal sealed class ChangedConsumer(ILogConsumer inner, Func<ReadMessage, ReadOnlyMemory<byte>> change) : ForwardingConsumer(inner)
{
    public override ReadMessage? Poll(TimeSpan timeout)
    {
        var message = Inner.Poll(timeout);
        return message is { IsEnd: false } ? message.Hold().With(change(message)) : message;
    }
}

/// <summary>The real consumer, for bugs that change one thing about it.</summary>
internal abstract class ForwardingConsumer(ILogConsumer inner) : ILogConsumer
{
    protected ILogConsumer Inner => inner;

    public abstract ReadMessage? Poll(TimeSpan timeout);

    public void Idle(TimeSpan timeout) => inner.Idle(timeout);

    public bool Commit(IEnumerable<TopicPartitionOffset> offsets) => inner.Commit(offsets);

    public Task<bool> CommitAsync(IEnumerable<TopicPartitionOffset> offsets) => inner.CommitAsync(offsets);

    public void Report(IEnumerable<TopicPartitionOffset> offsets) => inner.Report(offsets);

    public Task<IReadOnlyList<TopicPartitionOffset>> EndOffsetsAsync(IReadOnlyCollection<TopicPartition> partitions) =>
        inner.EndOffsetsAsync(partitions);

    public (long First, long End) Bounds(TopicPartition partition) => inner.Bounds(partition);

    public void Seek(TopicPartitionOffset to) => inner.Seek(to);

    public long Lag(TopicPartition partition, long next) => inner.Lag(partition, next);

    public long? Committed(TopicPartition partition) => inner.Committed(partition);

    public void Close() => inner.Close();

    public void Dispose() => inner.Dispose();
}
