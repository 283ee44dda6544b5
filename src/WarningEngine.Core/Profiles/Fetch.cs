using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace WarningEngine.Core.Profiles;

/// <summary>Asks the memory for what is needed soon. Changes nothing but when it is there; where the machine has no such order, not even that.</summary>
internal static unsafe class Fetch
{
    private const int LineBytes = 64;

    /// <summary>The cache line of an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>All cache lines of a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines(void* address, int bytes)
    {
        if (Sse.IsSupported)
        {
            var end = (byte*)address + bytes;
            for (var at = (byte*)((nuint)address & ~(nuint)(LineBytes - 1)); at < end; at += LineBytes)
            {
                Sse.Prefetch0(at);
            }
        }
    }
}
