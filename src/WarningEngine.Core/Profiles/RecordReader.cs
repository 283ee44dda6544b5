using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>Reads a record of no fixed size, as this version or the one before wrote it.</summary>
/// <exception cref="EndOfStreamException">It ends too early.</exception>
internal abstract class RecordReader(ReadOnlySpan<byte> record)
{
    protected BinaryReader From { get; } = new(new MemoryStream(record.ToArray()));

    public byte Byte() => From.ReadByte();

    public bool Bool() => From.ReadBoolean();

    public abstract ushort UInt16();

    public abstract int Int32();

    public abstract long Int64();

    public ulong Hash() => From.ReadUInt64();

    public UInt128 Id() => new(From.ReadUInt64(), From.ReadUInt64());

    public abstract ulong Bitmap();

    public abstract double Real();

    public abstract long Time();

    public abstract Token Token();

    public abstract string Text();

    public void Raw(Span<byte> into) => From.BaseStream.ReadExactly(into);
}

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
/// <param name="record">Without its version.</param>
internal sealed class PackedReader(ReadOnlySpan<byte> record) : RecordReader(record)
{
    private readonly List<Token> _tokens = [Core.Events.Token.None];
    private readonly List<string> _texts = [];
    private long _timeMs;

    public override ushort UInt16() => checked((ushort)Int64());

    public override int Int32() => checked((int)Int64());

    public override long Int64()
    {
        var value = (ulong)From.Read7BitEncodedInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public override ulong Bitmap()
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

    public override double Real()
    {
        var value = Int64();
        return (value & 1) == 0 ? value >> 1 : BitConverter.UInt64BitsToDouble(Hash());
    }

    public override long Time()
    {
        var later = Int64();
        return later == 0 ? 0 : _timeMs = unchecked(_timeMs + (later > 0 ? later - 1 : later));
    }

    public override Token Token()
    {
        if (Known(_tokens) is var known and >= 0)
        {
            return _tokens[known];
        }

        _tokens.Add(new Token(From.ReadUInt64(), From.ReadUInt64()));
        return _tokens[^1];
    }

    public override string Text()
    {
        if (Known(_texts) is var known and >= 0)
        {
            return _texts[known];
        }

        _texts.Add(From.ReadString());
        return _texts[^1];
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

/// <summary>Reads what version 7 of the state wrote: each value in all its bytes.</summary>
/// <param name="record">Without its version.</param>
internal sealed class PlainReader(ReadOnlySpan<byte> record) : RecordReader(record)
{
    public override ushort UInt16() => From.ReadUInt16();

    public override int Int32() => From.ReadInt32();

    public override long Int64() => From.ReadInt64();

    public override ulong Bitmap() => From.ReadUInt64();

    public override double Real() => From.ReadDouble();

    public override long Time() => From.ReadInt64();

    public override Token Token() => new(From.ReadUInt64(), From.ReadUInt64());

    public override string Text() => From.ReadString();
}
