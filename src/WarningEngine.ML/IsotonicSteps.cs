using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>Isotonic regression: the never falling steps with the least square distance from what happened.</summary>
internal static class IsotonicSteps
{
    /// <summary>Neighbouring scores with one probability.</summary>
    internal record struct Block(double Centre, double Weight, double Probability);

    /// <summary>Steps, drawn towards the mean by the weight of one row each (ten pure rows are no certainty), then their centres as points.</summary>
    public static Calibration Fit(double[] scores, bool[] labels, float[]? weights)
    {
        var blocks = Pool(Blocks(scores, labels, weights));
        var all = blocks.Sum(x => x.Weight);
        var (mean, one) = (blocks.Sum(x => x.Weight * x.Probability) / all, all / scores.Length);
        blocks = Pool(blocks.Select(x => x with { Probability = ((x.Weight * x.Probability) + (one * mean)) / (x.Weight + one) }));
        List<double> at = [], probability = [];
        foreach (var block in blocks)
        {
            // Rounding may leave two centres, or the mean of two equal shares, in the wrong order by a bit.
            if (at.Count == 0 || block.Centre > at[^1])
            {
                at.Add(block.Centre);
                probability.Add(Math.Clamp(block.Probability, probability.Count == 0 ? 0 : probability[^1], 1));
            }
        }

        return CalibrationFit.Thin(at, probability);
    }

    /// <summary>One block a distinct score, ascending, with the share of frauds.</summary>
    internal static IEnumerable<Block> Blocks(double[] scores, bool[] labels, float[]? weights)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(order, (x, y) => scores[x].CompareTo(scores[y]) is not 0 and var c ? c : x.CompareTo(y));
        for (var i = 0; i < order.Length;)
        {
            var score = scores[order[i]];
            double weight = 0, positive = 0;
            for (; i < order.Length && scores[order[i]] == score; i++)
            {
                var one = weights is null ? 1.0 : weights[order[i]];
                weight += one;
                positive += labels[order[i]] ? one : 0;
            }

            yield return new Block(score, weight, positive / weight);
        }
    }

    /// <summary>Pools adjacent blocks of which the later is not above the earlier.</summary>
    internal static List<Block> Pool(IEnumerable<Block> blocks)
    {
        List<Block> pooled = [];
        foreach (var block in blocks)
        {
            var last = block;
            while (pooled.Count > 0 && pooled[^1].Probability >= last.Probability)
            {
                var before = pooled[^1];
                var weight = before.Weight + last.Weight;
                last = new Block(
                    ((before.Centre * before.Weight) + (last.Centre * last.Weight)) / weight, weight,
                    ((before.Probability * before.Weight) + (last.Probability * last.Weight)) / weight);
                pooled.RemoveAt(pooled.Count - 1);
            }

            pooled.Add(last);
        }

        return pooled;
    }
}
