using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Room behind what was written, for <paramref name="size"/> bytes at most. What is written there counts once <see cref="Fill"/> is told
    /// of it; until then nothing else is appended.</summary>
    public ref byte Room(int size)
    {
        // One more: a reference behind the last byte would be one to whatever lies behind the array.
        Grow(size + 1);
        return ref _buffer[Length];
    }

    /// <param name="end">The room, behind what was written there.</param>
    public void Fill(ref readonly byte end) => Length = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetArrayDataReference(_buffer), in end);

    private Span<byte> Take(int size)
    {
        Grow(size);
        Length += size;
        return _buffer.AsSpan(Length - size, size);
    }

    private void Grow(int size)
    {
        if (Length + size > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + size));
        }
    }
}
