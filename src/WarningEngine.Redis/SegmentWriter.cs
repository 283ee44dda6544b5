using System.Buffers.Binary;
using System.Numerics;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>A segment: an immutable pack of state records. Version, count, records as (key length, value length, key,
/// value), and a CRC-32C of everything before it.</summary>
public sealed class SegmentWriter : IStateWriter
{
    internal const byte Version = 1;
    private const int HeaderSize = 5;
    private byte[] _buffer = new byte[1 << 14];
    private int _length = HeaderSize;
    private int _count;

    /// <summary>Records so far.</summary>
    public int Count => _count;

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var size = 8 + key.Length + value.Length;
        if (_length + size + 4 > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + size + 4));
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
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), SegmentReader.Checksum(_buffer.AsSpan(0, _length)));
        return _buffer.AsMemory(0, _length + 4);
    }
}

/// <summary>Reads segments, after checking them.</summary>
public static class SegmentReader
{
    public delegate void RecordAction(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <exception cref="InvalidDataException">The segment is damaged, or of another version; <paramref name="name"/> is named.</exception>
    public static void Read(string name, ReadOnlySpan<byte> segment, RecordAction record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (segment.Length < 9 || segment[0] != SegmentWriter.Version)
        {
            throw new InvalidDataException($"Segment {name}: {segment.Length} bytes, version {(segment.IsEmpty ? 0 : segment[0])}.");
        }

        var body = segment[..^4];
        if (Checksum(body) != BinaryPrimitives.ReadUInt32LittleEndian(segment[^4..]))
        {
            throw new InvalidDataException($"Segment {name}: the checksum is wrong.");
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(body[1..]);
        var at = 5;
        for (var i = 0; i < count; i++)
        {
            var key = BinaryPrimitives.ReadInt32LittleEndian(body[at..]);
            var value = BinaryPrimitives.ReadInt32LittleEndian(body[(at + 4)..]);
            record(body.Slice(at + 8, key), body.Slice(at + 8 + key, value));
            at += 8 + key + value;
        }
    }

    /// <summary>One segment that says what several say one after the other. Deletions stay: an older one may remain.</summary>
    public static ReadOnlyMemory<byte> Merge(IEnumerable<(string Name, byte[] Bytes)> segments, bool isOldest)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var last = new Dictionary<Key, byte[]>();
        foreach (var (name, bytes) in segments)
        {
            Read(name, bytes, (key, value) => last[new Key(key.ToArray())] = value.ToArray());
        }

        var writer = new SegmentWriter();
        foreach (var (key, value) in last)
        {
            if (!isOldest || value.Length > 0)
            {
                writer.Put(key.Bytes, value);
            }
        }

        return writer.Finish();
    }

    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }

    private readonly struct Key(byte[] bytes) : IEquatable<Key>
    {
        public byte[] Bytes { get; } = bytes;

        public bool Equals(Key other) => Bytes.AsSpan().SequenceEqual(other.Bytes);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(Bytes);
            return hash.ToHashCode();
        }
    }
}
