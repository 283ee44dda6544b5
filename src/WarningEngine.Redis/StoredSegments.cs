using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>Segments as the store holds them, oldest first.</summary>
/// <param name="Missing">The key of the first that is not there; null where all are.</param>
internal sealed record StoredSegments(IReadOnlyList<(string Name, byte[] Bytes)> Segments, string? Missing)
{
    /// <exception cref="InvalidDataException">A segment is not the one that meta names.</exception>
    public static StoredSegments Fetch(ICheckpointKeys redis, PartitionKeys keys, IReadOnlyList<SegmentRef> live)
    {
        var segments = new List<(string, byte[])>(live.Count);
        foreach (var one in live)
        {
            if (!Take(segments, keys, one, redis.Get(keys.Segment(one.Name))))
            {
                return new StoredSegments(segments, keys.Segment(one.Name));
            }
        }

        return new StoredSegments(segments, null);
    }

    /// <inheritdoc cref="Fetch"/>
    public static async Task<StoredSegments> FetchAsync(ICheckpointKeys redis, PartitionKeys keys, IReadOnlyList<SegmentRef> live)
    {
        var segments = new List<(string, byte[])>(live.Count);
        foreach (var one in live)
        {
            if (!Take(segments, keys, one, await redis.GetAsync(keys.Segment(one.Name)).ConfigureAwait(false)))
            {
                return new StoredSegments(segments, keys.Segment(one.Name));
            }
        }

        return new StoredSegments(segments, null);
    }

    /// <exception cref="InvalidDataException">A segment is damaged; it is named.</exception>
    public void LoadInto(ICheckpointedState state)
    {
        foreach (var (name, bytes) in Segments)
        {
            var records = new SegmentReader(name, bytes);
            while (records.Next())
            {
                state.Read(records.Key, records.Value);
            }
        }
    }

    private static bool Take(List<(string, byte[])> segments, PartitionKeys keys, SegmentRef named, byte[]? found)
    {
        if (found is null)
        {
            return false;
        }

        var key = keys.Segment(named.Name);
        if (found.Length != named.Bytes || SegmentReader.ChecksumOf(found) != named.Crc)
        {
            throw new InvalidDataException($"Segment {key} is not the one that {keys.Meta} names.");
        }

        segments.Add((key, found));
        return true;
    }
}
