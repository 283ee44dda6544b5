using System.Globalization;
using System.Text;
using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>A partition's meta record as its owner writes it: with the segments that it names, in one transaction, on the conditions that the
/// owner key is mine and meta is what I last wrote. Whoever commits or asks has its turn.</summary>
internal sealed class FencedMeta(
    ICheckpointKeys redis, PartitionKeys keys, string owner, string taking, CheckpointMeta meta, byte[]? stored)
{
    private readonly byte[] _owner = Encoding.ASCII.GetBytes(owner);
    private readonly Turns _turns = new();
    private byte[]? _stored = stored;
    private long _sequence;
    private Attempt? _attempt;

    /// <summary>As it was last known to be written; after a write of unknown outcome older than what is stored, until <see cref="KnowAsync"/>.</summary>
    public CheckpointMeta Now { get; private set; } = meta;

    /// <summary>The conditions on which anything is written or deleted.</summary>
    public (string Key, byte[]? Expected) IsMine => (keys.Owner, _owner);

    /// <summary>Checkpoints and merges write in turns.</summary>
    public ValueTask<Turns.Turn> TurnAsync() => _turns.TakeAsync();

    public bool IsOwner(byte[]? found) => Same(found, _owner);

    /// <summary>This checkpoint stands in <see cref="Now"/>, and whoever wrote it has not heard of it: none is written twice that was heard of, and no
    /// two of one owner have the same offset, but the last one, which says so.</summary>
    public bool IsWritten(MetaChange checkpoint) =>
        Now.Owner == owner && Now.NextOffset == checkpoint.NextOffset && Now.IsLast == checkpoint.IsLast;

    /// <summary>Finds out what became of a write of unknown outcome. Before anything is decided by what <see cref="Now"/> names: a merge that
    /// was done and not heard of has deleted some of it.</summary>
    /// <returns>What a write would come to just now; null where nothing stands against it.</returns>
    public async Task<CheckpointOutcome?> KnowAsync()
    {
        try
        {
            return _attempt is null || await LookAsync().ConfigureAwait(false) ? null : CheckpointOutcome.Fenced;
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            return CheckpointOutcome.Unknown;
        }
    }

    /// <summary>Asks the store whether the partition is mine, and meta what I last wrote or tried to.</summary>
    public async Task<bool> LookAsync()
    {
        var found = await redis.GetAsync([keys.Owner, keys.Meta]).ConfigureAwait(false);
        if (!IsOwner(found[0]))
        {
            return false;
        }

        if (_attempt is { } attempt && Same(found[1], attempt.Stored))
        {
            Accept(attempt);
            return true;
        }

        _attempt = null;
        return Same(found[1], _stored);
    }

    /// <summary>Writes a change, once what was tried before is known.</summary>
    public async Task<CheckpointOutcome> CommitAsync(MetaChange change)
    {
        if (await KnowAsync().ConfigureAwait(false) is { } against)
        {
            return against;
        }

        try
        {
            var attempt = _attempt = Prepare(change);
            if (!await redis.ExecuteAsync(attempt.Transaction).ConfigureAwait(false))
            {
                // Where the conditions hold all the same, the server gave the transaction up for reasons of its own
                // (Garnet watches groups of keys): it is tried again.
                return await LookAsync().ConfigureAwait(false) ? CheckpointOutcome.Unknown : CheckpointOutcome.Fenced;
            }

            Accept(attempt);
            return CheckpointOutcome.Written;
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // It may have run or not; the next write reads meta first.
            return CheckpointOutcome.Unknown;
        }
    }

    private static bool Same(byte[]? found, byte[]? expected) =>
        found is null ? expected is null : expected is not null && found.AsSpan().SequenceEqual(expected);

    private void Accept(Attempt attempt) => (Now, _stored, _attempt) = (attempt.Meta, attempt.Stored, null);

    private Attempt Prepare(MetaChange change)
    {
        List<(string, ReadOnlyMemory<byte>)> sets = [];
        var replaced = change.Replaced.Select(x => x.Name).ToHashSet();
        List<SegmentRef> live = [.. Now.Segments.Where(x => !replaced.Contains(x.Name))];

        // What replaces others stands where they stood, since segments written after them are newer; what replaces none stands last.
        var first = Now.Segments.TakeWhile(x => !replaced.Contains(x.Name)).Count();
        live.InsertRange(first, change.Made.GroupBy(x => x.Range).SelectMany(x => Put(x.Key, [.. x.Select(part => part.Bytes)])));

        var meta = Now with { Segments = live };
        if (change.NextOffset is { } nextOffset)
        {
            meta = meta with
            {
                Owner = owner, NextOffset = nextOffset, LogicVersion = Logic.Version, IsLast = change.IsLast, LastMessage = change.LastMessage,
            };
        }

        var written = meta.Write();
        sets.Add((keys.Meta, written));
        return new Attempt(meta, written, new CheckpointTransaction(
            [IsMine, (keys.Meta, _stored)], sets, [.. change.Replaced.Select(x => keys.Segment(x.Name))]));

        List<SegmentRef> Put(int range, ReadOnlyMemory<byte>[] parts)
        {
            var group = string.Create(CultureInfo.InvariantCulture, $"{taking}-{_sequence++}");
            return [.. parts.Select((x, part) =>
            {
                var name = parts.Length == 1 ? group : string.Create(CultureInfo.InvariantCulture, $"{group}.{part}");
                sets.Add((keys.Segment(name), x));
                return new SegmentRef(name, x.Length, SegmentReader.ChecksumOf(x.Span), range);
            })];
        }
    }

    /// <summary>What a transaction in flight would make of meta.</summary>
    private sealed record Attempt(CheckpointMeta Meta, byte[] Stored, CheckpointTransaction Transaction);
}

/// <summary>What one transaction does.</summary>
internal sealed record MetaChange
{
    /// <summary>Live segments that go. All of them are live.</summary>
    public IReadOnlyList<SegmentRef> Replaced { get; init; } = [];

    /// <summary>Segments that come, by range; in the place of what goes, or where nothing does at the end.</summary>
    public IReadOnlyList<(int Range, ReadOnlyMemory<byte> Bytes)> Made { get; init; } = [];

    /// <summary>Of the log, where it is a checkpoint; null: a merge, which changes nothing of what is said.</summary>
    public long? NextOffset { get; init; }

    /// <summary>Its owner stops with it.</summary>
    public bool IsLast { get; init; }

    /// <summary>What stands before <see cref="NextOffset"/>; null where nobody read it.</summary>
    public LastMessage? LastMessage { get; init; }
}
