namespace WarningEngine.Core.Models;

/// <summary>One tree in arrays. A child of 0 or more is a node, which stands after its parent; a negative one, -1-i, is leaf i.
/// A tree without nodes is its only leaf.</summary>
public sealed record Tree
{
    /// <summary>Which feature each node asks for.</summary>
    public required int[] Feature { get; init; }

    /// <summary>A value at most this goes to <see cref="Below"/>. Finite.</summary>
    public required float[] Threshold { get; init; }

    /// <summary>Where an unknown value (NaN) goes: below, or above.</summary>
    public required bool[] MissingBelow { get; init; }

    public required int[] Below { get; init; }

    public required int[] Above { get; init; }

    /// <summary>What each leaf adds to the score. Finite.</summary>
    public required double[] Leaf { get; init; }

    /// <summary>How much of what the tree was made from came to each leaf, 0 or more: what is usual at a node is told by it.</summary>
    public required double[] Weight { get; init; }

    /// <summary>The same tree where one feature always has one value: it asks for it no more.</summary>
    /// <param name="feature">Which; one that it does not ask for changes nothing.</param>
    /// <param name="value">NaN: it is never known.</param>
    public Tree Given(int feature, float value)
    {
        var (nodes, leaves) = (new List<(int Old, int Below, int Above)>(), new List<int>());
        Copy(Feature.Length == 0 ? -1 : 0);
        return new Tree
        {
            Feature = [.. nodes.Select(x => Feature[x.Old])],
            Threshold = [.. nodes.Select(x => Threshold[x.Old])],
            MissingBelow = [.. nodes.Select(x => MissingBelow[x.Old])],
            Below = [.. nodes.Select(x => x.Below)],
            Above = [.. nodes.Select(x => x.Above)],
            Leaf = [.. leaves.Select(x => Leaf[x])],
            Weight = [.. leaves.Select(x => Weight[x])],
        };

        // A child still stands after its parent.
        int Copy(int child)
        {
            while (child >= 0 && Feature[child] == feature)
            {
                child = (float.IsNaN(value) ? MissingBelow[child] : value <= Threshold[child]) ? Below[child] : Above[child];
            }

            if (child < 0)
            {
                leaves.Add(-1 - child);
                return -leaves.Count;
            }

            var place = nodes.Count;
            nodes.Add((child, 0, 0));
            var below = Copy(Below[child]);
            nodes[place] = (child, below, Copy(Above[child]));
            return place;
        }
    }

    /// <summary>What is wrong with it; null where nothing is.</summary>
    /// <param name="features">How many features there are.</param>
    public string? Wrong(int features)
    {
        var nodes = Feature.Length;
        if (Threshold.Length != nodes || MissingBelow.Length != nodes || Below.Length != nodes || Above.Length != nodes
            || Leaf.Length != nodes + 1 || Weight.Length != Leaf.Length)
        {
            return "its arrays do not fit each other";
        }

        // Each node and leaf has one parent: as many children as there are places, none of them twice, and all can be reached.
        var seen = new HashSet<int>();
        for (var node = 0; node < nodes; node++)
        {
            if (Feature[node] < 0 || Feature[node] >= features)
            {
                return $"node {node} asks for feature {Feature[node]} of {features}";
            }

            if (!float.IsFinite(Threshold[node]))
            {
                return $"the threshold of node {node} is {Threshold[node]}";
            }

            foreach (var child in (ReadOnlySpan<int>)[Below[node], Above[node]])
            {
                if (child >= 0 ? child <= node || child >= nodes : -1 - child >= Leaf.Length)
                {
                    return $"node {node} has child {child}";
                }

                if (!seen.Add(child))
                {
                    return $"child {child} has two parents";
                }
            }
        }

        for (var leaf = 0; leaf < Leaf.Length; leaf++)
        {
            if (!double.IsFinite(Leaf[leaf]) || !double.IsFinite(Weight[leaf]) || Weight[leaf] < 0)
            {
                return $"leaf {leaf} has value {Leaf[leaf]} and weight {Weight[leaf]}";
            }
        }

        return null;
    }
}
