using WarningEngine.Faults.Engines;
using WarningEngine.Faults.Running;

namespace WarningEngine.Faults.Kinds;

/// <summary>What befalls the engine's own processes.</summary>
internal static class EngineFaults
{
    public static readonly FaultKind[] All =
    [
        new("intake-kill", strike => KillAsync(strike, "intake")),
        new("score-kill", strike => KillAsync(strike, "score")),
        new("dispatch-kill", strike => KillAsync(strike, "dispatch")),
        new("engine-stop", StopAsync),
        new("engine-pause", strike => PauseAsync(strike, 1, 7)),
        new("engine-zombie", strike => PauseAsync(strike, (EngineSettings.MaxPollIntervalMs / 1000.0) + 1, (EngineSettings.MaxPollIntervalMs / 1000.0) + 4)),
    ];

    /// <summary>kill -9, and back after a while: before or after the group has noticed.</summary>
    private static async Task KillAsync(Strike strike, string role)
    {
        var process = strike.One(strike.Stage.Fleet.Of(role));
        strike.Target = process.Name;
        strike.Stage.Fleet.TakeDown(process, x => x.Kill());
        strike.CauseIsGone();
        await strike.WaitAsync(0.2, 14);
        strike.Stage.Fleet.Bring(process);
    }

    /// <summary>SIGTERM, as a rolling restart does it.</summary>
    private static async Task StopAsync(Strike strike)
    {
        var process = strike.One(strike.Stage.Fleet.Processes);
        strike.Target = process.Name;
        await Task.Run(() => strike.Stage.Fleet.TakeDown(process, x =>
        {
            if (!x.Stop())
            {
                strike.Stage.Fleet.Surprises.Enqueue($"{x.Name} did not stop on SIGTERM within ten seconds with exit code 0");
            }
        }));
        strike.CauseIsGone();
        await strike.WaitAsync(0.2, 2);
        strike.Stage.Fleet.Bring(process);
    }

    /// <summary>It stands still; beyond <c>max.poll.interval.ms</c> others have its partitions when it goes on.</summary>
    private static async Task PauseAsync(Strike strike, double leastSeconds, double mostSeconds)
    {
        var process = strike.One(strike.Stage.Fleet.Processes);
        strike.Target = process.Name;
        process.Pause();
        try
        {
            await strike.WaitAsync(leastSeconds, mostSeconds);
        }
        finally
        {
            process.Resume();
        }
    }
}
