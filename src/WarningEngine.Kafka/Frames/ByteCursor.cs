using System.Buffers.Binary;
using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>Appends little-endian values to a buffer that grows.</summary>
internal sealed class ByteAppender
{
    private byte[] _buffer = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(int value) => Take(1)[0] = (byte)value;

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void UInt128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    public void Token(Token value) => value.Write(Take(Core.Events.Token.Size));

    public void Bytes(ReadOnlySpan<byte> value)
    {
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

/// <summary>Reads what <see cref="ByteAppender"/> wrote.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool AtEnd => _at == _bytes.Length;

    public readonly int At => _at;

    public int Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public Token Token() => Core.Events.Token.Read(Take(Core.Events.Token.Size));

    public ReadOnlySpan<byte> Bytes() => Take(Byte());

    private ReadOnlySpan<byte> Take(int size)
    {
        if (_at + size > _bytes.Length)
        {
            throw new FrameException(_at, $"needs {size} bytes, {_bytes.Length - _at} are left");
        }

        _at += size;
        return _bytes.Slice(_at - size, size);
    }
}

/// <summary>A frame that cannot be read: corrupted, or of another version. The place is a byte offset.</summary>
public sealed class FrameException(int at, string message) : Exception($"Frame at byte {at}: {message}.");
