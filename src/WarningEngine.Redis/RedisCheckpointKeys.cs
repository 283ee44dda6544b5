using System.Buffers;
using StackExchange.Redis;

namespace WarningEngine.Redis;

/// <summary>Keys of a server.</summary>
internal sealed class RedisCheckpointKeys(IDatabase db) : ICheckpointKeys
{
    /// <summary>A larger segment is read in pieces that are no large objects of the collector, some of them under way together. Bytes, and pieces.</summary>
    private const int PiecesFromBytes = 80_000;
    private const int PieceBytes = 1 << 16;
    private const int PiecesTogether = 64;

    public long Increment(string key)
    {
        try
        {
            return db.StringIncrement(key);
        }
        catch (RedisServerException error) when (IsOfKey(error))
        {
            throw Damaged(key, error);
        }
    }

    public void Set(string key, byte[] value) => db.StringSet(key, value);

    public byte[]? Get(string key)
    {
        try
        {
            return db.StringGet(key);
        }
        catch (RedisServerException error) when (IsOfKey(error))
        {
            throw Damaged(key, error);
        }
    }

    public async Task<byte[]?> GetAsync(string key)
    {
        try
        {
            return await db.StringGetAsync(key).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (IsOfKey(error))
        {
            throw Damaged(key, error);
        }
    }

    public IMemoryOwner<byte>? Rent(string key, int length) => RentAsync(key, length).GetAwaiter().GetResult();

    public async Task<IMemoryOwner<byte>?> RentAsync(string key, int length)
    {
        try
        {
            if (length >= PiecesFromBytes && await ReadAsync(key, length).ConfigureAwait(false) is { } memory)
            {
                return memory;
            }

            return await db.StringGetLeaseAsync(key).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (IsOfKey(error))
        {
            throw Damaged(key, error);
        }
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

    /// <summary>The server answers, and would answer the same for ever: it does not speak of itself, but of what the key holds.</summary>
    private static bool IsOfKey(RedisServerException error) =>
        error.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal)
        || error.Message.Contains("not an integer", StringComparison.Ordinal)
        || error.Message.Contains("would overflow", StringComparison.Ordinal);

    private static InvalidDataException Damaged(string key, RedisServerException error) => new($"{key}: {error.Message}", error);

    /// <summary>A segment by its pieces; null where they do not make one, whatever the reason: then it is asked for whole. It may be gone or
    /// another, and Garnet was seen to answer with less than there is while it reads from its disk.</summary>
    private async Task<SegmentMemory?> ReadAsync(string key, int length)
    {
        var memory = new SegmentMemory(length);
        var isWhole = false;
        try
        {
            for (var at = 0; at < length; at += PieceBytes * PiecesTogether)
            {
                if (!await ReadAsync(key, memory, at).ConfigureAwait(false))
                {
                    return null;
                }
            }

            isWhole = Checksum.Of(memory.GetSpan()[..^SegmentWriter.ChecksumSize]) == SegmentReader.ChecksumOf(memory.GetSpan());
            return isWhole ? memory : null;
        }
        finally
        {
            if (!isWhole)
            {
                ((IDisposable)memory).Dispose();
            }
        }
    }

    /// <summary>Some pieces. False where one is shorter than it ought to be.</summary>
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
