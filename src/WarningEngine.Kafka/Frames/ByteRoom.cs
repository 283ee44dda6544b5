using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>Writes little-endian values into room that <see cref="ByteAppender.Room"/> reserved for the most that they can take: nothing is checked here.
/// Each returns the place behind what it wrote, and that is all there is of a writer: a place in a structure was read and stored at each of them.</summary>
internal static class ByteRoom
{
    /// <summary>The most that <see cref="Signed"/> takes.</summary>
    public const int SignedBytesMax = 10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Byte(ref byte to, int value)
    {
        to = (byte)value;
        return ref Unsafe.Add(ref to, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Int32(ref byte to, int value)
    {
        Unsafe.WriteUnaligned(ref to, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));
        return ref Unsafe.Add(ref to, sizeof(int));
    }

    public static ref byte Int64(ref byte to, long value) => ref UInt64(ref to, (ulong)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte UInt64(ref byte to, ulong value)
    {
        Unsafe.WriteUnaligned(ref to, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));
        return ref Unsafe.Add(ref to, sizeof(ulong));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte UInt128(ref byte to, UInt128 value) => ref UInt64(ref UInt64(ref to, (ulong)value), (ulong)(value >> 64));

    /// <summary>1 to 10 bytes, fewer the nearer it is to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Signed(ref byte to, long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7)
        {
            to = (byte)(rest | 0x80);
            to = ref Unsafe.Add(ref to, 1);
        }

        to = (byte)rest;
        return ref Unsafe.Add(ref to, 1);
    }

    /// <summary>As <see cref="Token.Write"/>: high half first, each from its highest byte on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Token(ref byte to, Token value) =>
        ref UInt64(ref UInt64(ref to, BinaryPrimitives.ReverseEndianness(value.High)), BinaryPrimitives.ReverseEndianness(value.Low));

    /// <summary>A length of one byte, then the bytes: 255 at most.</summary>
    public static ref byte Bytes(ref byte to, scoped ReadOnlySpan<byte> value)
    {
        to = ref Byte(ref to, value.Length);
        value.CopyTo(MemoryMarshal.CreateSpan(ref to, value.Length));
        return ref Unsafe.Add(ref to, value.Length);
    }
}
