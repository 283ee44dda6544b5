using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>The owner's side of one partition's checkpoints.</summary>
internal sealed class RedisCheckpointLease : ICheckpointLease
{
    /// <summary>More live segments than this are merged in the background: restore time and memory stay bounded.</summary>
    private const int SegmentsMax = 16;

    private readonly IDatabase _db;
    private readonly PartitionKeys _keys;
    private readonly string _owner;
    private readonly long _counter;
    private CheckpointMeta _meta;
    private RedisValue _metaBytes;
    private long _sequence;
    private Task<(string[] Merged, ReadOnlyMemory<byte> Bytes)>? _merge;
    private RedisValue _attempted = RedisValue.Null;
    private CheckpointMeta? _attemptedMeta;

    public RedisCheckpointLease(
        IDatabase db, PartitionKeys keys, string owner, long counter, CheckpointMeta meta, RedisValue metaBytes)
    {
        (_db, _keys, _owner, _counter, _meta, _metaBytes) = (db, keys, owner, counter, meta, metaBytes);
    }

    public long? NextOffset => _meta.NextOffset < 0 ? null : _meta.NextOffset;

    public void LoadInto(ICheckpointedState state) => Load(_db, _keys, _meta, state);

    public async Task<CheckpointOutcome> WriteAsync(ReadOnlyMemory<byte> segment, long nextOffset)
    {
        if (!await ResolveAsync())
        {
            return CheckpointOutcome.Fenced;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{_counter}-{_sequence++}");
        var segments = _meta.Segments.ToList();
        var transaction = _db.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(_keys.Owner, _owner));
        transaction.AddCondition(_metaBytes.IsNull
            ? Condition.KeyNotExists(_keys.Meta) : Condition.StringEqual(_keys.Meta, _metaBytes));
        List<Task> writes = [];
        var merged = _merge is { IsCompletedSuccessfully: true } ? _merge.Result : default;
        if (merged.Merged is { Length: > 0 })
        {
            var mergedName = string.Create(CultureInfo.InvariantCulture, $"{_counter}-{_sequence++}");
            segments.RemoveRange(0, merged.Merged.Length);
            segments.Insert(0, mergedName);
            writes.Add(transaction.StringSetAsync(_keys.Segment(mergedName), merged.Bytes));
            writes.Add(transaction.KeyDeleteAsync([.. merged.Merged.Select(x => (RedisKey)_keys.Segment(x))]));
        }

        segments.Add(name);
        var meta = _meta with { Owner = _owner, NextOffset = nextOffset, Segments = segments };
        RedisValue bytes = JsonSerializer.SerializeToUtf8Bytes(meta);
        writes.Add(transaction.StringSetAsync(_keys.Segment(name), segment));
        writes.Add(transaction.StringSetAsync(_keys.Meta, bytes));
        (_attempted, _attemptedMeta) = (bytes, meta);
        try
        {
            if (!await transaction.ExecuteAsync())
            {
                return CheckpointOutcome.Fenced;
            }
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // It may have run or not; the next write reads meta first.
            return CheckpointOutcome.Unknown;
        }

        Accept();
        if (_merge is null && _meta.Segments.Count > SegmentsMax)
        {
            _merge = MergeAsync([.. _meta.Segments]);
        }

        return CheckpointOutcome.Written;
    }

    internal static void Load(IDatabase db, PartitionKeys keys, CheckpointMeta meta, ICheckpointedState state)
    {
        foreach (var name in meta.Segments)
        {
            var bytes = (byte[]?)db.StringGet(keys.Segment(name))
                ?? throw new InvalidDataException($"{keys.Segment(name)} is missing, but {keys.Meta} names it.");
            SegmentReader.Read(keys.Segment(name), bytes, state.Read);
        }
    }

    /// <summary>After a write of unknown outcome: did it happen? False where the partition is no longer mine.</summary>
    private async Task<bool> ResolveAsync()
    {
        if (_attemptedMeta is null)
        {
            return true;
        }

        var owner = await _db.StringGetAsync(_keys.Owner);
        var stored = await _db.StringGetAsync(_keys.Meta);
        if (owner != _owner)
        {
            return false;
        }

        if (stored == _attempted)
        {
            Accept();
            return true;
        }

        (_attempted, _attemptedMeta) = (RedisValue.Null, null);
        return stored == _metaBytes;
    }

    private void Accept()
    {
        _meta = _attemptedMeta!;
        _metaBytes = _attempted;
        (_attempted, _attemptedMeta) = (RedisValue.Null, null);
        if (_merge is { IsCompleted: true })
        {
            // Written with this checkpoint, failed, or come too late for it: the next one begins anew.
            _merge = null;
        }
    }

    private async Task<(string[] Merged, ReadOnlyMemory<byte> Bytes)> MergeAsync(string[] names)
    {
        var segments = new List<(string, byte[])>();
        foreach (var name in names)
        {
            var bytes = (byte[]?)await _db.StringGetAsync(_keys.Segment(name))
                ?? throw new InvalidDataException($"{_keys.Segment(name)} is missing.");
            segments.Add((name, bytes));
        }

        return (names, SegmentReader.Merge(segments, isOldest: true));
    }
}
