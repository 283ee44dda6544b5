using WarningEngine.Core.Events;

namespace WarningEngine.Core.Memory;

/// <summary>Small hashes of tokens. Tokens are already uniform, so a few bits of them are a hash.</summary>
public static class Hashing
{
    /// <summary>Never 0: 0 is a free slot.</summary>
    public static ushort Fingerprint(Token token) => (ushort)Math.Max(1, token.High & 0xFFFF);

    /// <summary>Never 0.</summary>
    public static uint Peer(Token token) => (uint)Math.Max(1, (token.High >> 16) & 0xFFFF_FFFF);

    /// <summary>SplitMix64's finaliser.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
