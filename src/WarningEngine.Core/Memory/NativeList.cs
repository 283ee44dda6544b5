using System.Runtime.InteropServices;

namespace WarningEngine.Core.Memory;

/// <summary>Values in native memory, one after the other. As an array of the managed heap each would be left behind when it grows, and the longest kept
/// for ever. Emptied, it gives back what is far more than it held.</summary>
internal sealed unsafe class NativeList<T> : IDisposable
    where T : unmanaged
{
    private const int CapacityMin = 64;

    /// <summary>More memory than this stays only where a share of it was needed: bytes, and the part.</summary>
    private const int SpareBytesMax = 1 << 18;
    private const int SpareShareMin = 8;

    private T* _values;

    ~NativeList() => NativeMemory.Free(_values);

    public int Count { get; private set; }

    /// <summary>For how many there is memory.</summary>
    public int Capacity { get; private set; }

    /// <summary>Valid until the next is added.</summary>
    public ReadOnlySpan<T> Span => new(_values, Count);

    public void Add(T value)
    {
        if (Count == Capacity)
        {
            var capacity = Math.Max(CapacityMin, 2 * Capacity);
            _values = (T*)NativeMemory.Realloc(_values, (nuint)capacity * (nuint)sizeof(T));
            Capacity = capacity;
        }

        _values[Count++] = value;
    }

    public void Clear()
    {
        if ((long)Capacity * sizeof(T) > SpareBytesMax && Count < Capacity / SpareShareMin)
        {
            Free();
        }

        Count = 0;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Free();
        Count = 0;
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_values);
        _values = null;
        Capacity = 0;
    }
}
