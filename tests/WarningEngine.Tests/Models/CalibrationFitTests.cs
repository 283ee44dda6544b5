using WarningEngine.Core;
using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

public sealed class CalibrationFitTests
{
    [Fact]
    public void Pooled_blocks_are_the_nearest_rising_steps()
    {
        var random = new Random(21);
        for (var round = 0; round < 30; round++)
        {
            var (scores, labels, weights) = Draw(random, 25);
            var single = IsotonicSteps.Blocks(scores, labels, weights).ToArray();
            var pooled = IsotonicSteps.Pool(single);
            var steps = Spread(pooled, single);
            for (var i = 0; i < single.Length; i++)
            {
                // Of all blocks from at most i to at least i: the greatest least mean.
                var expected = Enumerable.Range(0, i + 1).Max(from => Enumerable.Range(i, single.Length - i).Min(to => Mean(single, from, to)));
                Assert.Equal(expected, steps[i], 9);
            }
        }

        static double Mean(IsotonicSteps.Block[] blocks, int from, int to) =>
            blocks[from..(to + 1)].Sum(x => x.Weight * x.Probability) / blocks[from..(to + 1)].Sum(x => x.Weight);

        // Which pooled block holds each single one is told by the weights.
        static double[] Spread(List<IsotonicSteps.Block> pooled, IsotonicSteps.Block[] single)
        {
            var passed = 0.0;
            return Array.ConvertAll(single, one =>
            {
                passed += one.Weight;
                var upTo = 0.0;
                return pooled.First(x => (upTo += x.Weight) >= passed - 1e-9).Probability;
            });
        }
    }

    [Theory]
    [InlineData(CalibrationKind.Platt)]
    [InlineData(CalibrationKind.Isotonic)]
    public void Probabilities_rise_and_are_right_on_the_whole(CalibrationKind kind)
    {
        var (scores, labels, _) = Draw(new Random(22), 5000, steps: 100_000);
        var fitted = CalibrationFit.Fit(kind, scores, labels, null);
        Assert.InRange(fitted.Scores.Count, 2, Limits.CalibrationPointsMax);
        Assert.Equal(fitted.Probabilities.Order(), fitted.Probabilities);
        Assert.All(fitted.Probabilities, x => Assert.InRange(x, 0, 1));
        Assert.Equal(labels.Average(x => x ? 1.0 : 0), scores.Average(fitted.Of), 2);
        var error = new RankedRows(new JudgedRows(scores, Array.ConvertAll(scores, fitted.Of), labels), 1).Measure(null).CalibrationError;
        Assert.InRange(error, 0, 0.03);
    }

    [Theory]
    [InlineData(CalibrationKind.Platt)]
    [InlineData(CalibrationKind.Isotonic)]
    public void Weights_count_and_their_scale_does_not(CalibrationKind kind)
    {
        var (scores, labels, weights) = Draw(new Random(23), 400);
        var weighted = CalibrationFit.Fit(kind, scores, labels, weights);
        var scaled = CalibrationFit.Fit(kind, scores, labels, Array.ConvertAll(weights, x => x * 7));
        Assert.All(scores.Distinct(), x => Assert.Equal(weighted.Of(x), scaled.Of(x), 1e-6));
        Assert.Contains(scores, x => Math.Abs(CalibrationFit.Fit(kind, scores, labels, null).Of(x) - weighted.Of(x)) > 1e-4);
    }

    [Fact]
    public void A_weight_is_a_row_that_is_repeated()
    {
        var (scores, labels, weights) = Draw(new Random(26), 200);
        int[] rows = [.. Enumerable.Range(0, 200).SelectMany(x => Enumerable.Repeat(x, (int)weights[x]))];
        var repeated = IsotonicSteps.Pool(IsotonicSteps.Blocks(Array.ConvertAll(rows, x => scores[x]), Array.ConvertAll(rows, x => labels[x]), null));
        var weighted = IsotonicSteps.Pool(IsotonicSteps.Blocks(scores, labels, weights));
        Assert.Equal(repeated.Count, weighted.Count);
        Assert.All(repeated.Zip(weighted), x => Assert.Equal(x.First.Probability, x.Second.Probability, 1e-9));
    }

