using StackExchange.Redis;
using WarningEngine.Core;

namespace WarningEngine.Redis;

/// <summary>Segments as the store holds them, oldest first.</summary>
/// <param name="Missing">The key of the first that is not there; null where all are.</param>
internal sealed record StoredSegments(IReadOnlyList<(string Name, byte[] Bytes)> Segments, string? Missing)
{
    /// <exception cref="InvalidDataException">A segment is not the one that meta names.</exception>
    public static StoredSegments Fetch(IDatabase db, PartitionKeys keys, IReadOnlyList<SegmentRef> live) =>
        FetchAsync(db, keys, live).GetAwaiter().GetResult();

    /// <inheritdoc cref="Fetch"/>
    public static async Task<StoredSegments> FetchAsync(IDatabase db, PartitionKeys keys, IReadOnlyList<SegmentRef> live)
    {
        var segments = new List<(string, byte[])>(live.Count);
        foreach (var one in live)
        {
            var key = keys.Segment(one.Name);
            if ((byte[]?)await db.StringGetAsync(key).ConfigureAwait(false) is not { } bytes)
            {
                return new StoredSegments(segments, key);
            }

            if (bytes.Length != one.Bytes || SegmentReader.ChecksumOf(bytes) != one.Crc)
            {
                throw new InvalidDataException($"Segment {key} is not the one that {keys.Meta} names.");
            }

            segments.Add((key, bytes));
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
}
