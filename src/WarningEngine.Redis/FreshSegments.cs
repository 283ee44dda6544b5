using System.Buffers;

namespace WarningEngine.Redis;

/// <summary>Checkpoints of one lease that no merge has taken in yet, as far as there is room for copies: the merge reads them here, and the store need
/// not send back what it was sent a second ago. A name stands for the same bytes for ever; and where the store went back in time and no longer has
/// them, the conditions of the merge do not hold.</summary>
internal sealed class FreshSegments(FreshRoom room) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Copy> _copies = [];
    private bool _disposed;

    /// <summary>A checkpoint was written under this name. It is copied: whoever wrote it uses the memory again.</summary>
    public void Add(string name, ReadOnlyMemory<byte> segment)
    {
        if (!room.TryTake(segment.Length))
        {
            return;
        }

        var copy = new Copy(segment, room);
        lock (_gate)
        {
            if (!_disposed)
            {
                _copies.Add(name, copy);
                return;
            }
        }

        copy.Leave();
    }

    /// <summary>Its bytes, for whoever gives them back; null where there was no room for it.</summary>
    public IMemoryOwner<byte>? Rent(string name)
    {
        lock (_gate)
        {
            return _copies.TryGetValue(name, out var copy) ? copy.Rent() : null;
        }
    }

    /// <summary>Only these are still live.</summary>
    public void Keep(IReadOnlyList<SegmentRef> live)
    {
        lock (_gate)
        {
            var names = live.Select(x => x.Name).ToHashSet();
            foreach (var name in _copies.Keys.Where(x => !names.Contains(x)).ToArray())
            {
                _copies.Remove(name, out var copy);
                copy!.Leave();
            }
        }
    }

    /// <summary>The lease is another's: nothing is merged any more, but for what is being merged.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        Keep([]);
    }

    /// <summary>It is there until everybody who has it has left.</summary>
    private sealed class Copy
    {
        private readonly SegmentMemory _memory;
        private readonly FreshRoom _room;
        private int _holders = 1;

        public Copy(ReadOnlyMemory<byte> segment, FreshRoom room)
        {
            (_memory, _room) = (new SegmentMemory(segment.Length), room);
            segment.Span.CopyTo(_memory.GetSpan());
        }

        public Memory<byte> Bytes => _memory.Memory;

        public Rented Rent()
        {
            Interlocked.Increment(ref _holders);
            return new Rented(this);
        }

        public void Leave()
        {
            if (Interlocked.Decrement(ref _holders) == 0)
            {
                _room.Give(_memory.Length);
                ((IDisposable)_memory).Dispose();
            }
        }
    }

    private sealed class Rented(Copy copy) : IMemoryOwner<byte>
    {
        private Copy? _copy = copy;

        public Memory<byte> Memory => (_copy ?? throw new ObjectDisposedException(nameof(Rented))).Bytes;

        public void Dispose() => Interlocked.Exchange(ref _copy, null)?.Leave();
    }
}

/// <summary>Room for copies of all leases of a process. What comes while there is none is read back from the store.</summary>
/// <param name="bytesMax">Of all copies; their memory may be up to twice as large (<see cref="SpareRegions"/>).</param>
internal sealed class FreshRoom(long bytesMax)
{
    private long _taken;

    /// <summary>Of copies that are there. Bytes.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= bytesMax)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
