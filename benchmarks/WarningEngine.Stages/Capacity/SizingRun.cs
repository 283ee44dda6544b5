using System.Globalization;
using System.Text.Json;

namespace WarningEngine.Stages.Capacity;

/// <summary>What a province and a nation need, from measured figures: <c>sizing --capacity FILE --load FILE</c>, the results of
/// <c>capacity</c> and of the benchmark of load. Prints the table that the README shows.</summary>
internal static class SizingRun
{
    /// <summary>Of a machine's cores and memory so much is planned for; the rest is for brokers' hiccups, rebalances and the operating system.</summary>
    private const double PlannedShare = 0.6;

    /// <summary>A machine to count by.</summary>
    private const int Cores = 16;
    private const double MachineBytes = 128.0 * (1L << 30);

    /// <summary>Events a line and second on average: calls, SMS and payments of a country of 1.786 billion lines, 245,000 a second in all
    /// (MIIT's reports of minutes and messages, payments of its central bank).</summary>
    private const double EventsPerLine = 245_000 / 1.786e9;

    /// <summary>Busy hour, burst and holiday together.</summary>
    private const double Peak = 4.5;

    /// <summary>Of a measured round: in less, starting up and the machine's other work count for as much as the events.</summary>
    private const double SecondsMin = 2;

    private static readonly (string Name, double Lines)[] Places = [("province, 100 million lines", 100e6), ("nation, 1,786 million lines", 1_786e6)];

    public static int Run(string[] args)
    {
        var given = new RunArguments(args, "sizing --capacity FILE --load FILE");
        var capacity = CapacityRun.Read(given["--capacity"]);
        using var load = JsonDocument.Parse(File.ReadAllText(given["--load"]));
        var measured = load.RootElement.GetProperty("details").GetProperty("protobufEventsPerSecond");
        if (measured.GetProperty("seconds").EnumerateArray().Min(x => x.GetDouble()) is var least && least < SecondsMin)
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"The load was measured for {least:0.0} s, and says nothing below {SecondsMin:0} s: with more --people, without --quick"));
            return 1;
        }

        var micros = new Micros(measured);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{capacity.EngineBytesPerLine:0} bytes a line in the engine and {capacity.StoreBytesPerLine:0} in the store, with accounts, "
            + $"counterparts and episodes beside it; "
            + $"an event costs {micros.Engine:0.0} µs of CPU in intake, scoring and dispatch, {micros.Broker:0.0} in the broker, "
            + $"{micros.Store:0.0} in the store; a thread restores {capacity.RestoredLinesPerSecond:#,0} lines a second."));
        Console.WriteLine();
        Console.WriteLine("| | events a second, mean and peak | memory of engines | memory of the store | cores at the peak: engine, broker, "
            + "store | machines of 16 cores, 128 GiB for engines | restored after a loss, each core its share |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (name, lines) in Places)
        {
            Console.WriteLine(Row(name, lines, capacity, micros));
        }

        return 0;
    }

    private static string Row(string name, double lines, CapacityRun.Measured capacity, in Micros micros)
    {
        var (mean, peak) = (lines * EventsPerLine, lines * EventsPerLine * Peak);
        var memory = lines * capacity.EngineBytesPerLine;
        var cores = peak * micros.Engine / 1e6;
        var machines = Math.Ceiling(Math.Max(memory / (MachineBytes * PlannedShare), cores / (Cores * PlannedShare)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {mean:#,0} / {peak:#,0} | {Gibibytes(memory):#,0} GiB | {Gibibytes(lines * capacity.StoreBytesPerLine):#,0} GiB "
            + $"| {cores:0.0} / {peak * micros.Broker / 1e6:0.0} / {peak * micros.Store / 1e6:0.0} | {machines:0} "
            + $"| {lines / (machines * Cores * capacity.RestoredLinesPerSecond):0} s |");
    }

    private static double Gibibytes(double bytes) => bytes / (1L << 30);

    /// <summary>CPU of an event, microseconds, by the operating system.</summary>
    private readonly struct Micros(JsonElement measured)
    {
        public double Engine { get; } = measured.GetProperty("cpuMicrosPerEvent").GetDouble();

        public double Broker { get; } = measured.GetProperty("brokerCpuMicrosPerEvent").GetDouble();

        public double Store { get; } = measured.GetProperty("storeCpuMicrosPerEvent").GetDouble();
    }
}
