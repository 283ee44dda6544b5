using System.Runtime.InteropServices;

namespace WarningEngine.Stages.HotPath;

/// <summary>CPU time of the calling thread by the operating system: what others on the machine do does not count.</summary>
internal static partial class ThreadTime
{
    private const int ThreadCpuTime = 3;

    public static long Nanoseconds
    {
        get
        {
            _ = Read(ThreadCpuTime, out var time);
            return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
