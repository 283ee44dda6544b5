namespace WarningEngine.ML;

/// <summary>Which library grows the trees.</summary>
public enum BoosterKind
{
    LightGbm,

    /// <summary>Knows no unknown values; they are below all others to it.</summary>
    FastTree,
}

/// <summary>How trees are grown.</summary>
public sealed record BoosterSettings
{
    public required BoosterKind Kind { get; init; }

    public required int Leaves { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Rows that a leaf holds at least.</summary>
    public required int RowsPerLeaf { get; init; }

    /// <summary>Share of the features that a tree may look at.</summary>
    public double FeatureShare { get; init; } = 1;

    /// <summary>Share of the rows that a tree is grown on; drawn anew for each.</summary>
    public double RowShare { get; init; } = 1;

    /// <summary>How strongly leaf values are drawn to 0; LightGBM alone.</summary>
    public double L2 { get; init; }

    /// <summary>By how much the score's logit grows with it: LightGBM's sigmoid, or FastTree's step.</summary>
    public double LogitPerScore => Kind == BoosterKind.LightGbm ? 0.5 : 2 * LearningRate;

    /// <summary>Few and far apart: among many that are near to each other, the best on validation is the luckiest.</summary>
    public static IReadOnlyList<BoosterSettings> Candidates { get; } =
    [
        LightGbm(leaves: 8, rate: 0.06, rowsPerLeaf: 20, features: 0.5, rows: 0.7, l2: 1),
        LightGbm(leaves: 16, rate: 0.05, rowsPerLeaf: 20, features: 0.3, rows: 0.7, l2: 5),
        LightGbm(leaves: 31, rate: 0.05, rowsPerLeaf: 20, features: 0.8, rows: 0.8, l2: 1),
        LightGbm(leaves: 31, rate: 0.04, rowsPerLeaf: 50, features: 0.5, rows: 0.7, l2: 10),
        LightGbm(leaves: 63, rate: 0.04, rowsPerLeaf: 20, features: 0.3, rows: 0.8, l2: 10),
        FastTree(leaves: 16, rate: 0.1, rowsPerLeaf: 20, features: 0.5),
        FastTree(leaves: 32, rate: 0.06, rowsPerLeaf: 20, features: 0.5),
    ];

    private static BoosterSettings LightGbm(int leaves, double rate, int rowsPerLeaf, double features, double rows, double l2) => new()
    {
        Kind = BoosterKind.LightGbm, Leaves = leaves, LearningRate = rate, RowsPerLeaf = rowsPerLeaf, FeatureShare = features, RowShare = rows, L2 = l2,
    };

    private static BoosterSettings FastTree(int leaves, double rate, int rowsPerLeaf, double features) => new()
    {
        Kind = BoosterKind.FastTree, Leaves = leaves, LearningRate = rate, RowsPerLeaf = rowsPerLeaf, FeatureShare = features, RowShare = 0.7,
    };
}
