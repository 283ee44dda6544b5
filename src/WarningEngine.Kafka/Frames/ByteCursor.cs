using System.Buffers.Binary;
using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>Reads what <see cref="ByteAppender"/> wrote.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool AtEnd => _at == _bytes.Length;

    public readonly int At => _at;

    public readonly int Left => _bytes.Length - _at;

    public int Byte() => Take(1)[0];

    /// <summary>A number of an enumeration that ends with <paramref name="last"/>: one that this version does not know
    /// is refused, for it would decide something else than was meant.</summary>
    public byte UpTo<T>(T last)
        where T : struct, Enum
    {
        var value = Byte();
        return value <= Convert.ToInt32(last, null) ? (byte)value : throw new FrameException(_at - 1, $"{typeof(T).Name} {value} is not known");
    }

    public bool Bool()
    {
        var value = Byte();
        return value <= 1 ? value == 1 : throw new FrameException(_at - 1, $"{value} is neither true nor false");
    }

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public Token Token() => Core.Events.Token.Read(Take(Core.Events.Token.Size));

    public ReadOnlySpan<byte> Bytes() => Take(Byte());

    private ReadOnlySpan<byte> Take(int size)
    {
        if (size > Left)
        {
            throw new FrameException(_at, $"needs {size} bytes, {Left} are left");
        }

        _at += size;
        return _bytes.Slice(_at - size, size);
    }
}
