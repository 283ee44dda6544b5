using System.Globalization;
using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>Checkpoints in Redis, Valkey or Garnet: immutable segments and one small meta record, written in one
/// MULTI/EXEC on the conditions that the owner key is mine and meta is what I last wrote.</summary>
public sealed class RedisCheckpointStore(IConnectionMultiplexer redis) : ICheckpointStore
{
    /// <summary>Version of the state's meaning; a store of another one is refused.</summary>
    public const int LogicVersion = 1;

    /// <summary>A reader that is not the owner begins anew this often where the owner merged meanwhile.</summary>
    private const int PeekAttempts = 10;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">What is stored is damaged, of another version or of another P.</exception>
    public ICheckpointLease Take(string role, int partition, int partitions, UInt128 owner)
    {
        var db = redis.GetDatabase();
        var keys = new PartitionKeys(role, partition);
        // The owner key comes first: what is read after it, no earlier owner can change any more.
        var counter = db.StringIncrement(keys.Taken);
        var token = string.Create(CultureInfo.InvariantCulture, $"{counter}-{owner:x32}");
        db.StringSet(keys.Owner, token);
        var stored = db.StringGet(keys.Meta);
        var meta = stored.IsNull ? CheckpointMeta.Empty(partitions) : CheckpointMeta.Read(keys.Meta, (byte[])stored!);
        if (meta.Partitions != partitions)
        {
            throw new InvalidDataException($"{keys.Meta} holds the state of {meta.Partitions} partitions, not {partitions}.");
        }

        return new RedisCheckpointLease(db, keys, token, counter, meta, stored);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">What is stored is damaged or of another version.</exception>
    public long? Peek(string role, int partition, ICheckpointedState state)
    {
        var db = redis.GetDatabase();
        var keys = new PartitionKeys(role, partition);
        for (var attempt = 1; ; attempt++)
        {
            var stored = db.StringGet(keys.Meta);
            if (stored.IsNull)
            {
                return null;
            }

            var meta = CheckpointMeta.Read(keys.Meta, (byte[])stored!);
            var segments = StoredSegments.Fetch(db, keys, meta.Segments);
            if (segments.Missing is null)
            {
                segments.LoadInto(state);
                return meta.NextOffset;
            }

            // The owner may have merged since meta was read. The state is touched only once everything is at hand.
            if (attempt == PeekAttempts || db.StringGet(keys.Meta) == stored)
            {
                throw new InvalidDataException($"{segments.Missing} is missing, but {keys.Meta} names it.");
            }
        }
    }
}
