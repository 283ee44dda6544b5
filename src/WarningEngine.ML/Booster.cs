using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>Trees that were grown, and the model of ML.NET that they come from.</summary>
/// <param name="Trees">Without weights at their leaves.</param>
/// <param name="Transformer">ML.NET's own; says the same.</param>
/// <param name="Context">Which made it.</param>
public sealed record GrownTrees(IReadOnlyList<Tree> Trees, ITransformer Transformer, MLContext Context);

/// <summary>Grows trees with ML.NET: one thread, one seed, so always the same ones.</summary>
public static class Booster
{
    /// <summary>Below 2^20 a threshold and one more are different numbers of 32 bits.</summary>
    private const int LargestExponent = 20;

    /// <summary>Stands for unknown where FastTree grows, which knows no such thing: below everything that is known.</summary>
    internal const float BelowAll = -(1 << (LargestExponent + 4));

    /// <summary>A threshold below it lies between what is unknown and what is known.</summary>
    internal const float LeastKnown = -(1 << LargestExponent);

    /// <param name="settings">How they are grown.</param>
    /// <param name="trees">How many; fewer where nothing is left to learn.</param>
    /// <param name="table">Where the rows stand.</param>
    /// <param name="train">Which of them to train on.</param>
    /// <param name="positiveWeight">What the weight of frauds is multiplied by.</param>
    /// <param name="seed">Of all draws.</param>
    public static GrownTrees Grow(
        BoosterSettings settings, int trees, TrainingTable table, IReadOnlyList<int> train, double positiveWeight, long seed)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(train);
        var number = (int)(Chance.Hash(seed, 0) & int.MaxValue);
        var ml = new MLContext(number);
        var scale = Scale(table);
        var fast = settings.Kind == BoosterKind.FastTree;
        var rows = MlNetRows.View(ml, table, train, scale, fast ? BelowAll : null, positiveWeight);
        var (transformer, model) = fast ? FastTree(ml, settings, trees, number, rows) : LightGbm(ml, settings, trees, number, rows);
        return new GrownTrees(ForestExport.Trees(model, scale), transformer, ml);
    }

    private static (ITransformer Transformer, object Model) LightGbm(MLContext ml, BoosterSettings settings, int trees, int seed, IDataView train)
    {
        var trained = ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            FeatureColumnName = nameof(MlNetRow.Features),
            LabelColumnName = nameof(MlNetRow.Label),
            ExampleWeightColumnName = nameof(MlNetRow.Weight),
            NumberOfIterations = trees,
            NumberOfLeaves = settings.Leaves,
            LearningRate = settings.LearningRate,
            MinimumExampleCountPerLeaf = settings.RowsPerLeaf,
            NumberOfThreads = 1,
            Seed = seed,
            Deterministic = true,
            ForceColumnWise = true,
            HandleMissingValue = true,
            UseCategoricalSplit = false,
            Sigmoid = settings.LogitPerScore,
            Booster = new GradientBooster.Options
            {
                FeatureFraction = settings.FeatureShare,
                SubsampleFraction = settings.RowShare,
                SubsampleFrequency = settings.RowShare < 1 ? 1 : 0,
                L2Regularization = settings.L2,
            },
        }).Fit(train);
        return (trained, trained.Model);
    }

    private static (ITransformer Transformer, object Model) FastTree(MLContext ml, BoosterSettings settings, int trees, int seed, IDataView train)
    {
        var trained = ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            FeatureColumnName = nameof(MlNetRow.Features),
            LabelColumnName = nameof(MlNetRow.Label),
            ExampleWeightColumnName = nameof(MlNetRow.Weight),
            NumberOfTrees = trees,
            NumberOfLeaves = settings.Leaves,
            LearningRate = settings.LearningRate,
            MinimumExampleCountPerLeaf = settings.RowsPerLeaf,
            NumberOfThreads = 1,
            Seed = seed,
            FeatureSelectionSeed = seed,
            FeatureFraction = settings.FeatureShare,
            BaggingSize = settings.RowShare < 1 ? 1 : 0,
            BaggingExampleFraction = settings.RowShare,
        }).Fit(train);
        return (trained, trained.Model);
    }

    /// <summary>Powers of two that bring large features below 2^20: exact, and undone when the trees are read.</summary>
    private static float[]? Scale(TrainingTable table)
    {
        var largest = new float[table.Features.Count];
        for (var i = 0; i < table.Values.Length; i++)
        {
            var size = Math.Abs(table.Values[i]);
            largest[i % largest.Length] = size > largest[i % largest.Length] ? size : largest[i % largest.Length];
        }

        return largest.All(x => x < 1 << LargestExponent) ? null
            : Array.ConvertAll(largest, x => x < 1 << LargestExponent ? 1 : MathF.ScaleB(1, LargestExponent - 1 - MathF.ILogB(x)));
    }
}
