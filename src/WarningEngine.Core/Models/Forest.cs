namespace WarningEngine.Core.Models;

/// <summary>Gradient-boosted trees in flat arrays. Only comparisons and additions, in the order of the trees: the same bits on
/// every machine, one row at a time or many.</summary>
public sealed partial class Forest : IRowScores
{
    private readonly Tree[] _trees;
    private readonly int[] _roots;
    private readonly Node[] _nodes;
    private readonly double[] _leaves;
    private readonly double[] _usual;
    private readonly ForestCuts _cuts;
    private readonly ForestBlocks _blocks;

    /// <summary>A node as an explanation reads it. The place is that of the value in a row whose unknown values have been
    /// replaced: twice, once so that they go below and once so that they go above.</summary>
    private readonly record struct Node(int Place, float Threshold, int Below, int Above);

    /// <param name="features">How many values a row has, 1 to <see cref="Limits.ModelFeaturesMax"/>.</param>
    /// <param name="bias">The score where no tree adds anything.</param>
    /// <param name="trees">Added up in this order; at most <see cref="Limits.TreesMax"/> with <see cref="Limits.LeavesPerTreeMax"/> leaves each.</param>
    /// <exception cref="ArgumentException">A bound is passed, or a tree is wrong: says which and how.</exception>
    public Forest(int features, double bias, IReadOnlyList<Tree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        if (features is < 1 or > Limits.ModelFeaturesMax || trees.Count > Limits.TreesMax || !double.IsFinite(bias))
        {
            throw new ArgumentException($"A forest has 1 to {Limits.ModelFeaturesMax} features, {Limits.TreesMax} trees at most and a finite bias, "
                + $"not {features}, {trees.Count} and {bias}.", nameof(trees));
        }

        for (var i = 0; i < trees.Count; i++)
        {
            var wrong = trees[i].Leaf.Length > Limits.LeavesPerTreeMax
                ? $"it has {trees[i].Leaf.Length} leaves, {Limits.LeavesPerTreeMax} at most are possible" : trees[i].Wrong(features);
            if (wrong is not null)
            {
                throw new ArgumentException($"Tree {i}: {wrong}.", nameof(trees));
            }
        }

        (Features, Bias, _trees) = (features, bias, [.. trees]);
        _roots = new int[_trees.Length];
        _nodes = new Node[_trees.Sum(x => x.Feature.Length)];
        _leaves = [.. _trees.SelectMany(x => x.Leaf)];
        _usual = new double[_nodes.Length];
        Flatten();
        _cuts = new ForestCuts(features, bias, _trees);
        _blocks = new ForestBlocks(features, bias, ForestGroup.Of(_trees));
        Usual = Bias + _trees.Select((x, i) => UsualAt(i, _roots[i])).Sum();
    }

    public int Features { get; }

    public double Bias { get; }

    public IReadOnlyList<Tree> Trees => _trees;

    /// <summary>The score of a row of which nothing is known: the mean of what the forest was made from.</summary>
    public double Usual { get; }

    /// <summary>The same forest where one feature always has one value, whatever a row says of it.</summary>
    /// <param name="feature">Its place in a row.</param>
    /// <param name="value">NaN: it is never known.</param>
    public Forest Given(int feature, float value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(feature);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(feature, Features);
        return new Forest(Features, Bias, [.. _trees.Select(x => x.Given(feature, value))]);
    }

    /// <summary>The score of one row. Allocates nothing.</summary>
    /// <param name="row"><see cref="Features"/> values; NaN is unknown.</param>
    public double Score(ReadOnlySpan<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, Features);
        return _cuts.Score(row);
    }

    /// <summary>The score of one row, and what each feature adds to what is usual: along the path through each tree the change of
    /// what is usual is the doing of the feature that the node asks for. The parts add up to the score.</summary>
    /// <param name="row"><see cref="Features"/> values; NaN is unknown.</param>
    /// <param name="parts">Receives one value a feature.</param>
    public double Explain(ReadOnlySpan<float> row, Span<double> parts)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, Features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(parts.Length, Features);
        Span<float> known = stackalloc float[2 * Features];
        Spread(row, known);
        parts.Clear();
        for (var tree = 0; tree < _roots.Length; tree++)
        {
            var node = _roots[tree];
            while (node >= 0)
            {
                ref readonly var at = ref _nodes[node];
                var next = known[at.Place] <= at.Threshold ? at.Below : at.Above;
                parts[at.Place < Features ? at.Place : at.Place - Features] += UsualAt(tree, next) - _usual[node];
                node = next;
            }
        }

        return _cuts.Score(row);
    }

    /// <summary>Lays all trees end to end; a leaf's number then counts through all trees.</summary>
    private void Flatten()
    {
        int nodes = 0, leaves = 0;
        for (var i = 0; i < _trees.Length; i++)
        {
            var tree = _trees[i];
            _roots[i] = tree.Feature.Length == 0 ? -1 - leaves : nodes;
            Span<double> weight = new double[tree.Feature.Length];
            for (var node = tree.Feature.Length - 1; node >= 0; node--)
            {
                // A child stands after its parent: it is known already.
                double Value(int child) => child >= 0 ? _usual[nodes + child] : tree.Leaf[-1 - child];
                var (below, above) = (tree.Below[node], tree.Above[node]);
                var (lower, upper) = (Weight(tree, weight, below), Weight(tree, weight, above));
                weight[node] = lower + upper;
                _usual[nodes + node] = weight[node] > 0
                    ? ((Value(below) * lower) + (Value(above) * upper)) / weight[node] : (Value(below) + Value(above)) / 2;
                _nodes[nodes + node] = new Node(
                    tree.Feature[node] + (tree.MissingBelow[node] ? 0 : Features), tree.Threshold[node],
                    below >= 0 ? nodes + below : below - leaves, above >= 0 ? nodes + above : above - leaves);
            }

            nodes += tree.Feature.Length;
            leaves += tree.Leaf.Length;
        }

        static double Weight(Tree tree, Span<double> weight, int child) => child >= 0 ? weight[child] : tree.Weight[-1 - child];
    }

    private double UsualAt(int tree, int node) => node >= 0 ? _usual[node] : _leaves[-1 - node];

    /// <summary>An unknown value is less than every threshold in the first half, and more than every one in the second.</summary>
    private void Spread(ReadOnlySpan<float> row, Span<float> known)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var value = row[i];
            var unknown = float.IsNaN(value);
            known[i] = unknown ? float.NegativeInfinity : value;
            known[i + Features] = unknown ? float.PositiveInfinity : value;
        }
    }
}
