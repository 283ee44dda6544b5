using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>Checkpoints in Redis, Valkey or Garnet: immutable segments and one small meta record, written in one
/// MULTI/EXEC on the conditions that the owner key is mine and meta is what I last wrote.</summary>
public sealed class RedisCheckpointStore(IConnectionMultiplexer redis) : ICheckpointStore
{
    /// <summary>Version of the state's meaning; a store of another one is refused.</summary>
    public const int LogicVersion = 1;

    public ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner)
    {
        var db = redis.GetDatabase();
        var keys = new PartitionKeys(role, partition);
        var counter = db.StringIncrement(keys.Taken);
        var token = string.Create(CultureInfo.InvariantCulture, $"{counter}-{owner:x32}");
        db.StringSet(keys.Owner, token);
        var (meta, bytes) = Load(db, keys);
        if (meta is not null && meta.Partitions != partitions)
        {
            throw new InvalidDataException($"{keys.Meta} holds the state of {meta.Partitions} partitions, not {partitions}.");
        }

        return new RedisCheckpointLease(db, keys, token, counter, meta ?? CheckpointMeta.Empty(partitions), bytes);
    }

    public long? Peek(string role, int partition, ICheckpointedState state)
    {
        var db = redis.GetDatabase();
        var keys = new PartitionKeys(role, partition);
        var (meta, _) = Load(db, keys);
        if (meta is null)
        {
            return null;
        }

        RedisCheckpointLease.Load(db, keys, meta, state);
        return meta.NextOffset;
    }

    private static (CheckpointMeta? Meta, RedisValue Bytes) Load(IDatabase db, PartitionKeys keys)
    {
        var bytes = db.StringGet(keys.Meta);
        if (bytes.IsNull)
        {
            return (null, bytes);
        }

        var meta = JsonSerializer.Deserialize<CheckpointMeta>((byte[])bytes!)
            ?? throw new InvalidDataException($"{keys.Meta} is empty.");
        return meta.LogicVersion == LogicVersion
            ? (meta, bytes) : throw new InvalidDataException($"{keys.Meta} has version {meta.LogicVersion}, not {LogicVersion}.");
    }
}

/// <summary>The meta record: what a checkpoint consists of.</summary>
/// <param name="Owner">Who wrote it.</param>
/// <param name="NextOffset">Of the log; -1 before the first checkpoint.</param>
/// <param name="Segments">Names of the live segments, oldest first.</param>
/// <param name="Partitions">P.</param>
/// <param name="LogicVersion">See <see cref="RedisCheckpointStore.LogicVersion"/>.</param>
public sealed record CheckpointMeta(string Owner, long NextOffset, IReadOnlyList<string> Segments, int Partitions, int LogicVersion)
{
    public static CheckpointMeta Empty(int partitions) => new("", -1, [], partitions, RedisCheckpointStore.LogicVersion);
}

/// <summary>Keys of one partition; they share a hash tag, so that one transaction reaches them all on a cluster.</summary>
internal sealed record PartitionKeys(string Role, int Partition)
{
    private string Tag => $"we:{{{Role}:{Partition}}}";

    public string Owner => $"{Tag}:owner";

    public string Taken => $"{Tag}:taken";

    public string Meta => $"{Tag}:meta";

    public string Segment(string name) => $"{Tag}:seg:{name}";
}
