using WarningEngine.Core;
using WarningEngine.Redis;

namespace WarningEngine.Testing;

/// <summary>A checkpoint store in memory, with the fence of the real one and outcomes that a test may put in its way.</summary>
public sealed class MemoryCheckpointStore : ICheckpointStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Role, int Partition), Stored> _partitions = [];

    /// <summary>Outcomes of the next writes, before the store answers truly again.</summary>
    public Queue<CheckpointOutcome> Next { get; } = new();

    /// <summary>What the next writes wait for; null: nothing.</summary>
    public Task? Gate { get; set; }

    /// <summary>How often a partition was taken.</summary>
    public int Taken(string role, int partition)
    {
        lock (_lock)
        {
            return Of(role, partition).Taken;
        }
    }

    /// <summary>The next offset of the last checkpoint; null where there is none.</summary>
    public long? OffsetOf(string role, int partition)
    {
        lock (_lock)
        {
            return Of(role, partition).NextOffset;
        }
    }

    public ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner)
    {
        lock (_lock)
        {
            var stored = Of(role, partition);
            stored.Owner = owner;
            stored.Taken++;
            var wasClean = stored.IsLast;
            stored.IsLast = false;
            return new Lease(this, stored, owner, stored.NextOffset, [.. stored.Segments])
            {
                Damage = stored.Damage, LogicVersion = stored.LogicVersion, LastMessage = stored.LastMessage, WasClean = wasClean,
            };
        }
    }

    /// <summary>Says that nothing which is stored can be read.</summary>
    public void Damage(string role, int partition, string how)
    {
        lock (_lock)
        {
            Of(role, partition).Damage = how;
        }
    }

    /// <summary>Says that another version wrote what is stored.</summary>
    public void WrittenBy(string role, int partition, int logicVersion)
    {
        lock (_lock)
        {
            Of(role, partition).LogicVersion = logicVersion;
        }
    }

    /// <summary>Loses everything.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            foreach (var stored in _partitions.Values)
            {
                stored.Owner = 0;
            }

            _partitions.Clear();
        }
    }

    public CheckpointFacts? Describe(string role, int partition)
    {
        lock (_lock)
        {
            return Of(role, partition) is { NextOffset: { } offset } stored
                ? new CheckpointFacts(offset, 1, stored.LogicVersion ?? Logic.Version) : null;
        }
    }

    public (long NextOffset, LastMessage? LastMessage)? Peek(string role, int partition, ICheckpointedState state)
    {
        lock (_lock)
        {
            var stored = Of(role, partition);
            Load(stored.Segments, state);
            return stored.NextOffset is { } offset ? (offset, stored.LastMessage) : null;
        }
    }

    private static void Load(IEnumerable<byte[]> segments, ICheckpointedState state)
    {
        foreach (var segment in segments)
        {
            var records = new SegmentReader("in memory", segment);
            while (records.Next())
            {
                state.Read(records.Key, records.Value);
            }
        }
    }

    private Stored Of(string role, int partition)
    {
        if (!_partitions.TryGetValue((role, partition), out var stored))
        {
            _partitions[(role, partition)] = stored = new Stored();
        }

        return stored;
    }

    private sealed class Stored
    {
        public UInt128 Owner { get; set; }

        public int Taken { get; set; }

        public long? NextOffset { get; set; }

        public string? Damage { get; set; }

        public int? LogicVersion { get; set; }

        public LastMessage? LastMessage { get; set; }

        public bool IsLast { get; set; }

        public List<byte[]> Segments { get; } = [];
    }

    private sealed class Lease(
        MemoryCheckpointStore store, Stored stored, UInt128 owner, long? nextOffset, IReadOnlyList<byte[]> segments) : ICheckpointLease
    {
        public long? NextOffset => nextOffset;

        public string Owner { get; } = $"{owner:x32}";

        public string? Damage { get; init; }

        public int? LogicVersion { get; init; }

        public LastMessage? LastMessage { get; init; }

        public bool WasClean { get; init; }

        public void LoadInto(ICheckpointedState state)
        {
            if (Damage is not null)
            {
                throw new InvalidDataException(Damage);
            }

            Load(segments, state);
        }

        public Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset, bool isLast = false, LastMessage? lastMessage = null) =>
            WriteAsync([segment], nextOffset, replaces: false, isLast, lastMessage);

        public Task<CheckpointOutcome> ReplaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset, LastMessage? lastMessage = null) =>
            WriteAsync(segments, nextOffset, replaces: true, isLast: false, lastMessage);

        private async Task<CheckpointOutcome> WriteAsync(
            IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset, bool replaces, bool isLast, LastMessage? lastMessage)
        {
            await (store.Gate ?? Task.CompletedTask);
            lock (store._lock)
            {
                if (store.Next.TryDequeue(out var outcome) && outcome != CheckpointOutcome.Written)
                {
                    return outcome;
                }

                if (stored.Owner != owner)
                {
                    return CheckpointOutcome.Fenced;
                }

                stored.NextOffset = nextOffset;
                stored.LogicVersion = Logic.Version;
                stored.LastMessage = lastMessage;
                stored.IsLast = isLast;
                if (replaces)
                {
                    stored.Segments.Clear();
                    stored.Damage = null;
                }

                stored.Segments.AddRange(segments.Select(x => x.ToArray()));
                return CheckpointOutcome.Written;
            }
        }
    }
}
