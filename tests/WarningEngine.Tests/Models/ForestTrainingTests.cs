using WarningEngine.Core.Models;
using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

public sealed class ForestTrainingTests
{
    [Fact]
    public void The_same_seed_grows_the_same_bytes_and_another_one_others()
    {
        var table = Tables.Draw(800, 31);
        Assert.Equal(Bytes(1), Bytes(1));
        Assert.NotEqual(Bytes(1), Bytes(2));

        byte[] Bytes(long seed)
        {
            var trained = ForestTraining.Train(table, Tables.Quick with { Seed = seed });
            return [.. ForestCodec.Write(trained.Forest, trained.Calibration), .. trained.MlNet.SelectMany(x => x)];
        }
    }

    [Fact]
    public void What_was_learned_holds_for_rows_of_another_draw()
    {
        var trained = ForestTraining.Train(Tables.Draw(4000, 32), Tables.Quick with { TreesMax = 60 });
        var other = Tables.Draw(4000, 33);
        var scores = new double[other.Rows];
        trained.Forest.Score(other.Values, scores);
        var judged = ModelEvaluation.Judge(new JudgedRows(scores, Array.ConvertAll(scores, trained.Calibration.Of), other.Labels));
        Assert.True(judged.Auc!.Value > 0.8, $"{judged.Auc}");
        Assert.True(judged.CalibrationError!.Value < 0.04, $"{judged.CalibrationError}");
        Assert.InRange(trained.Validation.Auc!.Value, judged.Auc.Low - 0.02, judged.Auc.High + 0.02);
        Assert.Equal(2, trained.Tried.Count);
        Assert.Equal(trained.Tried.Min(x => x.LogLoss), trained.Chosen.LogLoss);
        Assert.Equal(2 * trained.Chosen.Trees, trained.Forest.Trees.Count);
    }

    [Theory]
    [InlineData(BoosterKind.LightGbm)]
    [InlineData(BoosterKind.FastTree)]
    public void Weights_are_learned_from(BoosterKind kind)
    {
        // The same values with both labels: only weights say which is more frequent.
        const int rows = 600;
        var values = Enumerable.Range(0, rows).Select(x => (float)(x / 2 % 2)).ToArray();
        var labels = Enumerable.Range(0, rows).Select(x => x % 2 == 0).ToArray();
        float[] weights = [.. Enumerable.Range(0, rows).Select(x => labels[x] == (values[x] > 0) ? 3f : 1f)];
        var table = new TrainingTable(["a"], values, labels) { Weights = weights };
        var options = Tables.Quick with { Candidates = [Tables.Light with { Kind = kind, RowShare = 1, FeatureShare = 1 }] };
        var trained = ForestTraining.Train(table, options);
        double Of(float value) => trained.Calibration.Of(trained.Forest.Score([value]));
        Assert.Equal(0.75, Of(1), 0.03);
        Assert.Equal(0.25, Of(0), 0.03);

        // How much frauds count while growing moves the score, not what is foretold.
        var heavier = ForestTraining.Train(table, options with { PositiveWeight = 20 });
        Assert.True(heavier.Forest.Score([0]) > trained.Forest.Score([0]) + 1);
        Assert.Equal(0.25, heavier.Calibration.Of(heavier.Forest.Score([0])), 0.03);
    }

    [Fact]
    public void With_times_only_the_later_part_validates()
    {
        var table = Tables.Draw(900, 34);
        var timed = Tables.With(table, times: [.. Enumerable.Range(0, 900).Select(x => (long)x)]);
        var trained = ForestTraining.Train(timed, Tables.Quick);
        Assert.Equal(Enumerable.Range(675, 225), trained.ValidationScores.Rows);
        Assert.NotNull(trained.Validation.PrecisionAtCapacity);
    }

    [Fact]
    public void Bounds_and_a_stop_are_kept()
    {
        var table = Tables.Draw(200, 35);
        Assert.Throws<ArgumentException>(() => ForestTraining.Train(table, Tables.Quick with { Seeds = 1000 }));
        Assert.Throws<ArgumentException>(() => ForestTraining.Train(table, Tables.Quick with { Candidates = [Tables.Light with { Leaves = 65 }] }));
        Assert.Throws<ArgumentException>(() => ForestTraining.Train(table, Tables.Quick with { PositiveWeight = 0 }));
        Assert.ThrowsAny<OperationCanceledException>(() => ForestTraining.Train(table, Tables.Quick, null, new CancellationToken(canceled: true)));
    }
}
