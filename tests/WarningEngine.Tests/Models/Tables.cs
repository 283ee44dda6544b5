using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

/// <summary>Tables drawn from a seed in which there is something to learn: also from what is unknown, and from large numbers.</summary>
internal static class Tables
{
    /// <summary>Trees enough to show everything, and few enough to be quick.</summary>
    public static TrainingOptions Quick { get; } = new()
    {
        Folds = 3, TreesMax = 20, Seeds = 2, Candidates = [Light, new() { Kind = BoosterKind.FastTree, Leaves = 8, LearningRate = 0.1, RowsPerLeaf = 10 }],
    };

    public static BoosterSettings Light =>
        new() { Kind = BoosterKind.LightGbm, Leaves = 12, LearningRate = 0.1, RowsPerLeaf = 10, FeatureShare = 0.8, RowShare = 0.8, L2 = 1 };

    /// <param name="rows">How many.</param>
    /// <param name="seed">Of all values.</param>
    /// <param name="unknown">Share of values of the first and second feature that are unknown; that a value is unknown says something.</param>
    public static TrainingTable Draw(int rows, int seed, double unknown = 0.3)
    {
        var random = new Random(seed);
        var (values, labels) = (new float[rows * 4], new bool[rows]);
        for (var row = 0; row < rows; row++)
        {
            var (small, large) = (random.NextSingle() * 10, 1e8f + random.Next(1, 1000));
            var (first, second) = (random.NextDouble() < unknown, random.NextDouble() < unknown);
            labels[row] = random.NextDouble() < (first ? 0.7 : small > 7 ? 0.5 : 0.1) * (second ? 1.3 : large > 1e8f + 500 ? 0.9 : 0.4);
            values[(row * 4) + 0] = first ? float.NaN : small;
            values[(row * 4) + 1] = second ? float.NaN : large;
            values[(row * 4) + 2] = random.Next(-2, 3);
            values[(row * 4) + 3] = random.NextSingle() - 0.5f;
        }

        return new TrainingTable(["small", "large", "whole", "noise"], values, labels);
    }

    public static TrainingTable With(TrainingTable table, float[]? weights = null, long[]? times = null, int[]? groups = null, int[]? sources = null) =>
        new(table.Features, table.Values, table.Labels) { Weights = weights, TimesMs = times, Groups = groups, Sources = sources };
}
