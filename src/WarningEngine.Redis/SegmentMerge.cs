namespace WarningEngine.Redis;

/// <summary>Makes few segments of many, so that live segments and the time to restore stay bounded.</summary>
internal static class SegmentMerge
{
    /// <summary>More live segments than this are merged.</summary>
    public const int GroupsMax = 16;

    /// <summary>A merge takes in at least these: each makes progress.</summary>
    private const int RunMin = 4;

    /// <summary>Newer segments together may always be this large, however small the oldest. Bytes.</summary>
    private const long NewerBytesFree = 1 << 20;

    /// <summary>A merged segment goes on in another part beyond this size: well below the 512 MB of a Redis string. Bytes.</summary>
    public const int PartBytesMax = 32 << 20;

    /// <summary>From which live segment to the newest a merge is due; -1 where none is. Goes back as long as what is older
    /// is at most twice as large as all newer ones together: a large old segment is written anew only when as much has
    /// changed, and the cost of merging a record stays logarithmic.</summary>
    public static int FirstDue(IReadOnlyList<SegmentRef> live)
    {
        var groups = Groups(live);
        var newerThanOldest = groups.Skip(1).Sum(x => x.Bytes);
        if (groups.Count <= GroupsMax && (groups.Count < RunMin || newerThanOldest <= Math.Max(NewerBytesFree, groups[0].Bytes)))
        {
            return -1;
        }

        long newer = 0;
        var first = groups.Count;
        while (first > 0 && (groups.Count - first < RunMin || groups[first - 1].Bytes <= 2 * newer))
        {
            newer += groups[--first].Bytes;
        }

        return groups[first].Start;
    }

    /// <summary>Segments that say what several say one after the other: the last record of each key. To be finished and, once nobody reads
    /// them any more, given back.</summary>
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

    private static List<(int Start, long Bytes)> Groups(IReadOnlyList<SegmentRef> live)
    {
        var groups = new List<(int Start, long Bytes)>();
        string? current = null;
        for (var i = 0; i < live.Count; i++)
        {
            var group = live[i].Name.Split('.')[0];
            if (group == current)
            {
                groups[^1] = (groups[^1].Start, groups[^1].Bytes + live[i].Bytes);
                continue;
            }

            current = group;
            groups.Add((i, live[i].Bytes));
        }

        return groups;
    }
}
