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
