using System.Globalization;
using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>The owner's side of one partition's checkpoints.</summary>
internal sealed class RedisCheckpointLease : ICheckpointLease
{
    private readonly IDatabase _db;
    private readonly PartitionKeys _keys;
    private readonly string _owner;
    private readonly long _counter;
    private CheckpointMeta _meta;
    private RedisValue _stored;
    private long _sequence;
    private PendingMerge? _merge;
    private Attempt? _attempt;

    public RedisCheckpointLease(
        IDatabase db, PartitionKeys keys, string owner, long counter, CheckpointMeta meta, RedisValue stored)
    {
        (_db, _keys, _owner, _counter, _meta, _stored) = (db, keys, owner, counter, meta, stored);
    }

    public long? NextOffset => _meta.NextOffset < 0 ? null : _meta.NextOffset;

    public void LoadInto(ICheckpointedState state)
    {
        var segments = StoredSegments.Fetch(_db, _keys, _meta.Segments);
        if (segments.Missing is { } missing)
        {
            throw new InvalidDataException(_db.StringGet(_keys.Owner) == _owner
                ? $"{missing} is missing, but {_keys.Meta} names it."
                : $"{_keys.Owner}: somebody else took the partition while its state was read.");
        }

        segments.LoadInto(state);
    }

    public async Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset)
    {
        List<Task> writes;
        try
        {
            if (!await ResolveAsync().ConfigureAwait(false))
            {
                return CheckpointOutcome.Fenced;
            }

            var transaction = _db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(_keys.Owner, _owner));
            transaction.AddCondition(_stored.IsNull
                ? Condition.KeyNotExists(_keys.Meta) : Condition.StringEqual(_keys.Meta, _stored));
            (_attempt, writes) = Fill(transaction, segment, nextOffset, await FinishedMergeAsync().ConfigureAwait(false));
            if (!await transaction.ExecuteAsync().ConfigureAwait(false))
            {
                // Where the conditions hold all the same, the server gave the transaction up for reasons of its own
                // (Garnet watches groups of keys): it is tried again.
                return await ResolveAsync().ConfigureAwait(false) ? CheckpointOutcome.Unknown : CheckpointOutcome.Fenced;
            }
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // It may have run or not; the next write reads meta first.
            return CheckpointOutcome.Unknown;
        }

        // A command that failed inside EXEC leaves the others done: no outcome, but a fault to be seen.
        await Task.WhenAll(writes).ConfigureAwait(false);
        Accept();
        return CheckpointOutcome.Written;
    }

    /// <summary>After a write of unknown outcome: did it happen? False where the partition is no longer mine.</summary>
    private async Task<bool> ResolveAsync()
    {
        if (_attempt is not { } attempt)
        {
            return true;
        }

        var found = await _db.StringGetAsync([_keys.Owner, _keys.Meta]).ConfigureAwait(false);
        if (found[0] != _owner)
        {
            return false;
        }

        if (found[1] == attempt.Stored)
        {
            Accept();
            return true;
        }

        _attempt = null;
        return found[1] == _stored;
    }

    private (Attempt Attempt, List<Task> Writes) Fill(
        ITransaction transaction, ReadOnlyMemory<byte> segment, long nextOffset, PendingMerge? merge)
    {
        List<Task> writes = [];
        List<SegmentRef> live = [.. _meta.Segments];
        if (merge is not null)
        {
            // What a merge replaces stands where it stood: segments written since are newer.
            live.RemoveRange(merge.First, merge.Replaced.Count);
            var group = NextName();
            for (var part = 0; part < merge.Result.Result.Count; part++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{group}.{part}");
                live.Insert(merge.First + part, Put(name, merge.Result.Result[part]));
            }

            writes.Add(transaction.KeyDeleteAsync([.. merge.Replaced.Select(x => (RedisKey)_keys.Segment(x.Name))]));
        }

        live.Add(Put(NextName(), segment));
        var meta = _meta with { Owner = _owner, NextOffset = nextOffset, Segments = live };
        RedisValue stored = meta.Write();
        writes.Add(transaction.StringSetAsync(_keys.Meta, stored));
        return (new Attempt(meta, stored, merge), writes);

        SegmentRef Put(string name, ReadOnlyMemory<byte> bytes)
        {
            writes.Add(transaction.StringSetAsync(_keys.Segment(name), bytes));
            return new SegmentRef(name, bytes.Length, SegmentReader.ChecksumOf(bytes.Span));
        }
    }

    /// <summary>The attempt has been written: it is the checkpoint now.</summary>
    private void Accept()
    {
        var attempt = _attempt!;
        (_meta, _stored, _attempt) = (attempt.Meta, attempt.Stored, null);
        if (attempt.Merge is not null)
        {
            _merge = null;
        }

        var first = _merge is null ? SegmentMerge.FirstDue(_meta.Segments) : -1;
        if (first >= 0)
        {
            SegmentRef[] replaced = [.. _meta.Segments.Skip(first)];
            _merge = new PendingMerge(first, replaced, Task.Run(() => MergeAsync(replaced, isOldest: first == 0)));
        }
    }

    /// <summary>The merge, once it is done; it is written with the next checkpoint.</summary>
    private async Task<PendingMerge?> FinishedMergeAsync()
    {
        if (_merge is not { Result.IsCompleted: true } merge)
        {
            return null;
        }

        try
        {
            await merge.Result.ConfigureAwait(false);
            return merge;
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // The segments could not be read just now: after the next checkpoint it is tried again.
            _merge = null;
            return null;
        }
    }

    private async Task<List<ReadOnlyMemory<byte>>> MergeAsync(SegmentRef[] replaced, bool isOldest)
    {
        var segments = await StoredSegments.FetchAsync(_db, _keys, replaced).ConfigureAwait(false);
        if (segments.Missing is { } missing && await _db.StringGetAsync(_keys.Owner).ConfigureAwait(false) == _owner)
        {
            throw new InvalidDataException($"{missing} is missing, but {_keys.Meta} names it.");
        }

        // Of a partition that somebody else has taken nothing will be written: the conditions see to that.
        return SegmentMerge.Merge(segments.Segments, isOldest);
    }

    private string NextName() => string.Create(CultureInfo.InvariantCulture, $"{_counter}-{_sequence++}");

    /// <summary>What a transaction in flight would make of meta.</summary>
    private sealed record Attempt(CheckpointMeta Meta, RedisValue Stored, PendingMerge? Merge);

    /// <summary>A merge in the background: replaces live segments from <paramref name="First"/> on.</summary>
    private sealed record PendingMerge(int First, IReadOnlyList<SegmentRef> Replaced, Task<List<ReadOnlyMemory<byte>>> Result);
}
