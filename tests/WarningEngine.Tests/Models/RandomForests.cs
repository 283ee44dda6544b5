using WarningEngine.Core.Models;

namespace WarningEngine.Tests.Models;

/// <summary>Forests of any shape, rows that lie at their edges, and what a forest means, written as plainly as can be.</summary>
internal static class RandomForests
{
    /// <param name="random">Where it comes from.</param>
    /// <param name="features">Values of a row.</param>
    /// <param name="leaves">Of each tree.</param>
    /// <param name="values">Thresholds are taken from so many different numbers; 0: any number.</param>
    public static Forest Draw(Random random, int features, IEnumerable<int> leaves, int values = 0) =>
        new(features, random.NextDouble() - 0.5, [.. leaves.Select(x => DrawTree(random, features, x, values))]);

    public static Tree DrawTree(Random random, int features, int leaves, int values = 0)
    {
        // A leaf becomes a node until there are enough: balanced, or a chain, or something between.
        var chain = random.NextDouble();
        var (below, above) = (new List<int>(), new List<int>());
        var ends = new List<(int Node, bool Above)>();
        for (var node = 0; node < leaves - 1; node++)
        {
            if (node > 0)
            {
                var at = random.NextDouble() < chain ? ends.Count - 1 : random.Next(ends.Count);
                (ends[at].Above ? above : below)[ends[at].Node] = node;
                ends.RemoveAt(at);
            }

            below.Add(0);
            above.Add(0);
            ends.AddRange(random.Next(2) == 0 ? [(node, true), (node, false)] : [(node, false), (node, true)]);
        }

        var numbers = Enumerable.Range(0, leaves).ToArray();
        random.Shuffle(numbers);
        for (var i = 0; i < ends.Count; i++)
        {
            (ends[i].Above ? above : below)[ends[i].Node] = -1 - numbers[i];
        }

        return new Tree
        {
            Feature = [.. below.Select(_ => random.Next(features))],
            Threshold = [.. below.Select(_ => values > 0 ? random.Next(values) - (values / 2) : Threshold(random))],
            MissingBelow = [.. below.Select(_ => random.Next(2) == 0)],
            Below = [.. below],
            Above = [.. above],
            Leaf = [.. numbers.Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4)))],
            Weight = [.. numbers.Select(_ => random.Next(4) == 0 ? 0.0 : random.Next(1, 1_000))],
        };
    }

    /// <summary>Values at thresholds, beside them, and those with which arithmetic is done wrong easily.</summary>
    public static float[] Rows(Random random, Forest forest, int count)
    {
        var thresholds = forest.Trees.SelectMany(x => x.Feature.Zip(x.Threshold)).ToLookup(x => x.First, x => x.Second);
        var of = Enumerable.Range(0, forest.Features).Select(x => thresholds[x].ToArray()).ToArray();
        var rows = new float[count * forest.Features];
        for (var i = 0; i < rows.Length; i++)
        {
            var near = of[i % forest.Features];
            var at = near.Length > 0 ? near[random.Next(near.Length)] : 0f;
            rows[i] = random.Next(16) switch
            {
                0 or 1 => float.NaN,
                2 => random.Next(2) == 0 ? float.NegativeInfinity : float.PositiveInfinity,
                3 => random.Next(2) == 0 ? float.MinValue : float.MaxValue,
                4 => random.Next(2) == 0 ? -0f : 0f,
                5 => random.Next(2) == 0 ? float.Epsilon : -float.Epsilon,
                6 or 7 or 8 => at,
                9 or 10 => MathF.BitIncrement(at),
                11 or 12 => MathF.BitDecrement(at),
                _ => (float)((random.NextDouble() - 0.5) * 20),
            };
        }

        return rows;
    }

    public static double Score(Forest forest, ReadOnlySpan<float> row)
    {
        var score = forest.Bias;
        foreach (var tree in forest.Trees)
        {
            score += tree.Leaf[Leaf(tree, tree.Feature.Length == 0 ? -1 : 0, row)];
        }

        return score;
    }

    private static int Leaf(Tree tree, int node, ReadOnlySpan<float> row)
    {
        if (node < 0)
        {
            return -1 - node;
        }

        var value = row[tree.Feature[node]];
        var goesBelow = float.IsNaN(value) ? tree.MissingBelow[node] : value <= tree.Threshold[node];
        return Leaf(tree, goesBelow ? tree.Below[node] : tree.Above[node], row);
    }

    private static float Threshold(Random random) => random.Next(12) switch
    {
        0 => 0f,
        1 => -0f,
        2 => float.Epsilon,
        3 => float.MaxValue,
        4 => float.MinValue,
        _ => (float)((random.NextDouble() - 0.5) * 20),
    };
}
