using WarningEngine.Simulation.Planted;
using WarningEngine.Testing.Checking;

namespace WarningEngine.Simulation;

/// <summary>How one seed went.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Trace">Of everything that happened.</param>
/// <param name="Verdict">From an uninterrupted run.</param>
/// <param name="Schedule">The faults, one line each.</param>
/// <param name="Activity">What there was to be lost: legs, warnings, deliveries.</param>
internal sealed record SeedRun(int Seed, ulong Trace, Verdict Verdict, IReadOnlyList<string> Schedule, Activity Activity)
{
    /// <summary>Nested waits of many processes stand on one stack.</summary>
    private const int StackBytes = 64 << 20;

    /// <summary>Runs a seed on a thread of its own.</summary>
    public static SeedRun Of(int seed, PlantedBug bug, Action<string>? words = null)
    {
        SeedRun? result = null;
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = Run(seed, bug, words);
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    failure = error;
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        return result ?? throw new InvalidOperationException($"Seed {seed} cannot be run.", failure);
    }

    private static SeedRun Run(int seed, PlantedBug bug, Action<string>? words)
    {
        var world = new World(seed, bug, words);
        var verdict = world.Run();
        var activity = new Activity(
            world.Broker.Partitions("legs").Sum(x => x.End), world.Broker.Partitions("warnings").Sum(x => x.End), world.Deliveries.Count);
        return new SeedRun(seed, world.Time.Trace.Hash, verdict, [.. world.Faults.Words], activity);
    }
}

/// <summary>How much there was to be lost.</summary>
internal sealed record Activity(long Frames, long Items, long Deliveries);
