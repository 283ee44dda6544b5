using System.Buffers.Binary;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>A segment: an immutable pack of state records. Version, count, records as (key length, value length, key,
/// value), and a CRC-32C of everything before it.</summary>
/// <remarks>See <see cref="SegmentMemory"/> for who gives its bytes back.</remarks>
public sealed class SegmentWriter : IStateWriter, IDisposable
{
    internal const byte Version = 1;
    internal const int HeaderSize = 5;
    internal const int ChecksumSize = 4;

    /// <summary>Of a record beyond key and value.</summary>
    internal const int RecordOverhead = 8;
    private const int SizeMin = 1 << 14;

    /// <summary>More memory than this is kept for the next segment only where this one has needed a share of it; much more never: what was
    /// copied while the store lagged, by each partition, would be kept for ever. Bytes, the part, and bytes.</summary>
    private const int SpareBytesMax = 1 << 18;
    private const int SpareShareMin = 8;
    private const int SpareBytesEver = 16 << 20;

    private SegmentMemory _memory;
    private int _length = HeaderSize;
    private int _count;

    /// <param name="size">Bytes that are expected, where that is known: growing copies what is there.</param>
    public SegmentWriter(int size = SizeMin) => _memory = new SegmentMemory(Math.Max(SizeMin, size));

    /// <summary>Records so far.</summary>
    public int Count => _count;

    /// <summary>Size so far, in bytes.</summary>
    internal int Length => _length;

    /// <summary>Size of the whole segment with one record more, in bytes.</summary>
    internal int LengthWith(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _length + RecordOverhead + key.Length + value.Length + ChecksumSize;

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var size = RecordOverhead + key.Length + value.Length;
        if (_length + size + ChecksumSize > _memory.Length)
        {
            var larger = new SegmentMemory(Math.Max(_memory.Length * 2, _length + size + ChecksumSize));
            _memory.GetSpan()[.._length].CopyTo(larger.GetSpan());
            Free(_memory);
            _memory = larger;
        }

        var to = _memory.GetSpan()[_length..];
        BinaryPrimitives.WriteInt32LittleEndian(to, key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], value.Length);
        key.CopyTo(to[8..]);
        value.CopyTo(to[(8 + key.Length)..]);
        _length += size;
        _count++;
    }

    /// <summary>The segment's bytes; nothing is written after them.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        var bytes = _memory.GetSpan();
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], _count);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[_length..], Checksum.Of(bytes[.._length]));
        return _memory.Memory[..(_length + ChecksumSize)];
    }

    /// <summary>Begins another segment in the same memory: nobody reads the one before any more, nor will.</summary>
    public void Clear()
    {
        if (_memory.Length > SpareBytesEver || (_memory.Length > SpareBytesMax && _length < _memory.Length / SpareShareMin))
        {
            Free(_memory);
            _memory = new SegmentMemory(SizeMin);
        }

        (_length, _count) = (HeaderSize, 0);
    }

    /// <summary>Gives the bytes back: nobody reads them any more, nor will.</summary>
    public void Dispose() => Free(_memory);

    private static void Free(SegmentMemory memory) => ((IDisposable)memory).Dispose();
}
