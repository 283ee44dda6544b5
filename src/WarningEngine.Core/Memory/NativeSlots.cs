using System.Numerics;
using System.Runtime.CompilerServices;

namespace WarningEngine.Core.Memory;

/// <summary>Plain records by number, in native memory: 64 at first, then as many again with each region that is added. None ever
/// moves, and what is not touched takes no memory.</summary>
internal sealed unsafe class NativeSlots<T> : IDisposable
    where T : unmanaged
{
    private const int FirstBits = 6;
    private const int First = 1 << FirstBits;

    private readonly NativeRegion?[] _regions = new NativeRegion?[32 - FirstBits];

    /// <summary>Where slot 0 would be, if all slots stood as those of the region do.</summary>
    private readonly nint[] _origins = new nint[32 - FirstBits];

    public ref T this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *At(slot);
    }

    /// <summary>The address of a slot for which there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* At(int slot) => (T*)_origins[RegionOf(slot)] + slot;

    /// <summary>Makes room for a slot.</summary>
    public void Reserve(int slot)
    {
        var region = RegionOf(slot);
        if (_regions[region] is null)
        {
            var count = First << region;
            var memory = new NativeRegion((nuint)count * (nuint)sizeof(T));
            _regions[region] = memory;
            _origins[region] = (nint)((T*)memory.Start - (count - First));
        }
    }

    public void Dispose()
    {
        for (var i = 0; i < _regions.Length; i++)
        {
            _regions[i]?.Dispose();
            (_regions[i], _origins[i]) = (null, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RegionOf(int slot) => BitOperations.Log2((uint)slot + First) - FirstBits;
}
