using System.Buffers;
using StackExchange.Redis;

namespace WarningEngine.Redis;

/// <summary>Keys of a server.</summary>
internal sealed class RedisCheckpointKeys(IDatabase db) : ICheckpointKeys
{
    public long Increment(string key) => db.StringIncrement(key);

    public void Set(string key, byte[] value) => db.StringSet(key, value);

    public byte[]? Get(string key) => db.StringGet(key);

    public async Task<byte[]?> GetAsync(string key) => await db.StringGetAsync(key).ConfigureAwait(false);

    public IMemoryOwner<byte>? Rent(string key) => db.StringGetLease(key);

    public async Task<IMemoryOwner<byte>?> RentAsync(string key) => await db.StringGetLeaseAsync(key).ConfigureAwait(false);

    public async Task<byte[]?[]> GetAsync(IReadOnlyList<string> keys)
    {
        var values = await db.StringGetAsync([.. keys.Select(x => (RedisKey)x)]).ConfigureAwait(false);
        return [.. values.Select(x => (byte[]?)x)];
    }

    public async Task<bool> ExecuteAsync(CheckpointTransaction transaction)
    {
        var commands = db.CreateTransaction();
        foreach (var (key, expected) in transaction.Conditions)
        {
            commands.AddCondition(expected is null ? Condition.KeyNotExists(key) : Condition.StringEqual(key, expected));
        }

        List<Task> results = [.. transaction.Sets.Select(x => commands.StringSetAsync(x.Key, x.Value))];
        if (transaction.Deletes.Count > 0)
        {
            results.Add(commands.KeyDeleteAsync([.. transaction.Deletes.Select(x => (RedisKey)x)]));
        }

        if (!await commands.ExecuteAsync().ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await Task.WhenAll(results).ConfigureAwait(false);
        }
        catch (RedisException failed)
        {
            // A command that failed inside EXEC leaves the others done: no outcome, but a fault to be seen.
            throw new InvalidDataException($"A checkpoint was written in part: {failed.Message}", failed);
        }

        return true;
    }
}
