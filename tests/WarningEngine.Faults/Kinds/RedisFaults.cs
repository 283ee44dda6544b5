using WarningEngine.Faults.Proxy;
using WarningEngine.Faults.Running;
using WarningEngine.Faults.Servers;

namespace WarningEngine.Faults.Kinds;

/// <summary>What befalls the store, and the way to it.</summary>
internal static class RedisFaults
{
    private const long CutBytesMax = 256 * 1024;
    private const double AwaySeconds = 60;

    public static readonly FaultKind[] All =
    [
        new("redis-kill", strike => RestartAsync(strike, cut: false)),
        new("redis-log-cut", strike => RestartAsync(strike, cut: true)),
        new("redis-pause", PauseAsync),
        new("redis-failover", FailOverAsync),
        new("redis-flush", FlushAsync),
        new("redis-disk-full", FillAsync),
        new("redis-maxmemory", MemoryAsync),
        Spoilt("redis-latency", new Toxic(ToxicKind.Latency, TimeSpan.FromMilliseconds(200))),
        Spoilt("redis-down", Toxic.Down),
        Spoilt("redis-bandwidth", new Toxic(ToxicKind.Bandwidth, Bytes: 64 * 1024)),
        Spoilt("redis-slow-close", new Toxic(ToxicKind.SlowClose, TimeSpan.FromSeconds(3)), drop: true),
        Spoilt("redis-timeout", new Toxic(ToxicKind.Timeout)),
        Spoilt("redis-reset", new Toxic(ToxicKind.ResetPeer, TimeSpan.FromMilliseconds(300))),
        Spoilt("redis-slicer", new Toxic(ToxicKind.Slicer, Bytes: 64)),
        Spoilt("redis-limit-data", new Toxic(ToxicKind.LimitData, Bytes: 100_000)),
        Spoilt("redis-exec-response-lost", new Toxic(ToxicKind.LoseResponse, Match: Match.Exec)),
        Spoilt("redis-exec-cut", new Toxic(ToxicKind.CutRequest, Bytes: 100, Match: Match.Exec)),
    ];

    /// <summary>So long that no checkpoint is written for many intervals: drawn only where it is asked for.</summary>
    public static readonly FaultKind Away = new("redis-away", AwayAsync);

    /// <summary>kill -9, perhaps a loss of power that takes the end of the log with it, and back.</summary>
    private static async Task RestartAsync(Strike strike, bool cut)
    {
        var primary = strike.Stage.Redis.Primary;
        primary.Kill();
        if (cut)
        {
            strike.Target = $"{primary.CutLog(strike.Random, CutBytesMax)} bytes";
        }

        await strike.WaitAsync(0.5, 5);
        await primary.StartAsync();
    }

    private static async Task AwayAsync(Strike strike)
    {
        strike.Stage.Redis.Engine.Set(Toxic.Down);
        try
        {
            await strike.WaitAsync(AwaySeconds, AwaySeconds);
            strike.RequireStruck([strike.Stage.Redis.Engine]);
        }
        finally
        {
            strike.Stage.Redis.Engine.Set(null);
        }
    }

    private static async Task PauseAsync(Strike strike)
    {
        var primary = strike.Stage.Redis.Primary;
        primary.Pause();
        try
        {
            await strike.WaitAsync(2, 7);
        }
        finally
        {
            primary.Resume();
        }
    }

    private static async Task FailOverAsync(Strike strike)
    {
        var lag = TimeSpan.FromSeconds(0.5 + (strike.Random.NextDouble() * 3));
        strike.Target = $"lag {lag.TotalSeconds:0.0} s";
        await strike.Stage.Redis.FailOverAsync(lag);
    }

    private static Task FlushAsync(Strike strike) =>
        strike.Stage.Redis.Primary.AskAsync(async db => await db.ExecuteAsync("FLUSHALL"));

    private static async Task FillAsync(Strike strike)
    {
        if (strike.Stage.Redis.SmallDisk is not { } disk)
        {
            strike.Skip("this user may not mount a small file system");
            return;
        }

        var filler = SmallFileSystem.Fill(disk);
        try
        {
            await strike.WaitAsync(3, 8);
        }
        finally
        {
            File.Delete(filler);
        }
    }

    private static async Task MemoryAsync(Strike strike)
    {
        await LimitAsync("1mb");
        try
        {
            await strike.WaitAsync(3, 8);
        }
        finally
        {
            await LimitAsync("0");
        }

        Task LimitAsync(string limit) =>
            strike.Stage.Redis.Primary.AskAsync(async db => await db.ExecuteAsync("CONFIG", "SET", "maxmemory", limit));
    }

    private static FaultKind Spoilt(string name, Toxic toxic, bool drop = false) => new(name, async strike =>
    {
        strike.Stage.Redis.Engine.Set(toxic);
        if (drop)
        {
            strike.Stage.Redis.Engine.Drop();
        }

        try
        {
            await strike.WaitAsync(2, 8);
            strike.RequireStruck([strike.Stage.Redis.Engine]);
        }
        finally
        {
            strike.Stage.Redis.Engine.Set(null);
        }
    });
}
