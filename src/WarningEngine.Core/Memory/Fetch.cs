using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace WarningEngine.Core.Memory;

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

    /// <summary>All of what stands in memory of its own or in an array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Span<T>(ReadOnlySpan<T> all)
        where T : unmanaged
    {
        if (!all.IsEmpty)
        {
            Lines(Unsafe.AsPointer(ref MemoryMarshal.GetReference(all)), all.Length * sizeof(T));
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
