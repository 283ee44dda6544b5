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
    private readonly string _taking;
    private CheckpointMeta _meta;
    private readonly TaskFactory _background;
    private readonly MergeQueue _merges;
    private byte[]? _stored;
    private long _sequence;
    private PendingMerge? _merge;
    private Attempt? _attempt;

    public RedisCheckpointLease(
        ICheckpointKeys redis, PartitionKeys keys, string owner, (long Counter, string Name) taking, CheckpointMeta meta, byte[]? stored,
        TaskScheduler background, MergeQueue merges)
    {
        (_redis, _keys, _owner, _counter, _taking, _meta, _stored) =
            (redis, keys, Encoding.ASCII.GetBytes(owner), taking.Counter, taking.Name, meta, stored);
        (_background, _merges) = (new TaskFactory(background), merges);
    }

    public long? NextOffset => _meta.NextOffset < 0 ? null : _meta.NextOffset;

    public string? Damage { get; init; }

    /// <summary>Finds keys by a pattern; null where there is no need.</summary>
    public Func<string, IReadOnlyList<string>>? Find { get; init; }

    public int? LogicVersion => NextOffset is null ? null : _meta.LogicVersion;

    public bool WasClean => _meta.WasLastBefore(_counter);

    public void LoadInto(ICheckpointedState state)
    {
        if (Damage is { } damage)
        {
            throw new InvalidDataException(damage);
        }

        using var segments = FetchOrAway();
        segments.LoadInto(state);
    }

    public Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset, bool isLast = false) =>
        _background.StartNew(() => WriteNowAsync([segment], nextOffset, replaces: false, isLast)).Unwrap();

    public Task<CheckpointOutcome> ReplaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset) =>
        _background.StartNew(() => WriteNowAsync(segments, nextOffset, replaces: true, isLast: false)).Unwrap();

    private async Task<CheckpointOutcome> WriteNowAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset, bool replaces, bool isLast)
    {
        try
        {
            if (!await ResolveAsync().ConfigureAwait(false))
            {
                return CheckpointOutcome.Fenced;
            }

            var merge = replaces ? null : await FinishedMergeAsync().ConfigureAwait(false);
            _attempt = Prepare(segments, nextOffset, replaces, isLast, merge);
            if (!await _redis.ExecuteAsync(_attempt.Transaction).ConfigureAwait(false))
            {
                // Where the conditions hold all the same, the server gave the transaction up for reasons of its own
                // (Garnet watches groups of keys): it is tried again.
                _merge?.Doubt();
                return await ResolveAsync().ConfigureAwait(false) ? CheckpointOutcome.Unknown : CheckpointOutcome.Fenced;
            }
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // It may have run or not; the next write reads meta first.
            _merge?.Doubt();
            return CheckpointOutcome.Unknown;
        }

        Accept();
        if (replaces)
        {
            await SweepAsync().ConfigureAwait(false);
        }

        return CheckpointOutcome.Written;
    }

    /// <summary>Where meta was lost or damaged, nobody knew any more which segments it had named. They are of no use, and would
    /// stay for ever.</summary>
    private async Task SweepAsync()
    {
        try
        {
            var live = _meta.Segments.Select(x => _keys.Segment(x.Name)).ToHashSet();
            foreach (var dead in (Find?.Invoke(_keys.Segment("*")) ?? []).Where(x => !live.Contains(x)).Chunk(100))
            {
                await _redis.ExecuteAsync(new CheckpointTransaction([(_keys.Owner, _owner)], [], dead)).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // Memory is wasted until the next complete checkpoint, and nothing else.
        }
    }

    private StoredSegments FetchOrAway()
    {
        try
        {
            return Fetch();
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw new StoreAwayException(error.Message, error);
        }
    }

    private StoredSegments Fetch()
    {
        var segments = StoredSegments.Fetch(_redis, _keys, _meta.Segments);
        if (segments.Missing is not { } missing)
        {
            return segments;
        }

        segments.Dispose();
        throw new InvalidDataException(Same(_redis.Get(_keys.Owner), _owner)
                ? $"{missing} is missing, but {_keys.Meta} names it."
                : $"{_keys.Owner}: somebody else took the partition while its state was read.");
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

    private Attempt Prepare(
        IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset, bool replaces, bool isLast, PendingMerge? merge)
    {
        List<(string, ReadOnlyMemory<byte>)> sets = [];
        List<string> deletes = replaces ? [.. _meta.Segments.Select(x => _keys.Segment(x.Name))] : [];
        List<SegmentRef> live = replaces ? [] : [.. _meta.Segments];
        if (merge is not null)
        {
            // What a merge replaces stands where it stood: segments written since are newer.
            live.RemoveRange(merge.First, merge.Replaced.Count);
            live.InsertRange(merge.First, PutGroup(merge.Parts!));
            deletes.AddRange(merge.Replaced.Select(x => _keys.Segment(x.Name)));
        }

        live.AddRange(PutGroup(segments));
        var meta = _meta with
        {
            Owner = Encoding.ASCII.GetString(_owner), NextOffset = nextOffset, Segments = live, LogicVersion = Logic.Version,
            IsLast = isLast,
        };
        var stored = meta.Write();
        sets.Add((_keys.Meta, stored));
        return new Attempt(
            meta, stored, merge, replaces, new CheckpointTransaction([(_keys.Owner, _owner), (_keys.Meta, _stored)], sets, deletes));

        IEnumerable<SegmentRef> PutGroup(IReadOnlyList<ReadOnlyMemory<byte>> parts)
        {
            var group = NextName();
            return [.. parts.Select((x, part) => Put(
                parts.Count == 1 ? group : string.Create(CultureInfo.InvariantCulture, $"{group}.{part}"), x))];
        }

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
        attempt.Merge?.Written();
        (_meta, _stored, _attempt) = (attempt.Meta, attempt.Stored, null);
        if (attempt.Merge is not null || attempt.Replaces)
        {
            _merge = null;
        }

        var first = _merge is null ? SegmentMerge.FirstDue(_meta.Segments) : -1;
        if (first >= 0)
        {
            SegmentRef[] replaced = [.. _meta.Segments.Skip(first)];
            _merge = new PendingMerge(first, replaced, _merges.Run(() => MergeAsync(replaced, isOldest: first == 0), replaced.Sum(x => (long)x.Bytes)));
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
            await merge.FinishAsync().ConfigureAwait(false);
            return merge;
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // The segments could not be read just now: after the next checkpoint it is tried again.
            _merge = null;
            return null;
        }
    }

    private async Task<SegmentParts> MergeAsync(SegmentRef[] replaced, bool isOldest)
    {
        using var segments = await StoredSegments.FetchAsync(_redis, _keys, replaced).ConfigureAwait(false);
        if (segments.Missing is { } missing)
        {
            // Of a partition that somebody else has taken, or of a store that went back in time, nothing will be written:
            // the conditions see to that.
            var found = await _redis.GetAsync([_keys.Owner, _keys.Meta]).ConfigureAwait(false);
            if (Same(found[0], _owner) && found[1] is { } stored
                && CheckpointMeta.Read(_keys.Meta, stored).Segments.Any(x => _keys.Segment(x.Name) == missing))
            {
                throw new InvalidDataException($"{missing} is missing, but {_keys.Meta} names it.");
            }
        }

        return SegmentMerge.Merge(segments.Segments, isOldest);
    }

    private static bool Same(byte[]? found, byte[]? expected) =>
        found is null ? expected is null : expected is not null && found.AsSpan().SequenceEqual(expected);

    private string NextName() => string.Create(CultureInfo.InvariantCulture, $"{_taking}-{_sequence++}");

    /// <summary>What a transaction in flight would make of meta.</summary>
    private sealed record Attempt(
        CheckpointMeta Meta, byte[] Stored, PendingMerge? Merge, bool Replaces, CheckpointTransaction Transaction);

    /// <summary>A merge in the background: replaces live segments from <paramref name="First"/> on.</summary>
    private sealed record PendingMerge(int First, IReadOnlyList<SegmentRef> Replaced, Task<SegmentParts> Result)
    {
        private bool _inDoubt;

        /// <summary>What it has made, once it is finished.</summary>
        public IReadOnlyList<ReadOnlyMemory<byte>>? Parts { get; private set; }

        public async Task FinishAsync() => Parts ??= (await Result.ConfigureAwait(false)).Finish();

        /// <summary>A write that nobody waits for any more may still read it: its bytes go with its last reference.</summary>
        public void Doubt() => _inDoubt = true;

        /// <summary>The store has it, and each write of it was answered.</summary>
        public void Written()
        {
            if (!_inDoubt)
            {
                Result.Result.Dispose();
            }
        }
    }
}
