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
            return new Lease(this, stored, owner, stored.NextOffset, [.. stored.Segments]);
        }
    }

    public long? Peek(string role, int partition, ICheckpointedState state)
    {
        lock (_lock)
        {
            var stored = Of(role, partition);
            Load(stored.Segments, state);
            return stored.NextOffset;
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

        public List<byte[]> Segments { get; } = [];
    }

    private sealed class Lease(
        MemoryCheckpointStore store, Stored stored, UInt128 owner, long? nextOffset, IReadOnlyList<byte[]> segments) : ICheckpointLease
    {
        public long? NextOffset => nextOffset;

        public void LoadInto(ICheckpointedState state) => Load(segments, state);

        public async Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset)
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
                stored.Segments.Add(segment.ToArray());
                return CheckpointOutcome.Written;
            }
        }
    }
}
