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
    public static double Of(int process)
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));

        // The name in brackets may hold blanks; fields are counted behind it: utime and stime are the 14th and 15th.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * SecondsPerTick;
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

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, ref ClockTime time);

    private struct ClockTime
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
