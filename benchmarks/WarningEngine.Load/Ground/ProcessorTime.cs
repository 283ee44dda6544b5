using System.Globalization;
using System.Runtime.InteropServices;

namespace WarningEngine.Load.Ground;

/// <summary>What the operating system says a process has computed: user and system time of all its threads.</summary>
internal static partial class ProcessorTime
{
    /// <summary>The kernel counts for user space in hundredths of a second, whatever it does inside.</summary>
    private const double SecondsPerTick = 0.01;

    /// <summary>CLOCK_THREAD_CPUTIME_ID.</summary>
    private const int ThreadClock = 3;

    /// <summary>Seconds since the process started, in steps of 10 ms.</summary>
    /// <exception cref="IOException">There is no such process, or no /proc.</exception>
    public static double Of(int process) => Parse(Stat(process), withChildren: false);

    /// <summary>The same with its children that have ended, each counted whole from then on: what Redis writes anew it writes in one.</summary>
    /// <exception cref="IOException">There is no such process, or no /proc.</exception>
    public static double WithChildren(int process) => Parse(Stat(process), withChildren: true);

    /// <summary>Seconds in a line of <c>/proc/PID/stat</c>.</summary>
    public static double Parse(string stat, bool withChildren)
    {
        // The name in brackets may hold blanks; fields are counted behind it: utime, stime, cutime and cstime are the 14th to 17th.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..(withChildren ? 15 : 13)].Sum(x => long.Parse(x, CultureInfo.InvariantCulture)) * SecondsPerTick;
    }

    /// <summary>The same of the calling thread alone, in nanoseconds' steps.</summary>
    public static TimeSpan OfThisThread()
    {
        var time = default(ClockTime);
        if (ClockGetTime(ThreadClock, ref time) != 0)
        {
            throw new IOException("The system does not tell what a thread has computed.");
        }

        return TimeSpan.FromSeconds(time.Seconds) + (TimeSpan.FromMicroseconds(1) * (time.Nanoseconds / 1_000.0));
    }

    /// <summary>Memory of a process that stands in RAM. Bytes.</summary>
    /// <exception cref="IOException">There is no such process, or no /proc.</exception>
    public static long ResidentBytes(int process)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
            .First(x => x.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static string Stat(int process) => File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, ref ClockTime time);

    private struct ClockTime
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
