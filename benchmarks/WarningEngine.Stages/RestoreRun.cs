using System.Diagnostics;
using System.Globalization;
using WarningEngine.App.Replay;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Redis;

namespace WarningEngine.Stages;

/// <summary>How long it takes to have the state of many lines back from Redis: <c>restore --lines N --partitions P --redis
/// HOST:PORT</c>. The store must be empty; what it is left with is the first checkpoint of a service with P partitions.</summary>
internal static class RestoreRun
{
    public static async Task<int> RunAsync(string[] args)
    {
        var given = new RunArguments(args, "restore --lines N --partitions P --redis HOST:PORT");
        var lines = int.Parse(given["--lines"], CultureInfo.InvariantCulture);
        var partitions = int.Parse(given["--partitions"], CultureInfo.InvariantCulture);
        await using var redis = await FilledState.ConnectAsync(given["--redis"]);
        var store = new RedisCheckpointStore(redis);
        var rules = FilledState.Rules();
        var filling = Stopwatch.GetTimestamp();
        await FilledState.WriteAsync(store, lines, partitions, rules);
        var filled = Stopwatch.GetElapsedTime(filling);
        var before = LinesRun.InUse;

        var restoring = Stopwatch.GetTimestamp();
        var restored = new List<ScoringPartition>();
        for (var partition = 0; partition < partitions; partition++)
        {
            var state = new ScoringPartition(new Source("legs", 1, partition), rules);
            store.Take(StateFill.Score, partition, partitions, owner: 1).LoadInto(state);
            restored.Add(state);
        }

        var took = Stopwatch.GetElapsedTime(restoring);
        var count = restored.Sum(x => (long)x.State.Profiles.Count);
        var bytes = (LinesRun.InUse - before) / (double)count;
        var memory = (await redis.GetServers()[0].InfoAsync("memory")).SelectMany(x => x).First(x => x.Key == "used_memory").Value;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} lines in {partitions} partitions: filled in {filled.TotalSeconds:0.0} s, restored in {took.TotalSeconds:0.0} s; "
            + $"{bytes:0} bytes a line here, {long.Parse(memory, CultureInfo.InvariantCulture) / (double)count:0} in the store"));
        GC.KeepAlive(restored);
        return count == lines ? 0 : 1;
    }
}
