using System.Buffers.Binary;
using System.Runtime.CompilerServices;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Byte() => (uint)_at < (uint)_bytes.Length ? _bytes[_at++] : throw TooShort(1);

    /// <summary>A word of an enumeration (0 to its last, no gaps). One that this version does not know is refused: it
    /// would decide something else than was meant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Word<T>()
        where T : unmanaged, Enum
    {
        var value = (byte)Byte();
        return value <= Last<T>.Value ? Unsafe.BitCast<byte, T>(value) : throw Unknown(_at - 1, typeof(T).Name, value);
    }

    public bool Bool()
    {
        var value = Byte();
        return value <= 1 ? value == 1 : throw new FrameException(_at - 1, $"{value} is neither true nor false");
    }

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>What <see cref="ByteAppender.Signed"/> wrote. Most numbers of a leg, told from the leg before, are one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Signed()
    {
        if ((uint)_at < (uint)_bytes.Length && _bytes[_at] < 0x80)
        {
            var part = _bytes[_at++];
            return (part >> 1) ^ -(part & 1);
        }

        return SignedOfBytes();
    }

    /// <summary>A number that was just read, of 32 bits.</summary>
    public readonly int Int32Of(long value) => (int)value == value ? (int)value : throw new FrameException(_at, $"{value} is no number of 32 bits");

    /// <summary>A byte of bits that this version knows.</summary>
    public int Marks(int known)
    {
        var marks = Byte();
        return (marks & ~known) == 0 ? marks : throw new FrameException(_at - 1, $"marks {marks}, of which only {known} are known");
    }

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public Token Token() => Core.Events.Token.Read(Take(Core.Events.Token.Size));

    public ReadOnlySpan<byte> Bytes() => Take(Byte());

    /// <summary>A number of any length, or the fault of one that cannot be read.</summary>
    private long SignedOfBytes()
    {
        ulong value = 0;
        for (var (at, shift) = (_at, 0); at < _bytes.Length; shift += 7)
        {
            var part = (ulong)_bytes[at++];
            if (shift == 63 && part > 1)
            {
                throw new FrameException(at - 1, "a number of more than 64 bits");
            }

            value |= (part & 0x7f) << shift;
            if (part < 0x80)
            {
                _at = at;
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new FrameException(_at, $"a number does not end within {Left} bytes");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int size)
    {
        if (size > Left)
        {
            throw TooShort(size);
        }

        _at += size;
        return _bytes.Slice(_at - size, size);
    }

    private readonly FrameException TooShort(int size) => new(_at, $"needs {size} bytes, {Left} are left");

    private static FrameException Unknown(int at, string name, byte value) => new(at, $"{name} {value} is not known");

    private static class Last<T>
        where T : unmanaged, Enum
    {
        public static readonly byte Value = Enum.GetValues<T>().Max(Unsafe.BitCast<T, byte>);
    }
}
