namespace WarningEngine.Core.Models;

/// <summary>Trees that follow each other, laid out for <see cref="ForestBlocks"/>: so many that a rank among the thresholds of a column
/// fits into a byte. A hundred trees that LightGBM made with up to 255 bins are one group.</summary>
internal sealed class ForestGroup
{
    /// <summary>Columns of a group: one tree never has more than 63. Bounds what lies on the stack.</summary>
    public const int ColumnsMax = 256;

    /// <summary>Bytes of a column: the ranks of a block's rows, and the same turned around.</summary>
    public const int ColumnBytes = 2 * ForestBlocks.Rows;

    /// <summary>Thresholds of a column, so that ranks are 0 to 255.</summary>
    private const int ThresholdsMax = 255;

    private ForestGroup(IReadOnlyList<Tree> trees, SortedDictionary<(int Feature, bool MissingBelow), SortedSet<float>> thresholds)
    {
        Columns = new Column[thresholds.Count];
        var bounds = new List<float>();
        var places = new Dictionary<(int, bool), (int Place, float[] Thresholds)>();
        foreach (var (key, set) in thresholds)
        {
            var all = set.ToArray();
            var blocks = (all.Length + 7) / 8;
            var pivots = (blocks - 1 + 7) / 8;
            Columns[places.Count] = new Column(key.Feature, key.MissingBelow, bounds.Count, pivots);
            places.Add(key, (places.Count, all));
            bounds.AddRange(Enumerable.Range(0, 8 * pivots).Select(x => x < blocks - 1 ? all[(8 * x) + 7] : float.PositiveInfinity));
            bounds.AddRange(Enumerable.Range(0, 8 * blocks).Select(x => x < all.Length ? all[x] : float.PositiveInfinity));
        }

        Bounds = [.. bounds];
        Trees = new Shape[trees.Count];
        var (cuts, ends, leaves) = (new List<Cut>(), new List<int>(), new List<double>());
        for (var i = 0; i < trees.Count; i++)
        {
            var tree = trees[i];
            Trees[i] = new Shape((tree.Leaf.Length + 7) / 8, leaves.Count, cuts.Count, ends.Count);
            var (ruledOut, turned) = Number(tree, leaves);
            for (var part = 0; part < Trees[i].Bytes; part++)
            {
                for (var node = 0; node < tree.Feature.Length; node++)
                {
                    var mask = (byte)(ruledOut[node] >> (8 * part));
                    if (mask != 0)
                    {
                        var (place, all) = places[(tree.Feature[node], tree.MissingBelow[node])];
                        cuts.Add(CutOf(place, Array.BinarySearch(all, tree.Threshold[node]), turned[node], mask));
                    }
                }

                ends.Add(cuts.Count);
            }
        }

        (Cuts, Ends, Leaves) = ([.. cuts], [.. ends], [.. leaves]);
    }

    public Column[] Columns { get; }

    /// <summary>Of each column: the last threshold of each eight but the last, in whole eights, then all thresholds, in whole eights. Infinity fills up.</summary>
    public float[] Bounds { get; }

    public Shape[] Trees { get; }

    /// <summary>Of each tree, of each eight of its leaves: what rules out some of them.</summary>
    public Cut[] Cuts { get; }

    /// <summary>Where the cuts of each eight leaves end.</summary>
    public int[] Ends { get; }

    public double[] Leaves { get; }

    /// <summary>A feature with one of the two ways that unknown values go.</summary>
    internal readonly record struct Column(int Feature, bool MissingBelow, int First, int Pivots);

    /// <summary>A rank above it, in the column that begins at this byte, rules out the leaves of the mask. Rank and mask four times over:
    /// so they are spread over a vector while they are loaded.</summary>
    internal readonly record struct Cut(int Column, uint Rank, uint Mask);

    internal readonly record struct Shape(int Bytes, int FirstLeaf, int FirstCut, int FirstEnd);

    public static ForestGroup[] Of(IReadOnlyList<Tree> trees)
    {
        var groups = new List<ForestGroup>();
        var (members, thresholds) = (new List<Tree>(), new SortedDictionary<(int Feature, bool MissingBelow), SortedSet<float>>());
        foreach (var tree in trees)
        {
            var own = Thresholds(tree);
            if (thresholds.Keys.Union(own.Keys).Count() > ColumnsMax
                || own.Any(x => thresholds.TryGetValue(x.Key, out var before) && before.Union(x.Value).Count() > ThresholdsMax))
            {
                groups.Add(new ForestGroup(members, thresholds));
                (members, thresholds) = ([], []);
            }

            members.Add(tree);
            foreach (var (key, set) in own)
            {
                if (!thresholds.TryAdd(key, set))
                {
                    thresholds[key].UnionWith(set);
                }
            }
        }

        if (members.Count > 0)
        {
            groups.Add(new ForestGroup(members, thresholds));
        }

        return [.. groups];
    }

    private static SortedDictionary<(int Feature, bool MissingBelow), SortedSet<float>> Thresholds(Tree tree)
    {
        var own = new SortedDictionary<(int Feature, bool MissingBelow), SortedSet<float>>();
        for (var node = 0; node < tree.Feature.Length; node++)
        {
            var key = (tree.Feature[node], tree.MissingBelow[node]);
            own.TryAdd(key, []);
            own[key].Add(tree.Threshold[node]);
        }

        return own;
    }

    /// <summary>Value above the threshold of this place: the rank is above it. Turned around, not above: the rank's complement is above
    /// the complement of the next.</summary>
    private static Cut CutOf(int column, int threshold, bool turned, byte mask)
    {
        var rank = (byte)(threshold - 128);
        rank = turned ? (byte)(~rank - 1) : rank;
        return new Cut((column * ColumnBytes) + (turned ? ForestBlocks.Rows : 0), rank * 0x01010101u, mask * 0x01010101u);
    }

    /// <summary>Numbers the leaves from one side to the other and adds them in that order. Each node rules out the leaves of the side
    /// numbered first, where a row goes to the other: of the two the smaller, so that few bytes have to be changed.</summary>
    private static (ulong[] RuledOut, bool[] Turned) Number(Tree tree, List<double> leaves)
    {
        var (first, nodes) = (leaves.Count, tree.Feature.Length);
        var (ruledOut, turned, size) = (new ulong[nodes], new bool[nodes], new int[nodes]);
        int Size(int child) => child < 0 ? 1 : size[child];
        for (var node = nodes - 1; node >= 0; node--)
        {
            size[node] = Size(tree.Below[node]) + Size(tree.Above[node]);
            turned[node] = Size(tree.Above[node]) < Size(tree.Below[node]);
        }

        var open = new Stack<int>([nodes == 0 ? -1 : 0]);
        while (open.TryPop(out var at))
        {
            if (at < 0)
            {
                leaves.Add(tree.Leaf[-1 - at]);
                continue;
            }

            var (early, late) = turned[at] ? (tree.Above[at], tree.Below[at]) : (tree.Below[at], tree.Above[at]);
            ruledOut[at] = ((1ul << Size(early)) - 1) << (leaves.Count - first);
            open.Push(late);
            open.Push(early);
        }

        return (ruledOut, turned);
    }
}
