using System.Buffers.Binary;
using WarningEngine.Core.Memory;

namespace WarningEngine.Kafka.Wire;

/// <summary>A hash of short texts, eight bytes at a time. For tables whose size is bounded: who chooses texts can make them meet.</summary>
internal static class Utf8Hash
{
    /// <summary>Never negative.</summary>
    public static int Of(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        while (text.Length > 8)
        {
            hash = Hashing.Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
            text = text[8..];
        }

        // What is left, in one word; the parts overlap.
        var last = text.Length switch
        {
            0 => 0UL,
            < 4 => text[0] | ((ulong)text[text.Length / 2] << 8) | ((ulong)text[^1] << 16),
            < 8 => BinaryPrimitives.ReadUInt32LittleEndian(text) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^4..]) << 32),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(text),
        };
        return (int)(Hashing.Mix(hash ^ last) >> 33);
    }
}
