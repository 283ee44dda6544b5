using System.Globalization;
using System.Text;
using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>The owner's side of one partition's checkpoints.</summary>
internal sealed class RedisCheckpointLease : ICheckpointLease
{
    private readonly ICheckpointKeys _redis;
    private readonly PartitionKeys _keys;
    private readonly byte[] _owner;
    private readonly long _counter;
    private CheckpointMeta _meta;
    private readonly TaskFactory _background;
    private byte[]? _stored;
    private long _sequence;
    private PendingMerge? _merge;
    private Attempt? _attempt;

    public RedisCheckpointLease(
        ICheckpointKeys redis, PartitionKeys keys, string owner, long counter, CheckpointMeta meta, byte[]? stored,
        TaskScheduler background)
    {
        (_redis, _keys, _owner, _counter, _meta, _stored) =
            (redis, keys, Encoding.ASCII.GetBytes(owner), counter, meta, stored);
        _background = new TaskFactory(background);
    }

    public long? NextOffset => _meta.NextOffset < 0 ? null : _meta.NextOffset;

    public void LoadInto(ICheckpointedState state)
    {
        var segments = StoredSegments.Fetch(_redis, _keys, _meta.Segments);
        if (segments.Missing is { } missing)
        {
            throw new InvalidDataException(Same(_redis.Get(_keys.Owner), _owner)
                ? $"{missing} is missing, but {_keys.Meta} names it."
                : $"{_keys.Owner}: somebody else took the partition while its state was read.");
        }

        segments.LoadInto(state);
    }

    public Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset) =>
        _background.StartNew(() => WriteNowAsync(segment, nextOffset)).Unwrap();

    private async Task<CheckpointOutcome> WriteNowAsync(ReadOnlyMemory<byte> segment, long nextOffset)
    {
        try
        {
            if (!await ResolveAsync().ConfigureAwait(false))
            {
                return CheckpointOutcome.Fenced;
            }

            _attempt = Prepare(segment, nextOffset, await FinishedMergeAsync().ConfigureAwait(false));
            if (!await _redis.ExecuteAsync(_attempt.Transaction).ConfigureAwait(false))
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

        var found = await _redis.GetAsync([_keys.Owner, _keys.Meta]).ConfigureAwait(false);
        if (!Same(found[0], _owner))
        {
            return false;
        }

        if (Same(found[1], attempt.Stored))
        {
            Accept();
            return true;
        }

        _attempt = null;
        return Same(found[1], _stored);
    }

    private Attempt Prepare(ReadOnlyMemory<byte> segment, long nextOffset, PendingMerge? merge)
    {
        List<(string, ReadOnlyMemory<byte>)> sets = [];
        List<string> deletes = [];
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

            deletes.AddRange(merge.Replaced.Select(x => _keys.Segment(x.Name)));
        }

        live.Add(Put(NextName(), segment));
        var meta = _meta with { Owner = Encoding.ASCII.GetString(_owner), NextOffset = nextOffset, Segments = live };
        var stored = meta.Write();
        sets.Add((_keys.Meta, stored));
        return new Attempt(
            meta, stored, merge, new CheckpointTransaction([(_keys.Owner, _owner), (_keys.Meta, _stored)], sets, deletes));

        SegmentRef Put(string name, ReadOnlyMemory<byte> bytes)
        {
            sets.Add((_keys.Segment(name), bytes));
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
            _merge = new PendingMerge(first, replaced, _background.StartNew(() => MergeAsync(replaced, isOldest: first == 0)).Unwrap());
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
        var segments = await StoredSegments.FetchAsync(_redis, _keys, replaced).ConfigureAwait(false);
        if (segments.Missing is { } missing && Same(await _redis.GetAsync(_keys.Owner).ConfigureAwait(false), _owner))
        {
            throw new InvalidDataException($"{missing} is missing, but {_keys.Meta} names it.");
        }

        // Of a partition that somebody else has taken nothing will be written: the conditions see to that.
        return SegmentMerge.Merge(segments.Segments, isOldest);
    }

    private static bool Same(byte[]? found, byte[]? expected) =>
        found is null ? expected is null : expected is not null && found.AsSpan().SequenceEqual(expected);

    private string NextName() => string.Create(CultureInfo.InvariantCulture, $"{_counter}-{_sequence++}");

    /// <summary>What a transaction in flight would make of meta.</summary>
    private sealed record Attempt(CheckpointMeta Meta, byte[] Stored, PendingMerge? Merge, CheckpointTransaction Transaction);

    /// <summary>A merge in the background: replaces live segments from <paramref name="First"/> on.</summary>
    private sealed record PendingMerge(int First, IReadOnlyList<SegmentRef> Replaced, Task<List<ReadOnlyMemory<byte>>> Result);
}
