namespace WarningEngine.Core.Models;

/// <summary>Gradient-boosted trees in flat arrays. Only comparisons and additions: the same bits on every machine.</summary>
public sealed class Forest
{
    private readonly int[] _roots;
    private readonly int[] _feature;
    private readonly double[] _threshold;
    private readonly int[] _below;
    private readonly int[] _above;
    private readonly double[] _leaf;
    private readonly double[] _bounds;
    private readonly double[] _calibrated;

    /// <param name="name">Name and version, as decisions quote it.</param>
    /// <param name="roots">Node index of each tree's root; a negative index -1-i is leaf i.</param>
    /// <param name="feature">Feature index of each node.</param>
    /// <param name="threshold">A value at most this goes to <paramref name="below"/>; an unknown one (NaN) goes above.</param>
    /// <param name="below">Child of each node, as in <paramref name="roots"/>.</param>
    /// <param name="above">Child of each node, as in <paramref name="roots"/>.</param>
    /// <param name="leaf">Value of each leaf.</param>
    /// <param name="bounds">Ascending raw scores of the calibration steps.</param>
    /// <param name="calibrated">Probability from each bound on; one more than <paramref name="bounds"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a child is out of range or not after its parent.</exception>
    public Forest(
        string name, int[] roots, int[] feature, double[] threshold, int[] below, int[] above, double[] leaf,
        double[] bounds, double[] calibrated)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(threshold);
        ArgumentNullException.ThrowIfNull(below);
        ArgumentNullException.ThrowIfNull(above);
        ArgumentNullException.ThrowIfNull(leaf);
        ArgumentNullException.ThrowIfNull(bounds);
        ArgumentNullException.ThrowIfNull(calibrated);
        if (threshold.Length != feature.Length || below.Length != feature.Length || above.Length != feature.Length)
        {
            throw new ArgumentException("Arrays of nodes differ in length.", nameof(feature));
        }

        if (calibrated.Length != bounds.Length + 1)
        {
            throw new ArgumentException("One probability more than bounds is needed.", nameof(calibrated));
        }

        for (var node = 0; node < feature.Length; node++)
        {
            foreach (var child in (ReadOnlySpan<int>)[below[node], above[node]])
            {
                // A child after its parent: evaluation ends.
                if (child >= 0 ? child <= node || child >= feature.Length : -1 - child >= leaf.Length)
                {
                    throw new ArgumentException($"Node {node} has child {child}.", nameof(below));
                }
            }
        }

        Name = name;
        (_roots, _feature, _threshold, _below, _above) = (roots, feature, threshold, below, above);
        (_leaf, _bounds, _calibrated) = (leaf, bounds, calibrated);
    }

    public string Name { get; }

    /// <summary>The calibrated probability, 0 to 1.</summary>
    public double Probability(ReadOnlySpan<double> features)
    {
        var score = 0.0;
        foreach (var root in _roots)
        {
            var node = root;
            while (node >= 0)
            {
                node = features[_feature[node]] <= _threshold[node] ? _below[node] : _above[node];
            }

            score += _leaf[-1 - node];
        }

        var step = Array.BinarySearch(_bounds, score);
        return _calibrated[step >= 0 ? step + 1 : ~step];
    }
}
