using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Memory;

/// <summary>Small hashes. Tokens are already uniform, so a few bits of them are one.</summary>
public static class Hashing
{
    /// <summary>Never 0: 0 is a free slot.</summary>
    public static ushort Fingerprint(Token token) => (ushort)Math.Max(1, token.High & 0xFFFF);

    /// <summary>Never 0.</summary>
    public static uint Peer(Token token) => (uint)Math.Max(1, (token.High >> 16) & 0xFFFF_FFFF);

    /// <summary>SplitMix64's finaliser.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Of a short text, eight bytes at a time. For tables in which a search is bounded: who chooses texts can make them meet.</summary>
    public static ulong Text(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        while (text.Length > 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
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
        return Mix(hash ^ last);
    }
}
