using System.Buffers;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>Segments as the store holds them, oldest first, in memory that is given back.</summary>
internal sealed class StoredSegments : IDisposable
{
    private readonly List<(string Name, IMemoryOwner<byte> Bytes)> _segments;

    private StoredSegments(int count) => _segments = new(count);

    /// <summary>The key of the first that is not there; null where all are.</summary>
    public string? Missing { get; private set; }

    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Segments =>
        [.. _segments.Select(x => (x.Name, (ReadOnlyMemory<byte>)x.Bytes.Memory))];

    /// <exception cref="InvalidDataException">A segment is not the one that meta names.</exception>
    public static StoredSegments Fetch(ICheckpointKeys redis, PartitionKeys keys, IReadOnlyList<SegmentRef> live)
    {
        var segments = new StoredSegments(live.Count);
        try
        {
            for (var i = 0; i < live.Count && segments.Missing is null; i++)
            {
                segments.Take(keys, live[i], redis.Rent(keys.Segment(live[i].Name), live[i].Bytes));
            }
        }
        catch
        {
            segments.Dispose();
            throw;
        }

        return segments;
    }

    /// <inheritdoc cref="Fetch"/>
    /// <param name="fresh">Those that need not be asked for.</param>
    public static async Task<StoredSegments> FetchAsync(
        ICheckpointKeys redis, PartitionKeys keys, IReadOnlyList<SegmentRef> live, FreshSegments fresh)
    {
        var segments = new StoredSegments(live.Count);
        try
        {
            for (var i = 0; i < live.Count && segments.Missing is null; i++)
            {
                segments.Take(
                    keys, live[i], fresh.Rent(live[i].Name) ?? await redis.RentAsync(keys.Segment(live[i].Name), live[i].Bytes).ConfigureAwait(false));
            }
        }
        catch
        {
            segments.Dispose();
            throw;
        }

        return segments;
    }

    /// <exception cref="InvalidDataException">A segment is damaged; it is named.</exception>
    public void LoadInto(ICheckpointedState state)
    {
        foreach (var (name, bytes) in _segments)
        {
            var records = new SegmentReader(name, bytes.Memory.Span);
            while (records.Next())
            {
                state.Read(records.Key, records.Value);
            }
        }
    }

    public void Dispose()
    {
        _segments.ForEach(x => x.Bytes.Dispose());
        _segments.Clear();
    }

    private void Take(PartitionKeys keys, SegmentRef named, IMemoryOwner<byte>? found)
    {
        var key = keys.Segment(named.Name);
        if (found is null)
        {
            Missing = key;
            return;
        }

        _segments.Add((key, found));
        var bytes = found.Memory.Span;
        if (bytes.Length != named.Bytes || SegmentReader.ChecksumOf(bytes) != named.Crc)
        {
            throw new InvalidDataException($"Segment {key} is not the one that {keys.Meta} names.");
        }
    }
}