    [Fact]
    public void Platts_curve_is_found_again_where_it_is_one()
    {
        var random = new Random(24);
        var scores = Enumerable.Range(0, 100_000).Select(_ => (random.NextDouble() * 8) - 6).ToArray();
        var labels = Array.ConvertAll(scores, x => random.NextDouble() < 1 / (1 + Math.Exp(-((1.5 * x) + 1))));
        var (slope, shift) = PlattCurve.Curve(scores, labels, null);
        Assert.Equal(1.5, slope, 0.05);
        Assert.Equal(1, shift, 0.05);
        var fitted = PlattCurve.Fit(scores, labels, null);
        Assert.All(Enumerable.Range(-60, 80).Select(x => x / 10.0), x => Assert.Equal(1 / (1 + Math.Exp(-((slope * x) + shift))), fitted.Of(x), 1e-5));
    }

    [Fact]
    public void What_ranks_the_wrong_way_round_says_how_frequent_frauds_are()
    {
        double[] scores = [.. Enumerable.Range(0, 1000)];
        var labels = Array.ConvertAll(scores, x => x < 100);
        var platt = CalibrationFit.Fit(CalibrationKind.Platt, scores, labels, null);
        var isotonic = CalibrationFit.Fit(CalibrationKind.Isotonic, scores, labels, null);
        Assert.All(scores, x => Assert.Equal(0.1, platt.Of(x), 0.002));
        Assert.All(scores, x => Assert.Equal(0.1, isotonic.Of(x), 0.002));
    }

    [Fact]
    public void The_better_of_the_two_is_chosen()
    {
        // A curve that is one, and few rows: Platt. A staircase, and many: isotonic.
        var random = new Random(25);
        var few = Enumerable.Range(0, 150).Select(_ => (random.NextDouble() * 6) - 3).ToArray();
        var byCurve = Array.ConvertAll(few, x => random.NextDouble() < 1 / (1 + Math.Exp(-2 * x)));
        Assert.Equal(CalibrationKind.Platt, CalibrationFit.Choose(few, byCurve, null, null, 1).Choice.Chosen);
        var many = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble()).ToArray();
        var byStairs = Array.ConvertAll(many, x => random.NextDouble() < (x < 0.5 ? 0.1 : x < 0.9 ? 0.15 : 0.95));
        var choice = CalibrationFit.Choose(many, byStairs, null, null, 1).Choice;
        Assert.Equal(CalibrationKind.Isotonic, choice.Chosen);
        Assert.True(choice.Isotonic.CalibrationError < choice.Platt.CalibrationError);
    }

    [Fact]
    public void Points_have_a_bound()
    {
        var points = Enumerable.Range(0, 3 * Limits.CalibrationPointsMax).Select(x => (double)x).ToList();
        var thinned = CalibrationFit.Thin(points, [.. points.Select(x => x / points.Count)]);
        Assert.Equal((0, points[^1]), (thinned.Scores[0], thinned.Scores[^1]));
        Assert.InRange(thinned.Scores.Count, 2, Limits.CalibrationPointsMax);
        Assert.Equal(1.0 / 3, thinned.Of(points.Count / 3), 1e-9);
    }

    private static (double[] Scores, bool[] Labels, float[] Weights) Draw(Random random, int count, int steps = 12)
    {
        var scores = Enumerable.Range(0, count).Select(_ => (double)random.Next(steps)).ToArray();
        return (scores, Array.ConvertAll(scores, x => random.NextDouble() < x * x / steps / steps), Array.ConvertAll(scores, _ => random.Next(2) == 0 ? 1f : 3f));
    }
}
