using System.Buffers;
using WarningEngine.Core.Memory;

namespace WarningEngine.Redis;

/// <summary>Memory of a segment, outside of the managed heap: an array of this size would stay until a full collection, which a process that
/// allocates nothing else has no reason for. Whoever knows that nobody reads it any more disposes it, and the next segment of its size is written
/// there; where that cannot be known, as after a write that was given up, it goes with its last reference. It begins with any bytes.</summary>
internal sealed unsafe class SegmentMemory(int length) : MemoryManager<byte>
{
    private NativeRegion? _region = SpareRegions.Take(length);

    public int Length => length;

    public override Span<byte> GetSpan() => new(Region.Start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(Region.Start + elementIndex, pinnable: this);

    public override void Unpin()
    {
        // It does not move.
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _region, null) is { } region)
        {
            SpareRegions.Give(region);
        }
    }

    private NativeRegion Region => _region ?? throw new ObjectDisposedException(nameof(SegmentMemory));
}
