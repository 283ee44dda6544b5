using System.Runtime.CompilerServices;

namespace WarningEngine.Kafka.Wire;

/// <summary>Walks over the fields of one protobuf message. Takes and refuses exactly what the library's parser takes and refuses.</summary>
internal ref struct ProtobufCursor(ReadOnlySpan<byte> bytes)
{
    public const int Varint = 0;
    public const int Delimited = 2;
    private const int Fixed64 = 1;
    private const int StartGroup = 3;
    private const int EndGroup = 4;
    private const int Fixed32 = 5;

    /// <summary>Groups and messages inside each other, as the library counts them.</summary>
    private const int DepthMax = 100;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool IsAtEnd => _at >= _bytes.Length;

    /// <summary>Of a tag.</summary>
    public static int WireType(uint tag) => (int)(tag & 7);

    /// <summary>False where the bytes end inside it, or it names field 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTag(out uint tag)
    {
        var isRead = TryVarint(out var value);
        tag = (uint)value;
        return isRead && tag > 7;
    }

    /// <summary>Up to ten bytes; what does not fit in 64 bits is dropped, and a 32-bit field takes the low ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryVarint(out ulong value)
    {
        if (_at < _bytes.Length && _bytes[_at] < 0x80)
        {
            value = _bytes[_at++];
            return true;
        }

        return TryLongVarint(out value);
    }

    /// <summary>A text, or a message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryDelimited(out ReadOnlySpan<byte> content)
    {
        if (TryVarint(out var length) && (uint)length <= (uint)(_bytes.Length - _at))
        {
            content = _bytes.Slice(_at, (int)(uint)length);
            _at += content.Length;
            return true;
        }

        content = default;
        return false;
    }

    /// <summary>Passes over a field that nobody asks for.</summary>
    /// <param name="tag">Of the field, just read.</param>
    /// <param name="depth">Of the message that has it; 0 for a record.</param>
    public bool TrySkip(uint tag, int depth) => WireType(tag) switch
    {
        Varint => TryVarint(out _),
        Fixed64 => TrySkipBytes(8),
        Delimited => TryDelimited(out _),
        StartGroup => TrySkipGroup(tag, depth + 1),
        Fixed32 => TrySkipBytes(4),
        _ => false,
    };

    private bool TrySkipGroup(uint tag, int depth)
    {
        var end = tag - StartGroup + EndGroup;
        while (depth <= DepthMax && TryTag(out var inner))
        {
            if (WireType(inner) == EndGroup)
            {
                return inner == end;
            }

            if (!TrySkip(inner, depth))
            {
                return false;
            }
        }

        return false;
    }

    private bool TrySkipBytes(int count)
    {
        _at += count;
        return _at <= _bytes.Length;
    }

    private bool TryLongVarint(out ulong value)
    {
        value = 0;
        var end = Math.Min(_bytes.Length, _at + 10);
        for (var shift = 0; _at < end; shift += 7)
        {
            var next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
