using System.Globalization;
using System.Text;
using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>Checkpoints in Redis, Valkey or Garnet: immutable segments and one small meta record, written in one
/// MULTI/EXEC on the conditions that the owner key is mine and meta is what I last wrote.</summary>
public sealed class RedisCheckpointStore : ICheckpointStore
{
    /// <summary>A reader that is not the owner begins anew this often where the owner merged meanwhile.</summary>
    private const int PeekAttempts = 10;

    private readonly Func<ICheckpointKeys> _redis;
    private readonly TaskScheduler _background;
    private readonly MergeQueue _merges;
    private readonly FreshRoom _room;
    private readonly MergeLimits _limits;
    private readonly Func<string, IReadOnlyList<string>>? _find;

    public RedisCheckpointStore(IConnectionMultiplexer redis)
        : this(() => new RedisCheckpointKeys(redis.GetDatabase()), TaskScheduler.Default) =>
        _find = pattern => [.. redis.GetServers().Where(x => x is { IsConnected: true, IsReplica: false })
            .SelectMany(x => x.Keys(pattern: pattern)).Select(x => (string)x!)];

    /// <param name="redis">The server's keys.</param>
    /// <param name="background">Where leases compute and write.</param>
    /// <param name="limits">How much a partition's segments may be; null: as in a service.</param>
    internal RedisCheckpointStore(Func<ICheckpointKeys> redis, TaskScheduler background, MergeLimits? limits = null)
    {
        (_redis, _background, _limits) = (redis, background, limits ?? MergeLimits.Default);
        _merges = new MergeQueue(background, _limits.MergedBytesMax);
        _room = new FreshRoom(_limits.FreshBytesHeld);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">What is stored is of another P.</exception>
    public ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner)
    {
        try
        {
            return TakeNow(role, partition, partitions, owner);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw new StoreAwayException(RedisFaults.Why(error), error);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">What is stored is damaged.</exception>
    public CheckpointFacts? Describe(string role, int partition)
    {
        var keys = new PartitionKeys(role, partition);
        return _redis().Get(keys.Meta) is { } stored && CheckpointMeta.Read(keys.Meta, stored) is { NextOffset: >= 0 } meta
            ? new CheckpointFacts(meta.NextOffset, meta.Partitions, meta.LogicVersion) : null;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">What is stored is damaged.</exception>
    public (long NextOffset, LastMessage? LastMessage)? Peek(string role, int partition, ICheckpointedState state)
    {
        var redis = _redis();
        var keys = new PartitionKeys(role, partition);
        for (var attempt = 1; ; attempt++)
        {
            if (redis.Get(keys.Meta) is not { } stored)
            {
                return null;
            }

            var meta = CheckpointMeta.Read(keys.Meta, stored);
            using var segments = StoredSegments.Fetch(redis, keys, meta.Segments);
            if (segments.Missing is null)
            {
                segments.LoadInto(state);
                return (meta.NextOffset, meta.LastMessage);
            }

            // The owner may have merged since meta was read. The state is touched only once everything is at hand.
            if (attempt == PeekAttempts || redis.Get(keys.Meta).AsSpan().SequenceEqual(stored))
            {
                throw new InvalidDataException($"{segments.Missing} is missing, but {keys.Meta} names it.");
            }
        }
    }

    private RedisCheckpointLease TakeNow(string role, int partition, int partitions, UInt128 owner)
    {
        var redis = _redis();
        var keys = new PartitionKeys(role, partition);

        // The owner key comes first: what is read after it, no earlier owner can change any more.
        var counter = Count(redis, keys);
        var token = string.Create(CultureInfo.InvariantCulture, $"{counter}-{owner:x32}");
        redis.Set(keys.Owner, Encoding.ASCII.GetBytes(token));
        byte[]? stored = null;
        var meta = CheckpointMeta.Empty(partitions);
        string? damage = null;
        try
        {
            stored = redis.Get(keys.Meta);
            meta = stored is null ? meta : CheckpointMeta.Read(keys.Meta, stored);
        }
        catch (InvalidDataException damaged)
        {
            // The partition is taken all the same: a complete checkpoint makes it good.
            damage = damaged.Message;
            stored ??= MakeValue(redis, keys, token);
        }

        if (meta.Partitions != partitions)
        {
            throw new InvalidDataException($"{keys.Meta} holds the state of {meta.Partitions} partitions, not {partitions}.");
        }

        // A store that goes back in time counts a taking twice: only the owner's bits make the names of its segments its own.
        var taking = string.Create(CultureInfo.InvariantCulture, $"{counter}-{(ulong)(owner >> 64) ^ (ulong)owner:x16}");
        return new RedisCheckpointLease(redis, keys, token, (counter, taking), meta, stored, _background, _merges, _room, _limits)
        {
            Damage = damage, Find = _find,
        };
    }

    private static long Count(ICheckpointKeys redis, PartitionKeys keys)
    {
        try
        {
            return redis.Increment(keys.Taken);
        }
        catch (InvalidDataException)
        {
            // What stands there is no number. The state does not depend on it: owners' bits tell takings apart.
            redis.Set(keys.Taken, "1"u8.ToArray());
            return 1;
        }
    }

    /// <summary>Meta of another type: no condition can name what it holds. It becomes a value that says as little, and stays damaged until a
    /// complete checkpoint replaces it.</summary>
    private static byte[] MakeValue(ICheckpointKeys redis, PartitionKeys keys, string token)
    {
        var value = "damaged: was of another type"u8.ToArray();
        redis.ExecuteAsync(new CheckpointTransaction([(keys.Owner, Encoding.ASCII.GetBytes(token))], [(keys.Meta, value)], [])).GetAwaiter().GetResult();
        return value;
    }
}
