using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>Turns trees of ML.NET into trees of Core that say exactly the same, of unknown and infinite values too.</summary>
public static class ForestExport
{
    /// <summary>Reads the trees. First mends in the model itself, so that both still agree, what ML.NET loses when it takes LightGBM's trees over:
    /// it notes where an unknown value goes as a number to put in its place, the threshold itself or one more. Behind an infinite
    /// threshold ("known, or not") there is no such number, and unknown values go where the known ones go; of large thresholds
    /// one more is the same number, which is why large features are made smaller before and thresholds larger again here. To FastTree
    /// unknown values were a number below all others; here they are unknown again.</summary>
    /// <param name="model">What ML.NET trained.</param>
    /// <param name="scale">What each feature was multiplied by, powers of two; null where they were left as they are.</param>
    /// <exception cref="NotSupportedException">The trees ask for categories, or this version of ML.NET is built differently.</exception>
    public static IReadOnlyList<Tree> Trees(object model, float[]? scale = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. MlNetTrees.Of(model).Select((x, i) => Export(x, i, scale))];
    }

    /// <summary>The trees with the weight of the rows that reach each leaf.</summary>
    /// <param name="trees">Any.</param>
    /// <param name="table">What they were trained on.</param>
    /// <param name="rows">Which rows of it.</param>
    public static IReadOnlyList<Tree> Weighted(IReadOnlyList<Tree> trees, TrainingTable table, IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        var weighted = new Tree[trees.Count];
        Parallel.For(0, trees.Count, i =>
        {
            var weights = new double[trees[i].Leaf.Length];
            foreach (var row in rows)
            {
                weights[LeafOf(trees[i], table.Row(row))] += table.Weight(row);
            }

            weighted[i] = trees[i] with { Weight = weights };
        });
        return weighted;
    }

    /// <summary>One forest that says the mean of what some say.</summary>
    /// <param name="features">How many values a row has.</param>
    /// <param name="forests">Each the trees of one.</param>
    public static Forest Mean(int features, IReadOnlyList<IReadOnlyList<Tree>> forests)
    {
        ArgumentNullException.ThrowIfNull(forests);
        return new Forest(features, 0, [.. forests.SelectMany(x => x).Select(tree =>
            forests.Count == 1 ? tree : tree with { Leaf = Array.ConvertAll(tree.Leaf, x => x / forests.Count) })]);
    }

    /// <summary>The leaf to which a row comes.</summary>
    internal static int LeafOf(Tree tree, ReadOnlySpan<float> row)
    {
        var node = tree.Feature.Length == 0 ? -1 : 0;
        while (node >= 0)
        {
            var value = row[tree.Feature[node]];
            node = (float.IsNaN(value) ? tree.MissingBelow[node] : value <= tree.Threshold[node]) ? tree.Below[node] : tree.Above[node];
        }

        return -1 - node;
    }

    private static Tree Export(MlNetTree tree, int number, float[]? scale)
    {
        if (tree.IsEmpty)
        {
            return new Tree { Feature = [], Threshold = [], MissingBelow = [], Below = [], Above = [], Leaf = [0], Weight = [0] };
        }

        var nodes = tree.Leaves - 1;
        var (thresholds, below) = (new float[nodes], new bool[nodes]);
        for (var node = 0; node < nodes; node++)
        {
            if (tree.Categorical[node])
            {
                throw new NotSupportedException($"Node {node} of tree {number} asks for a category; only numbers can be evaluated.");
            }

            var threshold = tree.Threshold[node];

            // Nothing is above infinity but what is unknown.
            below[node] = tree.Unknown[node] <= threshold && !float.IsPositiveInfinity(threshold);
            thresholds[node] = float.IsPositiveInfinity(threshold) ? float.MaxValue
                : threshold < Booster.LeastKnown ? -float.MaxValue : threshold / (scale?[tree.Feature[node]] ?? 1);
        }

        MlNetTrees.Replace(tree, thresholds, Array.ConvertAll(below, x => x ? float.NegativeInfinity : float.PositiveInfinity));
        return Ordered(tree, thresholds, below);
    }

    /// <summary>Numbers nodes so that children stand after their parents, and leaves as they are met.</summary>
    private static Tree Ordered(MlNetTree tree, float[] thresholds, bool[] missingBelow)
    {
        List<int> nodes = [0];
        for (var i = 0; i < nodes.Count; i++)
        {
            nodes.AddRange(new[] { tree.Below[nodes[i]], tree.Above[nodes[i]] }.Where(x => x >= 0));
        }

        var place = new int[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            place[nodes[i]] = i;
        }

        int Child(int of) => of >= 0 ? place[of] : of;
        return new Tree
        {
            Feature = [.. nodes.Select(x => tree.Feature[x])],
            Threshold = [.. nodes.Select(x => thresholds[x])],
            MissingBelow = [.. nodes.Select(x => missingBelow[x])],
            Below = [.. nodes.Select(x => Child(tree.Below[x]))],
            Above = [.. nodes.Select(x => Child(tree.Above[x]))],
            Leaf = tree.Leaf[..tree.Leaves],
            Weight = new double[tree.Leaves],
        };
    }
}
