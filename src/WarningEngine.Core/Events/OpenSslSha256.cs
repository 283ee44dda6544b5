using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WarningEngine.Core.Events;

/// <summary>SHA-256's compression of one block by OpenSSL's libcrypto, which has it in the processor's own instructions where there are some; .NET offers
/// those of no x86. Only this function is used: a context of OpenSSL's own for each hash costs several times as much.</summary>
internal static unsafe class OpenSslSha256
{
    /// <summary>Words of a <c>SHA256_CTX</c>, of which the first eight are the state; it has 28, and the rest is to spare.</summary>
    private const int ContextWords = 32;

    /// <summary>Chained blocks that must come out as ours do before it is used.</summary>
    private const int BlocksCompared = 64;

    /// <summary>Of Linux, newest first. Where there is neither (another system, a build without what OpenSSL calls deprecated), ours is used.</summary>
    private static readonly string[] Libraries = ["libcrypto.so.3", "libcrypto.so.1.1"];

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<uint*, byte*, void> Transform = Find();

    /// <summary>A compression: of the eight words of the state, changed, and a block of 64 bytes.</summary>
    public delegate void Compression(Span<uint> state, ReadOnlySpan<byte> block);

    /// <summary>Whether it was found, and says the same as ours.</summary>
    public static bool IsThere => Transform != null;

    /// <summary>As <see cref="Sha256.Compress(Span{uint}, ReadOnlySpan{byte})"/>, where it <see cref="IsThere"/>.</summary>
    public static void Compress(Span<uint> state, ReadOnlySpan<byte> block) => Call(Transform, state, block);

    /// <summary>Whether a compression says the same as ours, of blocks of every kind of byte, each from the state that the one before it left.</summary>
    public static bool IsSameAsOurs(Compression compress)
    {
        Span<byte> block = stackalloc byte[Sha256.BlockSize];
        Span<uint> theirs = stackalloc uint[Sha256.StateWords];
        Span<uint> ours = stackalloc uint[Sha256.StateWords];
        Sha256.First.CopyTo(theirs);
        Sha256.First.CopyTo(ours);
        for (var i = 0; i < BlocksCompared; i++)
        {
            for (var at = 0; at < block.Length; at++)
            {
                block[at] = (byte)((ours[at % ours.Length] >> (at % 25)) + at);
            }

            compress(theirs, block);
            Sha256.Compress(ours, block);
            if (!theirs.SequenceEqual(ours))
            {
                return false;
            }
        }

        return true;
    }

    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<uint*, byte*, void> Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        foreach (var name in Libraries)
        {
            if (NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "SHA256_Transform", out var found))
            {
                var transform = (delegate* unmanaged[Cdecl, SuppressGCTransition]<uint*, byte*, void>)found;
                if (IsSameAsOurs((state, block) => Call(transform, state, block)))
                {
                    return transform;
                }
            }
        }

        return null;
    }

    /// <summary>Some 50 ns and nothing that waits: the collector is not told that the thread is away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Call(
        delegate* unmanaged[Cdecl, SuppressGCTransition]<uint*, byte*, void> transform, Span<uint> state, ReadOnlySpan<byte> block)
    {
        var context = stackalloc uint[ContextWords];
        state.CopyTo(new Span<uint>(context, ContextWords));
        fixed (byte* bytes = block)
        {
            transform(context, bytes);
        }

        new ReadOnlySpan<uint>(context, Sha256.StateWords).CopyTo(state);
    }
}
