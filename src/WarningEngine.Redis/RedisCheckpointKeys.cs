using System.Buffers;
using StackExchange.Redis;

namespace WarningEngine.Redis;

/// <summary>Keys of a server.</summary>
internal sealed class RedisCheckpointKeys(IDatabase db) : ICheckpointKeys
{
    /// <summary>A segment is read in pieces that are no large objects of the collector, some of them under way together.</summary>
    private const int PieceBytes = 1 << 16;
    private const int PiecesTogether = 16;

    public long Increment(string key) => db.StringIncrement(key);

    public void Set(string key, byte[] value) => db.StringSet(key, value);

    public byte[]? Get(string key) => db.StringGet(key);

    public async Task<byte[]?> GetAsync(string key) => await db.StringGetAsync(key).ConfigureAwait(false);

    public IMemoryOwner<byte>? Rent(string key, int length) => RentAsync(key, length).GetAwaiter().GetResult();

    public async Task<IMemoryOwner<byte>?> RentAsync(string key, int length)
    {
        var found = await db.StringLengthAsync(key).ConfigureAwait(false);
        if (found == 0)
        {
            return null;
        }

        // Of what is not the segment that was asked for nothing is needed but that it is not.
        var memory = new SegmentMemory(found == length ? length : 0);
        try
        {
            for (var at = 0; at < memory.Length; at += PieceBytes * PiecesTogether)
            {
                if (!await ReadAsync(key, memory, at).ConfigureAwait(false))
                {
                    ((IDisposable)memory).Dispose();
                    return null;
                }
            }
        }
        catch
        {
            ((IDisposable)memory).Dispose();
            throw;
        }

        return memory;
    }

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

    /// <summary>Some pieces. False where the segment is no longer there: it is never changed, but its owner may have merged it.</summary>
    private async Task<bool> ReadAsync(string key, SegmentMemory into, int from)
    {
        List<(int At, Task<RedisValue> Piece)> pieces = [];
        for (var at = from; at < into.Length && pieces.Count < PiecesTogether; at += PieceBytes)
        {
            pieces.Add((at, db.StringGetRangeAsync(key, at, Math.Min(at + PieceBytes, into.Length) - 1)));
        }

        await Task.WhenAll(pieces.Select(x => x.Piece)).ConfigureAwait(false);
        foreach (var (at, piece) in pieces)
        {
            ReadOnlyMemory<byte> found = await piece.ConfigureAwait(false);
            if (found.Length != Math.Min(PieceBytes, into.Length - at))
            {
                return false;
            }

            found.Span.CopyTo(into.GetSpan()[at..]);
        }

        return true;
    }
}
