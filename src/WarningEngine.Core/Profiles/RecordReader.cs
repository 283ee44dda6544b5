using System.Buffers.Binary;
using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>Reads what <see cref="RecordWriter"/> wrote, where it stands.</summary>
/// <param name="record">Without its version.</param>
/// <exception cref="EndOfStreamException">It ends too early.</exception>
internal ref struct RecordReader(ReadOnlySpan<byte> record)
{
    private readonly List<Token> _tokens = [Core.Events.Token.None];
    private readonly List<string> _texts = [];
    private ReadOnlySpan<byte> _rest = record;
    private long _timeMs;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    public ushort UInt16() => checked((ushort)Int64());

    public int Int32() => checked((int)Int64());

    public long Int64()
    {
        var value = Packed();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong Hash() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public UInt128 Id()
    {
        var high = Hash();
        return new(high, Hash());
    }

    public ulong Bitmap()
    {
        var bits = Byte();
        if (bits == RecordWriter.WholeBitmap)
        {
            return Hash();
        }

        ulong value = 0;
        for (; bits > 0; bits--)
        {
            value |= 1UL << Byte();
        }

        return value;
    }

    public double Real()
    {
        var value = Int64();
        return (value & 1) == 0 ? value >> 1 : BitConverter.UInt64BitsToDouble(Hash());
    }

    public long Time()
    {
        var later = Int64();
        return later == 0 ? 0 : _timeMs = unchecked(_timeMs + (later > 0 ? later - 1 : later));
    }

    public Token Token()
    {
        if (Known(_tokens) is var known and >= 0)
        {
            return _tokens[known];
        }

        var high = Hash();
        _tokens.Add(new Token(high, Hash()));
        return _tokens[^1];
    }

    public string Text()
    {
        if (Known(_texts) is var known and >= 0)
        {
            return _texts[known];
        }

        _texts.Add(Encoding.UTF8.GetString(Take(checked((int)Packed()))));
        return _texts[^1];
    }

    public void Raw(Span<byte> into) => Take(into.Length).CopyTo(into);

    private ulong Packed()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number of a record has more than ten bytes.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new EndOfStreamException($"A record ends {count - _rest.Length} bytes too early.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>Which of these; -1: one that has not been there.</summary>
    /// <exception cref="InvalidDataException">There are not so many.</exception>
    private int Known<T>(List<T> of)
    {
        var number = Int64();
        return number >= 0 && number <= of.Count
            ? (int)number - 1 : throw new InvalidDataException($"A record names {typeof(T).Name} {number}, of {of.Count}.");
    }
}
