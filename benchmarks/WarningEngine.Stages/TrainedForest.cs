using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.Stages;

/// <summary>A forest as LightGBM makes it of synthetic rows, as ML.NET evaluates it and as Core does. No value is unknown.</summary>
internal sealed class TrainedForest
{
    public const int Features = 40;
    private const int Trees = 100;
    private const int Leaves = 32;
    private const int TrainingRows = 20_000;

    public TrainedForest(int rows)
    {
        var ml = new MLContext(1);
        var random = new Random(7);
        var trainer = ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
        {
            LabelColumnName = nameof(Row.Label), FeatureColumnName = nameof(Row.Features), NumberOfIterations = Trees,
            NumberOfLeaves = Leaves, MinimumExampleCountPerLeaf = 20, LearningRate = 0.1, NumberOfThreads = 1, Seed = 1,
        });
        Trained = trainer.Fit(ml.Data.LoadFromEnumerable(Draw(TrainingRows, random)));
        Rows = [.. Draw(rows, random)];
        Loaded = ml.Data.Cache(ml.Data.LoadFromEnumerable(Rows));
        Engine = ml.Model.CreatePredictionEngine<Row, Scored>(Trained);
        Core = ForestExport.Mean(Features, [ForestExport.Trees(Trained.Model)]);
        if (Core.Trees.Count != Trees || Core.Trees.Any(x => x.Leaf.Length != Leaves))
        {
            throw new InvalidOperationException(
                $"Trained were {Core.Trees.Count} trees with {Core.Trees.Sum(x => x.Leaf.Length)} leaves, not {Trees} with {Leaves} each.");
        }
    }

    public Row[] Rows { get; }

    /// <summary>The rows in memory, as a table of ML.NET.</summary>
    public IDataView Loaded { get; }

    public PredictionEngine<Row, Scored> Engine { get; }

    public BinaryPredictionTransformer<CalibratedModelParametersBase<LightGbmBinaryModelParameters, PlattCalibrator>> Trained { get; }

    public Forest Core { get; }

    /// <summary>Counts, amounts, shares and noise; the label depends on some of them together.</summary>
    private static IEnumerable<Row> Draw(int count, Random random)
    {
        for (var row = 0; row < count; row++)
        {
            var values = new float[Features];
            for (var i = 0; i < Features; i++)
            {
                var x = random.NextDouble();
                values[i] = (float)((i % 4) switch
                {
                    0 => Math.Floor(-Math.Log(1 - x) * 5),
                    1 => Math.Exp((x * 10) - 2),
                    2 => x,
                    _ => Math.Max(0, (x * 4) - 2),
                });
            }

            var risk = (values[0] > 6 ? 1 : 0) + (values[2] * values[6] * 3) + (values[1] > 100 && values[3] > 1 ? 2 : 0)
                + Math.Sin(values[10] * 9) + (values[4] * values[14] / 8) + (values[7] - values[11]);
            yield return new Row { Features = values, Label = risk + (random.NextDouble() * 2) > 4.5 };
        }
    }

    internal sealed class Row
    {
        [VectorType(TrainedForest.Features)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    internal sealed class Scored
    {
        public float Score { get; set; }
    }
}
