using Microsoft.ML;
using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

public sealed class ForestExportTests
{
    public static TheoryData<BoosterKind, double> Kinds => new()
    {
        { BoosterKind.LightGbm, 0.3 }, { BoosterKind.LightGbm, 0 }, { BoosterKind.FastTree, 0.3 }, { BoosterKind.FastTree, 0 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_forest_says_what_ML_NET_says_of_any_row(BoosterKind kind, double unknown)
    {
        var (table, grown) = Grow(kind, unknown);
        var forest = new Forest(4, 0, grown.Trees);
        Assert.Contains(grown.Trees, x => x.Feature.Length > 1);
        var rows = Rows(table, grown.Trees);
        var answers = Answers(grown.Context, grown.Transformer, rows);
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.True(
                Math.Abs(answers[i].Score - forest.Score(rows[i])) <= 1e-6,
                $"[{string.Join(", ", rows[i])}]: {answers[i].Score} of ML.NET, {forest.Score(rows[i])} of the forest");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_ML_NET_writes_says_the_same_when_it_is_read_again(BoosterKind kind, double unknown)
    {
        var (table, grown) = Grow(kind, unknown);
        var ml = new MLContext(1);
        var read = ml.Model.Load(new MemoryStream(MlNetModel.Pack(grown, 4)), out _);
        var rows = Rows(table, grown.Trees);
        var forest = new Forest(4, 0, grown.Trees);
        Assert.All(Answers(ml, read, rows).Zip(rows), x => Assert.Equal(forest.Score(x.Second), x.First.Score, 1e-6));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Logits_grow_with_the_score_as_is_said(BoosterKind kind, double unknown)
    {
        var (table, grown) = Grow(kind, unknown);
        var slope = Settings(kind).LogitPerScore;
        Assert.All(
            Answers(grown.Context, grown.Transformer, [.. Enumerable.Range(0, 50).Select(x => table.Row(x).ToArray())]),
            x => Assert.Equal(1 / (1 + Math.Exp(-slope * x.Score)), x.Probability, 1e-5));
    }

    [Theory]
    [InlineData(BoosterKind.LightGbm)]
    [InlineData(BoosterKind.FastTree)]
    public void Trees_see_that_a_value_is_unknown_also_where_all_known_ones_are_large(BoosterKind kind)
    {
        var random = new Random(3);
        var (values, labels) = (new float[2000], new bool[2000]);
        for (var i = 0; i < values.Length; i++)
        {
            var unknown = random.NextDouble() < 0.4;
            values[i] = unknown ? float.NaN : 3e9f + (random.Next(1000) * 1e6f);
            labels[i] = random.NextDouble() < (unknown ? 0.8 : 0.1);
        }

        var table = new TrainingTable(["time"], values, labels);
        var forest = new Forest(1, 0, Booster.Grow(Settings(kind), 20, table, [.. Enumerable.Range(0, 2000)], 1, 1).Trees);
        var known = values.Where(x => !float.IsNaN(x)).Max(x => forest.Score([x]));
        Assert.True(forest.Score([float.NaN]) > known + 1, $"{forest.Score([float.NaN])} unknown, {known} known");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parts_add_up_to_the_score_and_weights_to_the_rows(BoosterKind kind, double unknown)
    {
        var (table, grown) = Grow(kind, unknown);
        var weighted = Tables.With(table, weights: [.. Enumerable.Range(0, table.Rows).Select(x => 1 + (x % 3))]);
        int[] all = [.. Enumerable.Range(0, table.Rows)];
        var trees = ForestExport.Weighted(grown.Trees, weighted, all);
        Assert.All(trees, x => Assert.Equal(weighted.Weights!.Sum(y => (double)y), x.Weight.Sum(), 1e-6));
        var forest = ForestExport.Mean(4, [trees, trees]);
        var parts = new double[4];
        foreach (var row in Rows(table, grown.Trees))
        {
            var score = forest.Explain(row, parts);
            Assert.Equal(score, forest.Usual + parts.Sum(), 1e-9);
            Assert.Equal(new Forest(4, 0, grown.Trees).Score(row), score, 1e-9);
        }

        // What is usual is the mean of what it was made from.
        var mean = all.Sum(x => weighted.Weight(x) * forest.Score(table.Row(x))) / weighted.Weights!.Sum(x => (double)x);
        Assert.Equal(mean, forest.Usual, 1e-9);
    }

    [Fact]
    public void Another_kind_of_model_is_refused() =>
        Assert.Contains("System.String", Assert.Throws<NotSupportedException>(() => ForestExport.Trees("no model")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_split_by_category_is_refused()
    {
        var ml = new MLContext(1);
        var random = new Random(1);
        var rows = Enumerable.Range(0, 2000).Select(x => random.Next(30)).Select(x => new Categorised { Category = $"{x}", Label = x % 3 == 0 }).ToArray();
        var data = ml.Data.LoadFromEnumerable(rows);
        var coded = ml.Transforms.Categorical.OneHotEncoding("Features", "Category").Fit(data).Transform(data);
        var trainer = ml.BinaryClassification.Trainers.LightGbm(new Microsoft.ML.Trainers.LightGbm.LightGbmBinaryTrainer.Options
        {
            UseCategoricalSplit = true, MinimumExampleCountPerGroup = 1, NumberOfIterations = 3, NumberOfThreads = 1,
        });
        var refused = Assert.Throws<NotSupportedException>(() => ForestExport.Trees(trainer.Fit(coded).Model));
        Assert.Contains("category", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Categorised
    {
        public string Category { get; set; } = "";

        public bool Label { get; set; }
    }

    private static BoosterSettings Settings(BoosterKind kind) => Tables.Light with { Kind = kind };

    private static (TrainingTable Table, GrownTrees Grown) Grow(BoosterKind kind, double unknown)
    {
        var table = Tables.Draw(1500, 5, unknown);
        return (table, Booster.Grow(Settings(kind), 15, table, [.. Enumerable.Range(0, table.Rows)], 1, 7));
    }

    /// <summary>Rows of the table; then each threshold, what is a bit beside it, and extremes, in rows of the table.</summary>
    private static List<float[]> Rows(TrainingTable table, IReadOnlyList<Tree> trees)
    {
        List<float[]> rows = [.. Enumerable.Range(0, 500).Select(x => table.Row(x).ToArray())];
        float[] extremes = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue, 0, float.Epsilon];
        var changes = trees.SelectMany(x => x.Feature.Zip(x.Threshold)).Distinct().Take(800)
            .SelectMany(x => new[] { x.Second, MathF.BitIncrement(x.Second), MathF.BitDecrement(x.Second) }.Select(y => (x.First, y)))
            .Concat(Enumerable.Range(0, 4).SelectMany(x => extremes.Select(y => (x, y)))).ToArray();
        for (var i = 0; i < changes.Length * 2; i++)
        {
            var row = table.Row(i % table.Rows).ToArray();
            row[changes[i % changes.Length].Item1] = changes[i % changes.Length].Item2;
            rows.Add(row);
        }

        rows.AddRange(extremes.Select(x => new[] { x, x, x, x }));
        return rows;
    }

    private static MlNetAnswer[] Answers(MLContext ml, ITransformer model, List<float[]> rows)
    {
        using var engine = ml.Model.CreatePredictionEngine<MlNetRow, MlNetAnswer>(model, inputSchemaDefinition: MlNetRows.Schema(4));
        return [.. rows.Select(x => engine.Predict(new MlNetRow { Features = x }))];
    }
}
