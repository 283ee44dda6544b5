using System.Buffers.Binary;
using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>Appends little-endian values to a buffer that grows.</summary>
internal sealed class ByteAppender
{
    private const int VarintBytesMax = 10;

    private byte[] _buffer = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(int value) => Take(1)[0] = (byte)value;

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>1 to 10 bytes, fewer the nearer it is to 0.</summary>
    public void Signed(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var to = Take(VarintBytesMax);
        var size = 1;
        for (; rest >= 0x80; rest >>= 7)
        {
            to[size++ - 1] = (byte)(rest | 0x80);
        }

        to[size - 1] = (byte)rest;
        Length -= VarintBytesMax - size;
    }

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void UInt128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    public void Token(Token value) => value.Write(Take(Core.Events.Token.Size));

    /// <summary>A length of one byte, then the bytes.</summary>
    /// <exception cref="ArgumentException">They are more than 255.</exception>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        if (value.Length > byte.MaxValue)
        {
            throw new ArgumentException($"{value.Length} bytes, {byte.MaxValue} at most.", nameof(value));
        }

        Byte(value.Length);
        value.CopyTo(Take(value.Length));
    }

    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    private Span<byte> Take(int size)
    {
        if (Length + size > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + size));
        }

        Length += size;
        return _buffer.AsSpan(Length - size, size);
    }
}
