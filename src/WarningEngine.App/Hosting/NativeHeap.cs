using System.Runtime.InteropServices;

namespace WarningEngine.App.Hosting;

/// <summary>How glibc keeps what was freed. The Kafka client fetches megabytes on one thread and frees them on another, again and again. Given back
/// to the system each time, they are mapped, cleared and unmapped each time, which was an eighth of the time of a busy thread of scoring and a quarter
/// of the client's; never given back, each of eight arenas keeps its peak. So two arenas keep what they need, and every half minute give back what they
/// do not.</summary>
internal static partial class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int ArenasMax = -8;

    /// <summary>Blocks from here on are the system's again when they are freed. Bytes.</summary>
    private const int MapBytes = 16 << 20;
    private const int TrimBytes = 64 << 20;
    private const int Arenas = 2;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <summary>Keeps what is freed for what comes next, and gives back now and then. Does nothing with another C library.</summary>
    /// <returns>Until it is disposed.</returns>
    public static IDisposable? Keep()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            _ = Set(ArenasMax, Arenas);
            _ = Set(MapThreshold, MapBytes);
            _ = Set(TrimThreshold, TrimBytes);

            // Once here, where its absence can be told: a timer has nobody to throw at.
            _ = Trim(0);
            return new Timer(static state => _ = Trim(0), null, Every, Every);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has one heap, and no such settings.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int option, int value);

    /// <summary>Whole pages that nobody needs are the system's again, of all arenas.</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
