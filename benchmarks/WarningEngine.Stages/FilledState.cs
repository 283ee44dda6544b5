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

/// <summary>The state of many lines in an empty store, as the first checkpoint of a service.</summary>
internal static class FilledState
{
    /// <param name="withModel">The shipped model decides with the shipped patterns.</param>
    public static SingleRuleSet Rules(bool withModel = false) =>
        new(RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _), withModel ? [ModelFiles.Read(ShippedModels.Person).Model] : null);

    public static Task<ConnectionMultiplexer> ConnectAsync(string redis) =>
        ConnectionMultiplexer.ConnectAsync(redis + ",allowAdmin=true,syncTimeout=60000,asyncTimeout=60000");

    /// <exception cref="InvalidOperationException">The store is not empty.</exception>
    public static async Task WriteAsync(RedisCheckpointStore store, int lines, int partitions, SingleRuleSet rules)
    {
        StateFill.Refuse(store, StateFill.Score, partitions);
        await StateFill.WriteAsync(store, snapshots: null, StateFill.Score, Fill(lines, partitions, rules));
    }

    /// <summary>Lines of which nothing but their last event is known.</summary>
    public static ScoringPartition[] Fill(int lines, int partitions, SingleRuleSet rules)
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
}
