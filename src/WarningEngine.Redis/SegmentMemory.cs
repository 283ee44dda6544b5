using System.Buffers;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Redis;

/// <summary>Memory of a segment, outside of the managed heap: an array of this size would stay until a full collection, which a process that
/// allocates nothing else has no reason for. Whoever knows that nobody reads it any more disposes it; where that cannot be known, as after a
/// write that was given up, it goes with its last reference.</summary>
internal sealed unsafe class SegmentMemory(int length) : MemoryManager<byte>
{
    private readonly NativeRegion _region = new((nuint)Math.Max(1, length));

    public int Length => length;

    public override Span<byte> GetSpan() => _region.Start == null
        ? throw new ObjectDisposedException(nameof(SegmentMemory)) : new Span<byte>(_region.Start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_region.Start + elementIndex, pinnable: this);

    public override void Unpin()
    {
        // It does not move.
    }

    protected override void Dispose(bool disposing) => _region.Dispose();
}
