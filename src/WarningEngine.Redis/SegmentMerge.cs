namespace WarningEngine.Redis;

/// <summary>Makes segments that say what several say one after the other: the last record of each key.</summary>
internal static class SegmentMerge
{
    /// <summary>A merged segment goes on in another part beyond this size: the client makes of each value one message, in an array that its pool
    /// keeps, of the next power of two. Bytes.</summary>
    public const int PartBytesMax = 2_000_000;

    /// <summary>What a plan says. To be finished and, once nobody reads them any more, given back.</summary>
    /// <param name="plan">Of these segments.</param>
    /// <param name="segments">Oldest first.</param>
    /// <param name="ranges">In which keys are divided; empty where nothing has been merged yet.</param>
    /// <param name="limits">Say how large a range may become.</param>
    /// <exception cref="InvalidDataException">A segment is damaged; it is named.</exception>
    public static MergedSegments Merge(
        MergePlan plan, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> segments, IReadOnlyList<int> ranges, MergeLimits limits) => plan.Kind switch
        {
            MergeKind.Range => Merge(segments, bytes => KeyRanges.Split(plan.Range, bytes, limits.RangeBytesMax), isOldest: true),
            MergeKind.Sort => Merge(segments, _ => new KeyRanges(ranges), isOldest: false),
            MergeKind.Pieces => Merge(segments, _ => new KeyRanges([plan.Range]), isOldest: false),
            _ => new MergedSegments([(0, Merge(segments, isOldest: false))]),
        };

    /// <summary>One segment, in as many parts as its size needs.</summary>
    /// <param name="segments">Oldest first.</param>
    /// <param name="isOldest">Nothing older lives: deletions are not kept.</param>
    /// <param name="partBytesMax">See <see cref="PartBytesMax"/>.</param>
    /// <exception cref="InvalidDataException">A segment is damaged; it is named.</exception>
    public static SegmentParts Merge(
        IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> segments, bool isOldest, int partBytesMax = PartBytesMax)
    {
        using var last = new LastRecords(segments);
        var parts = new SegmentParts(partBytesMax, last.Bytes);
        for (var i = 0; i < last.Count; i++)
        {
            if (last.TryGet(i, out var key, out var value) && !(isOldest && value.IsEmpty))
            {
                parts.Put(key, value);
            }
        }

        return parts;
    }

    /// <summary>Segments by range. Of the oldest there is one for each, be it empty; otherwise none where there is nothing to say.</summary>
    /// <param name="segments">Oldest first.</param>
    /// <param name="rangesOf">The ranges for so many bytes.</param>
    /// <param name="isOldest">Nothing older lives: deletions are not kept.</param>
    /// <exception cref="InvalidDataException">A segment is damaged; it is named.</exception>
    public static MergedSegments Merge(
        IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> segments, Func<long, KeyRanges> rangesOf, bool isOldest)
    {
        using var last = new LastRecords(segments);
        var ranges = rangesOf(last.Bytes);
        var expected = last.Bytes / ranges.Count * 9 / 8;
        var parts = new SegmentParts?[ranges.Count];
        for (var i = 0; isOldest && i < parts.Length; i++)
        {
            parts[i] = new SegmentParts(expectedBytes: expected);
        }

        for (var i = 0; i < last.Count; i++)
        {
            if (last.TryGet(i, out var key, out var value) && !(isOldest && value.IsEmpty))
            {
                (parts[ranges.IndexOf(key)] ??= new SegmentParts(expectedBytes: expected)).Put(key, value);
            }
        }

        return new MergedSegments([.. parts.Select((x, i) => (ranges[i], x)).Where(x => x.x is not null).Select(x => (x.Item1, x.x!))]);
    }
}
