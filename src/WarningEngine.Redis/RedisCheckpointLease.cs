using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>The owner's side of one partition's checkpoints.</summary>
internal sealed class RedisCheckpointLease : ICheckpointLease, IDisposable
{
    private readonly ICheckpointKeys _redis;
    private readonly PartitionKeys _keys;
    private readonly long _counter;
    private readonly FencedMeta _meta;
    private readonly LeaseMerges _merges;
    private readonly FreshSegments _fresh;
    private readonly TaskFactory _background;

    public RedisCheckpointLease(
        ICheckpointKeys redis, PartitionKeys keys, string owner, (long Counter, string Name) taking, CheckpointMeta meta, byte[]? stored,
        TaskScheduler background, MergeQueue merges, FreshRoom room, MergeLimits limits)
    {
        (_redis, _keys, _counter, _background, Owner) = (redis, keys, taking.Counter, MergeQueue.Background(background), owner);
        _meta = new FencedMeta(redis, keys, owner, taking.Name, meta, stored);
        _fresh = new FreshSegments(room);
        _merges = new LeaseMerges(redis, keys, _meta, _fresh, merges, limits);
    }

    public long? NextOffset => _meta.Now.NextOffset < 0 ? null : _meta.Now.NextOffset;

    public string Owner { get; }

    public string? Damage { get; init; }

    /// <summary>Finds keys by a pattern; null where there is no need.</summary>
    public Func<string, IReadOnlyList<string>>? Find { get; init; }

    public int? LogicVersion => NextOffset is null ? null : _meta.Now.LogicVersion;

    public LastMessage? LastMessage => _meta.Now.LastMessage;

    public bool WasClean => _meta.Now.WasLastBefore(_counter);

    public void LoadInto(ICheckpointedState state)
    {
        if (Damage is { } damage)
        {
            throw new InvalidDataException(damage);
        }

        using var segments = FetchOrAway();
        segments.LoadInto(state);
    }

    public Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset, bool isLast = false, LastMessage? lastMessage = null)
    {
        var checkpoint = new MetaChange { NextOffset = nextOffset, IsLast = isLast, LastMessage = lastMessage };
        return _background.StartNew(() => WriteNowAsync(segment, checkpoint)).Unwrap();
    }

    public Task<CheckpointOutcome> ReplaceAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset, LastMessage? lastMessage = null) =>
        _background.StartNew(() => ReplaceNowAsync(segments, nextOffset, lastMessage)).Unwrap();

    /// <summary>The partition is let go: what is under way ends by itself.</summary>
    public void Dispose() => _fresh.Dispose();

    /// <summary>Writes when there is room beside what is merged: where merges lag, it waits for them.</summary>
    private async Task<CheckpointOutcome> WriteNowAsync(ReadOnlyMemory<byte> segment, MetaChange checkpoint)
    {
        while (true)
        {
            Task<bool>? merge;
            using (await _meta.TurnAsync().ConfigureAwait(false))
            {
                _merges.Check();
                if (await _meta.KnowAsync().ConfigureAwait(false) is { } against)
                {
                    return against;
                }

                if (_meta.IsWritten(checkpoint))
                {
                    return HeardLate();
                }

                if (_merges.IsGone || _merges.Live.HasRoomFor(segment.Length))
                {
                    return await CommitAsync(checkpoint with { Made = [(0, segment)] }).ConfigureAwait(false);
                }

                merge = _merges.MakeRoom();
            }

            if (merge is null)
            {
                return await _merges.WriteThroughAsync(segment, checkpoint).ConfigureAwait(false);
            }

            if (!await merge.ConfigureAwait(false))
            {
                return CheckpointOutcome.Unknown;
            }
        }
    }

    private async Task<CheckpointOutcome> ReplaceNowAsync(IReadOnlyList<ReadOnlyMemory<byte>> segments, long nextOffset, LastMessage? lastMessage)
    {
        using var turn = await _meta.TurnAsync().ConfigureAwait(false);
        if (await _meta.KnowAsync().ConfigureAwait(false) is { } against)
        {
            return against;
        }

        var checkpoint = new MetaChange
        {
            Replaced = _meta.Now.Segments, Made = [.. segments.Select(x => (0, x))], NextOffset = nextOffset, LastMessage = lastMessage,
        };
        var outcome = _meta.IsWritten(checkpoint) ? HeardLate() : await CommitAsync(checkpoint).ConfigureAwait(false);
        if (outcome == CheckpointOutcome.Written)
        {
            _fresh.Keep(_meta.Now.Segments);
            await SweepAsync().ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>It was done, and its answer came too late: written once more for as long as answers come late, it would never end.</summary>
    private CheckpointOutcome HeardLate()
    {
        _fresh.Keep(_meta.Now.Segments);
        _merges.BeginDue();
        return CheckpointOutcome.Written;
    }

    private async Task<CheckpointOutcome> CommitAsync(MetaChange checkpoint)
    {
        var outcome = await _meta.CommitAsync(checkpoint).ConfigureAwait(false);
        if (outcome == CheckpointOutcome.Written)
        {
            if (checkpoint is { Replaced: [], Made: [var (_, segment)] })
            {
                _fresh.Add(_meta.Now.Segments[^1].Name, segment);
            }

            _merges.BeginDue();
        }

        return outcome;
    }

    /// <summary>Where meta was lost or damaged, nobody knew any more which segments it had named. They are of no use, and would
    /// stay for ever.</summary>
    private async Task SweepAsync()
    {
        try
        {
            var live = _meta.Now.Segments.Select(x => _keys.Segment(x.Name)).ToHashSet();
            foreach (var dead in (Find?.Invoke(_keys.Segment("*")) ?? []).Where(x => !live.Contains(x)).Chunk(100))
            {
                await _redis.ExecuteAsync(new CheckpointTransaction([_meta.IsMine], [], dead)).ConfigureAwait(false);
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
            throw new StoreAwayException(RedisFaults.Why(error), error);
        }
    }

    private StoredSegments Fetch()
    {
        var segments = StoredSegments.Fetch(_redis, _keys, _meta.Now.Segments);
        if (segments.Missing is not { } missing)
        {
            return segments;
        }

        segments.Dispose();
        throw new InvalidDataException(_meta.IsOwner(_redis.Get(_keys.Owner))
                ? $"{missing} is missing, but {_keys.Meta} names it."
                : $"{_keys.Owner}: somebody else took the partition while its state was read.");
    }
}
