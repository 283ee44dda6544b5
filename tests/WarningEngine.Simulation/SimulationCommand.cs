using System.Globalization;
using WarningEngine.Simulation.Planted;

namespace WarningEngine.Simulation;

/// <summary><c>--seeds N [--first N] [--planted] [--trace]</c>.</summary>
internal static class SimulationCommand
{
    private const int Good = 0;
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int FindingsTold = 12;

    /// <returns>The exit code: 0 good, 1 something was lost, doubled, misordered or diverged (with <c>--planted</c>: a bug
    /// was not caught), 2 wrong usage.</returns>
    public static int Run(string[] args, TextWriter output)
    {
        var (seeds, first, planted, trace) = (1_000, 1, false, false);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--seeds" when Number(args, ref i, 1, out seeds):
                case "--first" when Number(args, ref i, 0, out first):
                    break;
                case "--planted":
                    planted = true;
                    break;
                case "--trace":
                    trace = true;
                    break;
                default:
                    output.WriteLine($"{args[Math.Min(i, args.Length - 1)]}: usage: --seeds N [--first N] [--planted] [--trace]");
                    return WrongUsage;
            }
        }

        return planted ? Planted(seeds, first, output) : Seeds(seeds, first, trace, output);
    }

    private static int Seeds(int seeds, int first, bool trace, TextWriter output)
    {
        var (lost, doubled, misordered, diverged) = (0L, 0L, 0L, 0L);
        var runs = Enumerable.Range(first, seeds).AsParallel().AsOrdered()
            .Select(seed => SeedRun.Of(seed, new PlantedBug(), trace ? output.WriteLine : null));
        foreach (var run in runs)
        {
            lost += run.Verdict.Lost;
            doubled += run.Verdict.Doubled;
            misordered += run.Verdict.Misordered;
            diverged += run.Verdict.Diverged;
            if (!run.Verdict.IsGood || seeds == 1)
            {
                Tell(run, output);
            }
        }

        output.WriteLine($"seeds {seeds}, lost {lost}, doubled {doubled}, misordered {misordered}, diverged {diverged}");
        return lost + doubled + misordered + diverged == 0 ? Good : Failed;
    }

    /// <summary>Each bug runs until it is caught, for so many seeds at most.</summary>
    private static int Planted(int seeds, int first, TextWriter output)
    {
        var caught = 0;
        foreach (var (bug, run) in PlantedBugs.All.AsParallel().AsOrdered().Select(bug => (bug, Catch(bug, seeds, first))))
        {
            caught += run is null ? 0 : 1;
            output.WriteLine(run is null
                ? $"not caught in {seeds} seeds: {bug.Name}" : $"caught by seed {run.Seed}: {bug.Name} ({run.Verdict.Findings[0].Split('\n')[0]})");
        }

        output.WriteLine($"planted {PlantedBugs.All.Count}, caught {caught}");
        return caught == PlantedBugs.All.Count ? Good : Failed;
    }

    /// <summary>The first seed that shows the bug; null where none of them does.</summary>
    public static SeedRun? Catch(PlantedBug bug, int seeds, int first) =>
        Enumerable.Range(first, seeds).Select(seed => SeedRun.Of(seed, bug)).FirstOrDefault(x => !x.Verdict.IsGood);

    public static void Tell(SeedRun run, TextWriter output)
    {
        output.WriteLine($"seed {run.Seed}, trace {run.Trace:x16}, {run.Activity}; alone: --seeds 1 --first {run.Seed}");
        foreach (var line in run.Schedule)
        {
            output.WriteLine($"  {line}");
        }

        foreach (var text in run.Verdict.Findings.Take(FindingsTold))
        {
            output.WriteLine($"  {text}");
        }
    }

    private static bool Number(string[] args, ref int at, int least, out int value) =>
        int.TryParse(++at < args.Length ? args[at] : "", NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least;
}
