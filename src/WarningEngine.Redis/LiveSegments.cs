namespace WarningEngine.Redis;

/// <summary>What a partition's live segments are: for each range of keys what was merged last, and newer pieces; then checkpoints that have
/// not been sorted into ranges. What is merged is in one place only, so that all together are at most
/// <see cref="MergeLimits.NewerShareMax"/> more than that.</summary>
internal sealed class LiveSegments
{
    /// <summary>A run of checkpoints takes in at least these: each makes progress.</summary>
    private const int RunMin = 4;

    /// <summary>Of a range's share: merging less would write much to gain little.</summary>
    private const double ShareWorth = 0.1;

    private readonly MergeLimits _limits;
    private readonly List<KeyRange> _ranges;
    private readonly SegmentRef[] _fresh;
    private readonly long _merged, _newer, _freshBytes;

    /// <param name="live">Oldest first; those with ranges come first.</param>
    /// <param name="limits">For all of them.</param>
    public LiveSegments(IReadOnlyList<SegmentRef> live, MergeLimits limits)
    {
        _limits = limits;
        _ranges = [.. live.Where(x => x.Range != 0).GroupBy(x => x.Range).Select(x => new KeyRange(x.Key, [.. x]))];
        _fresh = [.. live.Where(x => x.Range == 0)];
        _freshBytes = _fresh.Sum(x => (long)x.Bytes);
        _merged = _ranges.Sum(x => x.Merged);
        _newer = _ranges.Sum(x => x.Newer) + _freshBytes;
    }

    /// <summary>Ranges into which keys are divided; empty where nothing has been merged yet.</summary>
    public IReadOnlyList<int> Ranges => [.. _ranges.Select(x => x.Number)];

    /// <summary>Whether a checkpoint may be written now.</summary>
    /// <param name="bytes">Of it.</param>
    public bool HasRoomFor(long bytes) => _newer + bytes <= Math.Max(_limits.NewerBytesFree, MergeLimits.NewerShareMax * _merged);

    /// <summary>The next merge that is due; null where none is.</summary>
    public MergePlan? Due()
    {
        var free = _limits.NewerBytesFree / 2;
        if (_ranges.Count > 1 && _freshBytes > Math.Max(free / 2, MergeLimits.FreshShareDue * _merged))
        {
            return Sort();
        }

        if (_newer > Math.Max(free, MergeLimits.NewerShareDue * _merged))
        {
            if (_ranges.Count <= 1)
            {
                return Sort();
            }

            if (Fullest() is { Newer: > 0 } fullest)
            {
                return fullest.Whole();
            }
        }

        return _fresh.Length > MergeLimits.FreshMax && Run() is { } run
            ? run : _ranges.Find(x => x.Pieces > MergeLimits.PiecesMax)?.Pieced();
    }

    /// <summary>The merge that gives most room; null where everything is merged.</summary>
    public MergePlan? ForRoom() => Fullest() is { } fullest && (fullest.Share > ShareWorth || (_fresh.Length == 0 && fullest.Newer > 0))
        ? fullest.Whole() : _fresh.Length > 0 ? Sort() : null;

    private KeyRange? Fullest() => _ranges.MaxBy(x => x.Share);

    /// <summary>Where all keys are of one range nothing has to be sorted before it is merged with that.</summary>
    private MergePlan Sort() => _ranges switch
    {
        [] => new MergePlan(MergeKind.Range, _fresh, KeyRanges.All),
        [var all] => all.Whole(_fresh),
        _ => new MergePlan(MergeKind.Sort, _fresh, 0),
    };

    /// <summary>Goes back as long as what is older is at most twice as large as all newer ones together: a large old one is written anew only
    /// when as much has come, and the cost of merging a record stays logarithmic.</summary>
    private MergePlan? Run()
    {
        long newer = 0;
        int first = _fresh.Length, groups = 0;
        while (first > 0)
        {
            var (start, bytes) = GroupBefore(first);
            if (groups >= RunMin && bytes > 2 * newer)
            {
                break;
            }

            (first, newer, groups) = (start, newer + bytes, groups + 1);
        }

        return groups > 1 ? new MergePlan(MergeKind.Run, _fresh[first..], 0) : null;
    }

    private (int Start, long Bytes) GroupBefore(int end)
    {
        var start = end - 1;
        long bytes = _fresh[start].Bytes;
        while (start > 0 && _fresh[start - 1].Group.SequenceEqual(_fresh[end - 1].Group))
        {
            bytes += _fresh[--start].Bytes;
        }

        return (start, bytes);
    }

    /// <summary>A range's pieces, oldest first.</summary>
    private sealed class KeyRange
    {
        private readonly SegmentRef[] _pieces;
        private readonly int _newest;

        public KeyRange(int number, SegmentRef[] pieces)
        {
            (Number, _pieces) = (number, pieces);
            _newest = pieces.TakeWhile(x => x.Group.SequenceEqual(pieces[0].Group)).Count();
            Merged = pieces[.._newest].Sum(x => (long)x.Bytes);
            Newer = pieces[_newest..].Sum(x => (long)x.Bytes);
            Pieces = Enumerable.Range(_newest, pieces.Length - _newest).Count(x => !pieces[x].Group.SequenceEqual(pieces[x - 1].Group));
        }

        public int Number { get; }

        /// <summary>Bytes of what was merged last.</summary>
        public long Merged { get; }

        /// <summary>Bytes of what has come since.</summary>
        public long Newer { get; }

        public double Share => (double)Newer / Math.Max(1, Merged);

        /// <summary>How many have come since.</summary>
        public int Pieces { get; }

        /// <param name="newer">What is newer than all of it, and of no other range.</param>
        public MergePlan Whole(params SegmentRef[] newer) => new(MergeKind.Range, [.. _pieces, .. newer], Number);

        /// <summary>Small pieces become one; what is large is left alone where that would write much for little.</summary>
        public MergePlan Pieced() => Share > 0.25 ? Whole() : new(MergeKind.Pieces, _pieces[_newest..], Number);
    }
}

/// <summary>What a merge makes.</summary>
internal enum MergeKind
{
    /// <summary>One segment of the newest checkpoints.</summary>
    Run,

    /// <summary>A piece for each range, of all checkpoints.</summary>
    Sort,

    /// <summary>One piece of a range's newer ones.</summary>
    Pieces,

    /// <summary>All of a range, which may be divided.</summary>
    Range,
}

/// <summary>A merge of live segments.</summary>
/// <param name="Kind">What it makes.</param>
/// <param name="Replaced">Oldest first; between them stands nothing that holds their keys.</param>
/// <param name="Range">Of which keys; 0: of all, where they stay or are sorted.</param>
internal sealed record MergePlan(MergeKind Kind, IReadOnlyList<SegmentRef> Replaced, int Range)
{
    public long Bytes => Replaced.Sum(x => (long)x.Bytes);
}
