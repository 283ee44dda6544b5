using System.Runtime.ExceptionServices;
using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>Merges of one partition, one at a time: each reads what it replaces, and is written in a transaction of its own, on the conditions
/// of a checkpoint.</summary>
internal sealed class LeaseMerges(
    ICheckpointKeys redis, PartitionKeys keys, FencedMeta meta, FreshSegments fresh, MergeQueue queue, MergeLimits limits)
{
    private Task<bool>? _underWay;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The partition is somebody else's, or the store went back in time: the conditions of the next write will tell.</summary>
    public bool IsGone { get; private set; }

    /// <summary>What is live now.</summary>
    public LiveSegments Live => new(meta.Now.Segments, limits);

    /// <exception cref="InvalidDataException">A merge has found damage.</exception>
    public void Check() => _failure?.Throw();

    /// <summary>Begins what is due, unless something is under way. For whoever has its turn and has just written.</summary>
    public void BeginDue()
    {
        // Its conditions held: a store that had gone back in time may have come back to its owner.
        IsGone = false;
        if (_underWay is not { IsCompleted: false } && Live.Due() is { } plan)
        {
            Begin(plan);
        }
    }

    /// <summary>A merge that makes room: the one under way, or the one that makes most. For whoever has its turn.</summary>
    /// <returns>Ends with false where the store could not be reached; null where everything is merged.</returns>
    public Task<bool>? MakeRoom()
    {
        if (_underWay is { IsCompleted: false } merge)
        {
            return merge;
        }

        // What begins may have ended at once, and not well: that it is over does not say that everything is merged.
        return Live.ForRoom() is { } plan ? Begin(plan) : null;
    }

    /// <summary>Writes a checkpoint that is too large to stand beside what is merged: all that is live is merged with it, and replaced.
    /// Nothing is under way, and nobody has the turn.</summary>
    public Task<CheckpointOutcome> WriteThroughAsync(ReadOnlyMemory<byte> segment, MetaChange checkpoint) => queue.Run(
        async () =>
        {
            var made = new List<MergedSegments>();
            try
            {
                var before = meta.Now.Segments;
                var outcome = !await MergeThroughAsync(segment, before, made).ConfigureAwait(false)
                    ? IsGone ? CheckpointOutcome.Fenced : CheckpointOutcome.Unknown
                    : await CommitAsync(checkpoint with { Replaced = before, Made = MergedSegments.Of(made).Finish() }).ConfigureAwait(false);
                if (outcome != CheckpointOutcome.Unknown)
                {
                    made.ForEach(x => x.Dispose());
                }

                return outcome;
            }
            catch (Exception error) when (error is RedisException or TimeoutException)
            {
                return CheckpointOutcome.Unknown;
            }
        },
        segment.Length + meta.Now.Segments.Sum(x => (long)x.Bytes));

    /// <returns>False where what is live does not all stand in what was made: it must not be replaced by that.</returns>
    private async Task<bool> MergeThroughAsync(ReadOnlyMemory<byte> segment, IReadOnlyList<SegmentRef> before, List<MergedSegments> made)
    {
        (string, ReadOnlyMemory<byte>)[] own = [("of a checkpoint", segment)];
        if (before.Count == 0)
        {
            made.Add(SegmentMerge.Merge(own, bytes => KeyRanges.Split(KeyRanges.All, bytes, limits.RangeBytesMax), isOldest: true));
            return true;
        }

        if (before.Any(x => x.Range == 0))
        {
            // Not sorted yet: its records belong to ranges that are made without it.
            return false;
        }

        using var sorted = SegmentMerge.Merge(own, _ => new KeyRanges([.. before.Select(x => x.Range).Distinct()]), isOldest: false);
        var pieces = sorted.Finish().ToLookup(x => x.Range, x => ("of a checkpoint", x.Bytes));
        foreach (var range in before.ToLookup(x => x.Range))
        {
            using var stored = await FetchAsync([.. range]).ConfigureAwait(false);
            if (stored is null)
            {
                return false;
            }

            made.Add(SegmentMerge.Merge(
                [.. stored.Segments, .. pieces[range.Key]], bytes => KeyRanges.Split(range.Key, bytes, limits.RangeBytesMax), isOldest: true));
        }

        return true;
    }

    private Task<bool> Begin(MergePlan plan) => _underWay = queue.Run(() => MergeAsync(plan), plan.Bytes);

    private async Task<bool> MergeAsync(MergePlan plan)
    {
        try
        {
            MergedSegments made;
            using (var stored = await FetchAsync(plan.Replaced).ConfigureAwait(false))
            {
                if (stored is null)
                {
                    return true;
                }

                made = SegmentMerge.Merge(plan, stored.Segments, Live.Ranges, limits);
            }

            // What was read is free by now: writing waits for its turn, and for the store.
            var outcome = await CommitAsync(new MetaChange { Replaced = plan.Replaced, Made = made.Finish() }).ConfigureAwait(false);
            if (outcome != CheckpointOutcome.Unknown)
            {
                // Otherwise a write that nobody waits for any more may still read it: its bytes go with its last reference.
                made.Dispose();
            }

            return outcome != CheckpointOutcome.Unknown;
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // After the next checkpoint it is tried again.
            return false;
        }
        catch (InvalidDataException damage)
        {
            // Told to whoever writes the next checkpoint.
            _failure = ExceptionDispatchInfo.Capture(damage);
            return true;
        }
    }

    private async Task<CheckpointOutcome> CommitAsync(MetaChange change)
    {
        using var turn = await meta.TurnAsync().ConfigureAwait(false);
        if (await meta.KnowAsync().ConfigureAwait(false) is { } against)
        {
            IsGone |= against == CheckpointOutcome.Fenced;
            return against;
        }

        var live = meta.Now.Segments.Select(x => x.Name).ToHashSet();
        if (!change.Replaced.All(x => live.Contains(x.Name)))
        {
            // A complete checkpoint has come between, or a checkpoint that was written through and not heard of.
            return CheckpointOutcome.Unknown;
        }

        var outcome = await meta.CommitAsync(change).ConfigureAwait(false);
        if (outcome == CheckpointOutcome.Written)
        {
            fresh.Keep(meta.Now.Segments);
            _underWay = null;
            BeginDue();
        }

        IsGone |= outcome == CheckpointOutcome.Fenced;
        return outcome;
    }

    /// <summary>Null where the partition, or what the store knew of it, is gone; or where others stand in the place of these by now.</summary>
    private async Task<StoredSegments?> FetchAsync(IReadOnlyList<SegmentRef> live)
    {
        var segments = await StoredSegments.FetchAsync(redis, keys, live, fresh).ConfigureAwait(false);
        if (segments.Missing is not { } missing)
        {
            return segments;
        }

        segments.Dispose();
        using var turn = await meta.TurnAsync().ConfigureAwait(false);
        if (!await meta.LookAsync().ConfigureAwait(false))
        {
            // Of a partition that somebody else has taken, or of a store that went back in time, nothing will be written:
            // the conditions see to that.
            IsGone = true;
            return null;
        }

        return meta.Now.Segments.Any(x => keys.Segment(x.Name) == missing)
            ? throw new InvalidDataException($"{missing} is missing, but {keys.Meta} names it.") : null;
    }
}
