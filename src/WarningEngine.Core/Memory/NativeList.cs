namespace WarningEngine.Core.Memory;

/// <summary>Values in native memory, one after the other. As an array of the managed heap each would be left behind when it grows, and the longest kept
/// for ever. Emptied, it gives back what is far more than it held.</summary>
internal sealed unsafe class NativeList<T> : IDisposable
    where T : unmanaged
{
    private const nuint BytesMin = 512;

    /// <summary>More memory than this stays only where a share of it was needed.</summary>
    private const nuint SpareBytesMax = 1 << 16;
    private const nuint SpareShareMin = 8;

    private NativeRegion _region = new(BytesMin);

    public int Count { get; private set; }

    /// <summary>For how many there is memory.</summary>
    public int Capacity => (int)(_region.Bytes / (nuint)sizeof(T));

    /// <summary>Valid until the next is added.</summary>
    public ReadOnlySpan<T> Span => new(_region.Start, Count);

    public void Add(T value)
    {
        if (Count == Capacity)
        {
            var larger = new NativeRegion(2 * _region.Bytes);
            Span.CopyTo(new Span<T>(larger.Start, Count));
            _region.Dispose();
            _region = larger;
        }

        ((T*)_region.Start)[Count++] = value;
    }

    public void Clear()
    {
        if (_region.Bytes > SpareBytesMax && (nuint)Count * (nuint)sizeof(T) < _region.Bytes / SpareShareMin)
        {
            _region.Dispose();
            _region = new NativeRegion(BytesMin);
        }

        Count = 0;
    }

    public void Dispose() => _region.Dispose();
}
