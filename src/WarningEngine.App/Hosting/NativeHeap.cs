using System.Runtime.InteropServices;

namespace WarningEngine.App.Hosting;

/// <summary>How glibc keeps what was freed. The Kafka client fetches megabytes on one thread and frees them on another; left alone, each of
/// eight arenas keeps its peak, and a freed large block raises the size from which blocks come straight from the system.</summary>
internal static partial class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int ArenasMax = -8;

    /// <summary>Blocks from here on are the system's again when they are freed. Bytes.</summary>
    private const int MapBytes = 128 << 10;
    private const int TrimBytes = 1 << 20;
    private const int Arenas = 2;

    /// <summary>Large blocks go back to the system when they are freed. Does nothing with another C library.</summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Set(ArenasMax, Arenas);
            _ = Set(MapThreshold, MapBytes);
            _ = Set(TrimThreshold, TrimBytes);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has one heap, and no such settings.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int option, int value);
}
