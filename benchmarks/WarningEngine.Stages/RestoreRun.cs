using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Redis;

namespace WarningEngine.Stages;

/// <summary>How long it takes to have the state of many lines back from Redis: <c>restore --lines N --partitions P --redis
/// HOST:PORT</c>. The store must be empty; what it is left with is the first checkpoint of a service with P partitions.</summary>
internal static class RestoreRun
{
    public static async Task<int> RunAsync(string[] args)
    {
        var lines = int.Parse(Option(args, "--lines"), CultureInfo.InvariantCulture);
        var partitions = int.Parse(Option(args, "--partitions"), CultureInfo.InvariantCulture);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Option(args, "--redis") + ",allowAdmin=true,syncTimeout=60000,asyncTimeout=60000");
        var store = new RedisCheckpointStore(redis);
        var rules = new SingleRuleSet(RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _));
        StateFill.Refuse(store, StateFill.Score, partitions);
        var filling = Stopwatch.GetTimestamp();
        await StateFill.WriteAsync(store, snapshots: null, StateFill.Score, Fill(lines, partitions, rules));
        var filled = Stopwatch.GetElapsedTime(filling);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);

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
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        var memory = (await redis.GetServers()[0].InfoAsync("memory")).SelectMany(x => x).First(x => x.Key == "used_memory").Value;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} lines in {partitions} partitions: filled in {filled.TotalSeconds:0.0} s, restored in {took.TotalSeconds:0.0} s; "
            + $"{bytes:0} bytes a line here, {long.Parse(memory, CultureInfo.InvariantCulture) / (double)count:0} in the store"));
        GC.KeepAlive(restored);
        return count == lines ? 0 : 1;
    }

    private static ScoringPartition[] Fill(int lines, int partitions, SingleRuleSet rules)
    {
        ScoringPartition[] states = [.. Enumerable.Range(0, partitions).Select(p => new ScoringPartition(new Source("legs", 1, p), rules))];
        for (var i = 0; i < lines; i++)
        {
            var token = new Token(Hashing.Mix((ulong)i + 1), Hashing.Mix(~(ulong)i));
            var profiles = states[token.Partition(partitions)].State.Profiles;
            ref var profile = ref profiles[profiles.FindOrAdd(token)];
            profile.Id = token;
            profile.Kind = EntityKind.Number;
            profile.LastEventMin = (uint)i;
        }

        return states;
    }

    private static string Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
        ? args[at + 1] : throw new ArgumentException($"{name} is missing: restore --lines N --partitions P --redis HOST:PORT");
}
