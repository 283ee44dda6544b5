using System.Globalization;

namespace WarningEngine.Stages;

/// <summary>What an ordinary line costs in the process, all included: <c>lines --lines N --partitions P</c>. By the operating system's
/// count of memory in use, for records, keys and indices are no part of the managed heap.</summary>
internal static class LinesRun
{
    /// <summary>Memory in use, bytes; what the collector could give back is given back first.</summary>
    public static long InUse
    {
        get
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return Environment.WorkingSet;
        }
    }

    public static int Run(string[] args)
    {
        var given = new RunArguments(args, "lines --lines N --partitions P");
        var lines = int.Parse(given["--lines", "4000000"], CultureInfo.InvariantCulture);
        var partitions = int.Parse(given["--partitions", "32"], CultureInfo.InvariantCulture);
        var rules = FilledState.Rules();
        var before = InUse;
        var states = FilledState.Fill(lines, partitions, rules);
        Array.ForEach(states, x => x.ForgetChanges());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{lines:#,0} lines in {partitions} partitions: {(InUse - before) / (double)lines:0} bytes a line"));
        GC.KeepAlive(states);
        return 0;
    }
}
