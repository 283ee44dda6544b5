using System.Buffers;
using System.Buffers.Binary;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>A segment: an immutable pack of state records. Version, count, records as (key length, value length, key,
/// value), and a CRC-32C of everything before it.</summary>
/// <remarks>Its bytes are rented. Whoever knows that nobody reads them any more gives them back by <see cref="Dispose"/>; where that cannot be
/// known, as after a write that was given up, they are left to the collector.</remarks>
public sealed class SegmentWriter : IStateWriter, IDisposable
{
    internal const byte Version = 1;
    internal const int HeaderSize = 5;
    internal const int ChecksumSize = 4;

    /// <summary>Of a record beyond key and value.</summary>
    internal const int RecordOverhead = 8;
    private const int SizeMin = 1 << 14;

    private byte[] _buffer;
    private int _length = HeaderSize;
    private int _count;

    /// <param name="size">Bytes that are expected, where that is known: growing copies what is there.</param>
    public SegmentWriter(int size = SizeMin) => _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(SizeMin, size));

    /// <summary>Records so far.</summary>
    public int Count => _count;

    /// <summary>Size so far, in bytes.</summary>
    internal int Length => _length;

    /// <summary>Size of the whole segment with one record more, in bytes.</summary>
    internal int LengthWith(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _length + RecordOverhead + key.Length + value.Length + ChecksumSize;

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var size = RecordOverhead + key.Length + value.Length;
        if (_length + size + ChecksumSize > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + size + ChecksumSize));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var to = _buffer.AsSpan(_length);
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
        _buffer[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(1), _count);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), Checksum.Of(_buffer.AsSpan(0, _length)));
        return _buffer.AsMemory(0, _length + ChecksumSize);
    }

    /// <summary>Gives the bytes back: nobody reads them any more, nor will.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
