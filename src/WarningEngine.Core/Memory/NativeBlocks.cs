using System.Numerics;

namespace WarningEngine.Core.Memory;

/// <summary>Small pieces of native memory for what grows, and ends, with its owner: the collector neither scans nor moves them, and what is given back is given
/// out again, to pieces of the same size. All of it goes back to the operating system at the end, nothing before. For one thread.</summary>
public sealed unsafe class NativeBlocks : IDisposable
{
    /// <summary>Sizes differ by so much up to <see cref="FineMax"/>, and by twice from there on. Bytes.</summary>
    private const int Step = 16;
    private const int FineMax = 1 << FineBits;
    private const int FineBits = 10;

    /// <summary>Who needs few pieces has a small region, who needs many has regions of a huge page. Bytes.</summary>
    private const int RegionMin = 16 << 10;
    private const int RegionMax = 2 << 20;

    private readonly List<NativeRegion> _regions = [];

    /// <summary>Of each size the piece that was given back last; each begins with the address of the one before.</summary>
    private readonly nint[] _free = new nint[(FineMax / Step) + 1 + BitOperations.Log2(RegionMax) - FineBits];

    private byte* _next;
    private byte* _end;

    /// <summary>What was asked of the operating system, bytes.</summary>
    public long Bytes => _regions.Sum(static x => (long)x.Bytes);

    /// <summary>So large is the piece that is given out for so many bytes.</summary>
    /// <param name="bytes">1 to 2 MiB.</param>
    public static int SizeFor(int bytes) =>
        bytes <= FineMax ? (bytes + Step - 1) & -Step : (int)BitOperations.RoundUpToPowerOf2((uint)bytes);

    /// <summary>A piece of memory with anything in it.</summary>
    /// <param name="bytes">At least; 1 to 2 MiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no pieces of this size.</exception>
    public void* Take(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, RegionMax);
        var size = SizeFor(bytes);
        ref var free = ref _free[PlaceOf(size)];
        if (free != 0)
        {
            var given = (nint*)free;
            free = *given;
            return given;
        }

        if (_end - _next < size)
        {
            AddRegion(size);
        }

        var fresh = _next;
        _next += size;
        return fresh;
    }

    /// <summary>Takes a piece back; nothing of it may be used afterwards.</summary>
    /// <param name="block">As <see cref="Take"/> gave it out.</param>
    /// <param name="bytes">As were asked for.</param>
    public void Return(void* block, int bytes)
    {
        ref var free = ref _free[PlaceOf(SizeFor(bytes))];
        *(nint*)block = free;
        free = (nint)block;
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose()
    {
        _regions.ForEach(static x => x.Dispose());
        _regions.Clear();
        Array.Clear(_free);
        _next = null;
        _end = null;
    }

    private static int PlaceOf(int size) => size <= FineMax ? size / Step : (FineMax / Step) + BitOperations.Log2((uint)size) - FineBits;

    /// <summary>What is left of the region before is too small, and lost.</summary>
    private void AddRegion(int size)
    {
        var bytes = Math.Max(size, RegionMin << Math.Min(_regions.Count, BitOperations.Log2(RegionMax / RegionMin)));
        var region = new NativeRegion((nuint)bytes);
        _regions.Add(region);
        _next = region.Start;
        _end = _next + bytes;
    }
}
