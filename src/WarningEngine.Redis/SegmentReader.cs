using System.Buffers.Binary;

namespace WarningEngine.Redis;

/// <summary>Walks the records of a segment, after checking it.</summary>
internal ref struct SegmentReader
{
    private readonly ReadOnlySpan<byte> _body;
    private int _next = SegmentWriter.HeaderSize;

    /// <exception cref="InvalidDataException">The segment is damaged, or of another version; <paramref name="name"/> is named.</exception>
    public SegmentReader(string name, ReadOnlySpan<byte> segment)
    {
        if (segment.Length < SegmentWriter.HeaderSize + SegmentWriter.ChecksumSize || segment[0] != SegmentWriter.Version)
        {
            throw new InvalidDataException(
                $"Segment {name}: {segment.Length} bytes, version {(segment.IsEmpty ? 0 : segment[0])}, not {SegmentWriter.Version}.");
        }

        _body = segment[..^SegmentWriter.ChecksumSize];
        if (Checksum.Of(_body) != ChecksumOf(segment))
        {
            throw new InvalidDataException($"Segment {name}: the checksum is wrong.");
        }
    }

    /// <summary>Where the current record's key begins in the segment.</summary>
    public int KeyAt { get; private set; }

    public int KeyLength { get; private set; }

    public int ValueLength { get; private set; }

    public readonly ReadOnlySpan<byte> Key => _body.Slice(KeyAt, KeyLength);

    /// <summary>Empty: the record was deleted.</summary>
    public readonly ReadOnlySpan<byte> Value => _body.Slice(KeyAt + KeyLength, ValueLength);

    /// <summary>The checksum that a segment carries at its end.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> segment) =>
        BinaryPrimitives.ReadUInt32LittleEndian(segment[^SegmentWriter.ChecksumSize..]);

    /// <summary>Records of a segment, as it says itself.</summary>
    /// <exception cref="InvalidDataException">It cannot be so many; <paramref name="name"/> is named.</exception>
    public static int CountOf(string name, ReadOnlySpan<byte> segment) =>
        segment.Length >= SegmentWriter.HeaderSize && BinaryPrimitives.ReadInt32LittleEndian(segment[1..]) is >= 0 and var count
            && count <= segment.Length / SegmentWriter.RecordOverhead
            ? count : throw new InvalidDataException($"Segment {name}: {segment.Length} bytes cannot hold what it says.");

    /// <summary>Goes to the next record. False at the end.</summary>
    public bool Next()
    {
        if (_next >= _body.Length)
        {
            return false;
        }

        KeyLength = BinaryPrimitives.ReadInt32LittleEndian(_body[_next..]);
        ValueLength = BinaryPrimitives.ReadInt32LittleEndian(_body[(_next + 4)..]);
        KeyAt = _next + 8;
        _next = KeyAt + KeyLength + ValueLength;
        return true;
    }
}
