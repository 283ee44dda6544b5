using WarningEngine.Core;
using WarningEngine.Core.Profiles;
using WarningEngine.Redis;

namespace WarningEngine.Simulation.Planted;

/// <summary>The state is copied when it is written, not when its offset is taken.</summary>
internal sealed class StateNewerThanOffset : PlantedBug
{
    public override string Name => "the state is newer than its offset";

    public override ICheckpointStore Store(string role, ICheckpointStore store) =>
        new ChangedStore(store, lease => new LateStateLease(lease));
}

/// <summary>Reading goes on where the group's offset stands, which is ahead of the state.</summary>
internal sealed class OffsetNewerThanState : PlantedBug
{
    public override string Name => "reading goes on behind the state's offset";

    public override ICheckpointStore Store(string role, ICheckpointStore store) =>
        new ChangedStore(store, lease => new AheadLease(lease));
}

/// <summary>Whoever was robbed goes on as if its checkpoints were written.</summary>
internal sealed class FencedIsWritten : PlantedBug
{
    public override string Name => "a refused checkpoint is taken for written";

    public override ICheckpointStore Store(string role, ICheckpointStore store) =>
        new ChangedStore(store, lease => new HopefulLease(lease, CheckpointOutcome.Fenced));
}

/// <summary>A checkpoint of unknown outcome is taken for written.</summary>
internal sealed class UnknownIsWritten : PlantedBug
{
    public override string Name => "a checkpoint of unknown outcome is taken for written";

    public override ICheckpointStore Store(string role, ICheckpointStore store) =>
        new ChangedStore(store, lease => new HopefulLease(lease, CheckpointOutcome.Unknown));
}

/// <summary>A partition's time is not restored: after an outage it goes back.</summary>
internal sealed class TimeGoesBack : PlantedBug
{
    public override string Name => "time goes back after an outage";

    public override ICheckpointStore Store(string role, ICheckpointStore store) =>
        role == "score" ? new ChangedStore(store, lease => new TimelessLease(lease)) : store;
}

/// <summary>The real store, with other leases.</summary>
internal sealed class ChangedStore(ICheckpointStore inner, Func<ICheckpointLease, ICheckpointLease> change) : ICheckpointStore
{
    public ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner) =>
        change(inner.Take(role, partition, partitions, owner));

    public CheckpointFacts? Describe(string role, int partition) => inner.Describe(role, partition);

    public (long NextOffset, LastMessage? LastMessage)? Peek(string role, int partition, ICheckpointedState state) => inner.Peek(role, partition, state);
}

/// <summary>The real lease, for bugs that change one thing about it.</summary>
internal abstract class ForwardingLease(ICheckpointLease inner) : ICheckpointLease
{
    protected ICheckpointLease Inner => inner;

    public virtual long? NextOffset => inner.NextOffset;

    public string Owner => inner.Owner;

    public string? Damage => inner.Damage;

    public int? LogicVersion => inner.LogicVersion;

    public virtual LastMessage? LastMessage => inner.LastMessage;

    public bool WasClean => inner.WasClean;

    public virtual void LoadInto(ICheckpointedState state) => inner.LoadInto(state);

    public virtual Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset, bool isLast = false, LastMessage? lastMessage = null) =>
        inner.WriteAsync(segment, nextOffset, isLast, lastMessage);

    public virtual Task<CheckpointOutcome> ReplaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset, LastMessage? lastMessage = null) =>
        inner.ReplaceAsync(segments, nextOffset, lastMessage);
}

/// <summary>Writes the state as it is by now.</summary>
internal sealed class LateStateLease(ICheckpointLease inner) : ForwardingLease(inner)
{
    private ICheckpointedState? _state;

    public override void LoadInto(ICheckpointedState state)
    {
        Inner.LoadInto(state);
        _state = state;
    }

    public override Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset, bool isLast = false, LastMessage? lastMessage = null)
    {
        if (_state is null)
        {
            return Inner.WriteAsync(segment, nextOffset, isLast, lastMessage);
        }

        var writer = new SegmentWriter();
        _state.WriteAll(writer);
        return Inner.WriteAsync(writer.Finish(), nextOffset, isLast, lastMessage);
    }
}

/// <summary>Says that the state is further than it is.</summary>
internal sealed class AheadLease(ICheckpointLease inner) : ForwardingLease(inner)
{
    public override long? NextOffset => Inner.NextOffset is { } offset ? offset + 1 : null;

    public override LastMessage? LastMessage => null;
}

/// <summary>Takes an outcome for a success.</summary>
internal sealed class HopefulLease(ICheckpointLease inner, CheckpointOutcome taken) : ForwardingLease(inner)
{
    public override async Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset, bool isLast = false, LastMessage? lastMessage = null)
    {
        var outcome = await Inner.WriteAsync(segment, nextOffset, isLast, lastMessage).ConfigureAwait(false);
        return outcome == taken ? CheckpointOutcome.Written : outcome;
    }
}

/// <summary>Restores everything but the time, which stands in the header behind the marks.</summary>
internal sealed class TimelessLease(ICheckpointLease inner) : ForwardingLease(inner)
{
    public override void LoadInto(ICheckpointedState state) => Inner.LoadInto(new Timeless(state));

    private sealed class Timeless(ICheckpointedState state) : ICheckpointedState
    {
        private const byte HeaderKey = 0;

        public void WriteChanged(IStateWriter writer) => state.WriteChanged(writer);

        public void WriteAll(IStateWriter writer) => state.WriteAll(writer);

        public void Read(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            if (key[0] != HeaderKey)
            {
                state.Read(key, value);
                return;
            }

            var changed = value.ToArray();
            using var content = new MemoryStream(changed);
            using var reader = new BinaryReader(content);
            reader.ReadByte();
            new Marks().Read(reader);
            changed.AsSpan((int)content.Position, sizeof(long)).Clear();
            state.Read(key, changed);
        }
    }
}
