using System.Runtime.InteropServices;
using StackExchange.Redis;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Patterns;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;
using WarningEngine.Redis;

namespace WarningEngine.Stages;

/// <summary>The state of many lines in an empty store, as the first checkpoint of a service.</summary>
internal static class FilledState
{
    /// <param name="withModel">The shipped model decides with the shipped patterns.</param>
    public static FixedArtifacts Rules(bool withModel = false) =>
        new(RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _), withModel ? [ModelFiles.Read(ShippedModels.Person).Model] : null);

    public static Task<ConnectionMultiplexer> ConnectAsync(string redis) =>
        ConnectionMultiplexer.ConnectAsync(redis + ",allowAdmin=true,syncTimeout=60000,asyncTimeout=60000");

    /// <exception cref="InvalidOperationException">The store is not empty.</exception>
    public static async Task WriteAsync(RedisCheckpointStore store, int lines, int partitions, FixedArtifacts rules)
    {
        StateFill.Refuse(store, StateFill.Score, partitions);
        await StateFill.WriteAsync(store, snapshots: null, StateFill.Score, Fill(lines, partitions, rules));
    }

    /// <summary>Lines as ordinary ones are: four calls, contacts, half of the payees and shops that would have room, money sent this morning. Nobody
    /// talked with strangers, had codes or was warned.</summary>
    public static ScoringPartition[] Fill(int lines, int partitions, FixedArtifacts rules)
    {
        ScoringPartition[] states = [.. Enumerable.Range(0, partitions).Select(p => new ScoringPartition(new Source("legs", 1, p), rules))];
        for (var i = 0; i < lines; i++)
        {
            var token = new Token(Hashing.Mix((ulong)i + 1), Hashing.Mix(~(ulong)i));
            var profiles = states[token.Partition(partitions)].State.Profiles;
            ref var profile = ref profiles[profiles.FindOrAdd(token)];
            profile.Kind = EntityKind.Number;
            profile.LastEventMin = profile.LastRegionMin = (uint)i + 1;
            (profile.HomeRegion, profile.LastRegion, profile.FirstCallDay, profile.FirstMoneyDay) = (1, 1, 1, 2);
            (profile.UsualLargeAmount, profile.UsualLongCallSec, profile.PaymentCount) = (2_000, 600, 40);
            (profile.Sent[0], profile.SentBucket) = (100, (uint)i + 1);
            Fill(MemoryMarshal.AsBytes(new Span<RecentCalls>(ref profile.Calls)), token);
            Fill(MemoryMarshal.AsBytes(new Span<Fingerprints16>(ref profile.Contacts)), token);
            Fill(MemoryMarshal.AsBytes(new Span<RecentContacts>(ref profile.NewContacts))[..8], token);
            Fill(MemoryMarshal.AsBytes(new Span<Fingerprints10>(ref profile.Payees))[..10], token);
            Fill(MemoryMarshal.AsBytes(new Span<Fingerprints6>(ref profile.Shops))[..3], token);
        }

        return states;
    }

    /// <summary>Bytes as fingerprints are: none of them empty.</summary>
    private static void Fill(Span<byte> bytes, Token token)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((Hashing.Mix(token.Low + (ulong)i) & 0xFF) | 1);
        }
    }
}
