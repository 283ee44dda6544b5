using System.Globalization;
using System.Text.Json;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;
using WarningEngine.Stages.HotPath;

namespace WarningEngine.Stages;

/// <summary>Compares what each stage costs with <c>benchmarks/budgets.json</c>: <c>budgets [--file FILE] [--rounds N]</c>. CPU is told in
/// rounds of a loop that does nothing but calculate, so that one file holds for slow and fast machines; the least of some runs
/// counts, and what is over its budget is measured up to three times. The exit code is 1 where a budget is broken, or a stage has none.</summary>
internal static class BudgetsRun
{
    private const int CalibrationRounds = 20_000_000;

    /// <summary>A stage that is over its budget is measured again: others may have slowed the machine down, between loop and stage too.</summary>
    private const int AttemptsMost = 3;

    public static int Run(string[] args)
    {
        var given = new RunArguments(args, "budgets [--file FILE] [--rounds N]");
        var budgets = JsonSerializer.Deserialize<Dictionary<string, Budget>>(
            File.ReadAllText(given["--file", "benchmarks/budgets.json"]), JsonSerializerOptions.Web)!;
        var rounds = int.Parse(given["--rounds", "12"], CultureInfo.InvariantCulture);
        using var work = new StageWork();
        var broken = 0;
        Console.WriteLine("stage               ns/op     ratio    budget      B/op    budget");
        foreach (var (name, run) in work.Stages)
        {
            var budget = budgets.GetValueOrDefault(name);
            var isGood = false;
            for (var attempt = 1; attempt <= AttemptsMost && !isGood; attempt++)
            {
                // Right before each stage: what others do to the machine changes.
                var loop = Calibrate();
                var (ns, bytes) = Measure(run, rounds);
                loop = Math.Min(loop, Calibrate());
                isGood = budget is not null && ns / loop <= budget.Ratio && bytes <= budget.Bytes;
                var verdict = isGood ? "" : attempt < AttemptsMost ? "over; again" : "broken";
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{name,-16} {ns,8:0.0} {ns / loop,9:0.0} {budget?.Ratio,9:0} {bytes,9:0.0} {budget?.Bytes,9:0} {verdict}"));
            }

            broken += isGood ? 0 : 1;
        }

        Console.WriteLine(broken == 0 ? "all budgets are kept" : $"{broken} budgets are broken");
        return broken == 0 ? 0 : 1;
    }

    private static (double Ns, double Bytes) Measure(Action run, int rounds)
    {
        var (ns, bytes) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            var (cpu, allocated) = (ThreadTime.Nanoseconds, GC.GetAllocatedBytesForCurrentThread());
            run();
            ns = Math.Min(ns, (ThreadTime.Nanoseconds - cpu) / (double)StageWork.Count);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)StageWork.Count);

            // What is called often is compiled again beside.
            Thread.Sleep(round < rounds / 2 ? 150 : 0);
        }

        return (ns, bytes);
    }

    /// <summary>ns of one round: a chain of multiplications that nothing can shorten.</summary>
    private static double Calibrate()
    {
        var least = double.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var cpu = ThreadTime.Nanoseconds;
            var value = 1UL;
            for (var i = 0; i < CalibrationRounds; i++)
            {
                value = Hashing.Mix(value + 1);
            }

            GC.KeepAlive(value);
            least = Math.Min(least, (ThreadTime.Nanoseconds - cpu) / (double)CalibrationRounds);
        }

        return least;
    }

    /// <param name="Ratio">Rounds of the loop that one operation may cost.</param>
    /// <param name="Bytes">It may allocate.</param>
    private sealed record Budget(double Ratio, double Bytes);
}
