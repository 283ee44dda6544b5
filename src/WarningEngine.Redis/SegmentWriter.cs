using System.Buffers.Binary;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>A segment: an immutable pack of state records. Version, count, records as (key length, value length, key,
/// value), and a CRC-32C of everything before it.</summary>
public sealed class SegmentWriter : IStateWriter
{
    internal const byte Version = 1;
    internal const int HeaderSize = 5;
    internal const int ChecksumSize = 4;
    private const int SizeMin = 1 << 14;

    private byte[] _buffer;
    private int _length = HeaderSize;
    private int _count;

    /// <param name="size">Bytes that are expected, where that is known: growing copies what is there.</param>
    public SegmentWriter(int size = SizeMin) => _buffer = new byte[Math.Max(SizeMin, size)];

    /// <summary>Records so far.</summary>
    public int Count => _count;

    /// <summary>Size so far, in bytes.</summary>
    internal int Length => _length;

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var size = 8 + key.Length + value.Length;
        if (_length + size + ChecksumSize > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + size + ChecksumSize));
        }

        var to = _buffer.AsSpan(_length);
        BinaryPrimitives.WriteInt32LittleEndian(to, key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], value.Length);
        key.CopyTo(to[8..]);
        value.CopyTo(to[(8 + key.Length)..]);
        _length += size;
        _count++;
    }

    /// <summary>The segment's bytes; the writer is not used again.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        _buffer[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(1), _count);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), Checksum.Of(_buffer.AsSpan(0, _length)));
        return _buffer.AsMemory(0, _length + ChecksumSize);
    }
}
