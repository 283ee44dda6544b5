using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WarningEngine.Redis;

/// <summary>CRC-32C. The instruction answers after three cycles and can be asked each: three parts of a long text are computed side by side and
/// put together.</summary>
internal static class Checksum
{
    /// <summary>Of one of three parts. Bytes.</summary>
    private const int PartBytes = 2_048;

    /// <summary>What a sum becomes when a part of zeros follows it: it is linear, so each byte of the sum has its share.</summary>
    private static readonly uint[] BehindPart = MakeTable();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 3 * PartBytes)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(bytes[..(3 * PartBytes)]);
            ref var first = ref MemoryMarshal.GetReference(words);
            uint second = 0, third = 0;
            for (var i = 0; i < PartBytes / sizeof(ulong); i++)
            {
                crc = BitOperations.Crc32C(crc, Little(Unsafe.Add(ref first, i)));
                second = BitOperations.Crc32C(second, Little(Unsafe.Add(ref first, i + (PartBytes / sizeof(ulong)))));
                third = BitOperations.Crc32C(third, Little(Unsafe.Add(ref first, i + (2 * PartBytes / sizeof(ulong)))));
            }

            crc = Behind(Behind(crc) ^ second) ^ third;
            bytes = bytes[(3 * PartBytes)..];
        }

        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, Little(MemoryMarshal.Read<ulong>(bytes)));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }

    private static ulong Little(ulong word) => BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);

    private static uint Behind(uint crc) =>
        BehindPart[crc & 0xff] ^ BehindPart[256 + ((crc >> 8) & 0xff)] ^ BehindPart[512 + ((crc >> 16) & 0xff)] ^ BehindPart[768 + (crc >> 24)];

    private static uint[] MakeTable()
    {
        var table = new uint[4 * 256];
        for (var place = 0; place < 4; place++)
        {
            for (var value = 0; value < 256; value++)
            {
                var crc = (uint)value << (8 * place);
                for (var i = 0; i < PartBytes / sizeof(ulong); i++)
                {
                    crc = BitOperations.Crc32C(crc, 0UL);
                }

                table[(place * 256) + value] = crc;
            }
        }

        return table;
    }
}
