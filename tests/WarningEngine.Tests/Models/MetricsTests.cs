using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

public sealed class MetricsTests
{
    private const long HourMs = 3_600_000;

    [Fact]
    public void Six_rows_have_the_metrics_that_were_computed_by_hand()
    {
        // Ranked: fraud, fraud, other, fraud, other, other.
        var metrics = Measure([6, 5, 4, 3, 2, 1], [0.9, 0.8, 0.7, 0.6, 0.2, 0.1], [true, true, false, true, false, false]);
        Assert.Equal(8.0 / 9, metrics.Auc, 12);
        Assert.Equal((1 + 1 + (3.0 / 4)) / 3, metrics.AveragePrecision, 12);
        Assert.Equal(2.0 / 3, metrics.RecallAt01, 12);
        Assert.Equal((0.01 + 0.04 + 0.49 + 0.16 + 0.04 + 0.01) / 6, metrics.Brier, 12);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.8) + Math.Log(0.3) + Math.Log(0.6) + Math.Log(0.8) + Math.Log(0.9)) / 6, metrics.LogLoss, 12);

        // Six rows are six bins.
        Assert.Equal((0.1 + 0.2 + 0.7 + 0.4 + 0.2 + 0.1) / 6, metrics.CalibrationError, 12);
        Assert.True(double.IsNaN(metrics.PrecisionAtCapacity));
    }

    [Fact]
    public void Ties_count_half_and_stand_in_one_bin()
    {
        var metrics = Measure([1, 1, 1, 1], [0.5, 0.5, 0.5, 0.5], [true, false, true, false]);
        Assert.Equal(0.5, metrics.Auc, 12);
        Assert.Equal(0.5, metrics.AveragePrecision, 12);
        Assert.Equal(0, metrics.CalibrationError, 12);
        Assert.Equal(0, metrics.RecallAt01, 12);
    }

    [Fact]
    public void Calibration_is_measured_in_bins_of_equal_mass()
    {
        // 150 rows are 15 bins of ten, each with five frauds where 0.1 + bin / 20 are foretold.
        var rows = Enumerable.Range(0, 150).ToArray();
        var foretold = Array.ConvertAll(rows, x => 0.1 + (x / 10 / 20.0) + (x % 10 * 1e-9));
        var metrics = Measure(foretold, foretold, Array.ConvertAll(rows, x => x % 2 == 0));
        Assert.Equal(Enumerable.Range(0, 15).Average(x => Math.Abs(0.1 + (x / 20.0) - 0.5)), metrics.CalibrationError, 7);
    }

    [Fact]
    public void Ranks_give_what_brute_force_gives()
    {
        var random = new Random(11);
        for (var round = 0; round < 20; round++)
        {
            var rows = Draw(random, 60);
            var metrics = new RankedRows(rows, 2).Measure(null);
            Assert.Equal(PairsAuc(rows), metrics.Auc, 12);
            Assert.Equal(Recall(rows, 0.01), metrics.RecallAt01, 12);
            Assert.Equal(AveragePrecision(rows), metrics.AveragePrecision, 12);
        }
    }

    [Fact]
    public void A_weight_is_a_row_that_is_repeated()
    {
        var random = new Random(12);
        for (var round = 0; round < 20; round++)
        {
            var rows = Draw(random, 80);
            var repeated = rows.Some([.. Enumerable.Range(0, 80).SelectMany(x => Enumerable.Repeat(x, (int)rows.Weights![x]))]) with { Weights = null };
            var (weighted, each) = (new RankedRows(rows, 3).Measure(null), new RankedRows(repeated, 3).Measure(null));
            Assert.Equal(each.Auc, weighted.Auc, 12);
            Assert.Equal(each.AveragePrecision, weighted.AveragePrecision, 12);
            Assert.Equal(each.RecallAt01, weighted.RecallAt01, 12);
            Assert.Equal(each.RecallAt001, weighted.RecallAt001, 12);
            Assert.Equal(each.CalibrationError, weighted.CalibrationError, 12);
            Assert.Equal(each.Brier, weighted.Brier, 12);
            Assert.Equal(each.LogLoss, weighted.LogLoss, 12);
            Assert.Equal(each.PrecisionAtCapacity, weighted.PrecisionAtCapacity, 12);

            // Drawn as often as a weight says is the same again.
            var drawn = new RankedRows(rows with { Weights = null }, 3).Measure(Array.ConvertAll(rows.Weights!, x => (byte)x));
            Assert.Equal(each.Auc, drawn.Auc, 12);
            Assert.Equal(each.CalibrationError, drawn.CalibrationError, 12);
            Assert.Equal(each.PrecisionAtCapacity, drawn.PrecisionAtCapacity, 12);
        }
    }

    [Fact]
    public void Capacity_is_spent_on_the_highest_scores_of_each_hour()
    {
        var rows = new JudgedRows([9, 8, 7, 1, 2], [0.9, 0.8, 0.7, 0.1, 0.2], [true, false, true, true, false])
        {
            TimesMs = [0, 1, HourMs - 1, HourMs, HourMs + 5],
        };

        // Two of the first hour (one right), one of the second that is wrong and one that is right.
        Assert.Equal(0.5, new RankedRows(rows, 2).Measure(null).PrecisionAtCapacity, 12);
        Assert.Equal(0.5, new RankedRows(rows, 1).Measure(null).PrecisionAtCapacity, 12);
        Assert.Equal(0.6, new RankedRows(rows, 60).Measure(null).PrecisionAtCapacity, 12);
    }

    [Fact]
    public void Intervals_hold_the_value_repeat_and_are_wider_for_persons()
    {
        var rows = Draw(new Random(13), 600) with { Weights = null };
        var byRow = ModelEvaluation.Judge(rows);
        Assert.InRange(byRow.Auc!.Value, byRow.Auc.Low, byRow.Auc.High);
        Assert.Equal(byRow.Auc, ModelEvaluation.Judge(rows).Auc);

        // Each row ten times is no more evidence than once, if one knows that it is the same person.
        int[] tenfold = [.. Enumerable.Range(0, 6000).Select(x => x / 10)];
        var repeated = rows.Some(tenfold);
        var (deceived, honest) = (ModelEvaluation.Judge(repeated), ModelEvaluation.Judge(repeated with { Groups = tenfold }));
        Assert.True(Width(deceived) < Width(byRow) / 2, $"{Width(deceived)} of rows, {Width(byRow)} before");
        Assert.InRange(Width(honest) / Width(byRow), 0.8, 1.25);

        static double Width(EvaluationReport report) => report.Auc!.High - report.Auc.Low;
    }

    [Fact]
    public void Breakdowns_judge_their_own_rows_and_say_null_where_nothing_can_be_had()
    {
        var rows = new JudgedRows([1, 2, 3, 4, 5], [0.1, 0.2, 0.3, 0.4, 0.5], [false, true, true, false, false])
        {
            TimesMs = [0, 0, 0, 0, 0],
            Breakdowns = new Dictionary<string, string?[]> { ["region"] = ["a", "a", "b", "a", "c"] },
        };
        var by = ModelEvaluation.Judge(rows).By!["region"];
        Assert.Equal(["a", "b", "c"], by.Keys);
        Assert.Equal((3, 1, 0.5), (by["a"].Rows, by["a"].Positives, by["a"].Auc!.Value));
        Assert.Equal((1, 1), (by["b"].Rows, by["b"].Positives));
        Assert.Null(by["b"].Auc);
        Assert.Null(by["a"].PrecisionAtCapacity);
        Assert.Null(by["c"].RecallAtFpr["0.01"]);
        Assert.NotNull(by["c"].Brier);
    }

    /// <summary>Of a model that foretells rightly the error is chance alone, and drawing again adds as much once more.</summary>
    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public void The_interval_of_the_calibration_error_holds_its_value(int seed)
    {
        var random = new Random(seed);
        var foretold = Enumerable.Range(0, 2_000).Select(_ => random.NextDouble()).ToArray();
        var error = ModelEvaluation.Judge(new JudgedRows(foretold, foretold, Array.ConvertAll(foretold, x => random.NextDouble() < x))).CalibrationError!;

        Assert.InRange(error.Value, error.Low, error.High);
        Assert.InRange(error.Low, 0, error.Value - 0.002);
        Assert.InRange(error.High, error.Value + 0.002, 0.1);
    }

    private static Metrics Measure(double[] scores, double[] foretold, bool[] labels) => new RankedRows(new JudgedRows(scores, foretold, labels), 60).Measure(null);

    /// <summary>Few distinct scores, so many ties; whole weights; times in three hours.</summary>
    private static JudgedRows Draw(Random random, int count)
    {
        var scores = Enumerable.Range(0, count).Select(_ => (double)random.Next(25)).ToArray();
        return new JudgedRows(scores, Array.ConvertAll(scores, x => x / 30), Array.ConvertAll(scores, x => random.Next(30) < x))
        {
            Weights = Array.ConvertAll(scores, _ => (float)random.Next(1, 4)),
            TimesMs = Array.ConvertAll(scores, _ => random.Next(3) * HourMs),
        };
    }

    private static double PairsAuc(JudgedRows rows)
    {
        double won = 0, all = 0;
        for (var i = 0; i < rows.Labels.Length; i++)
        {
            for (var j = 0; j < rows.Labels.Length; j++)
            {
                var weight = rows.Labels[i] && !rows.Labels[j] ? rows.Weights![i] * rows.Weights[j] : 0;
                all += weight;
                won += weight * (rows.Scores[i] > rows.Scores[j] ? 1 : rows.Scores[i] == rows.Scores[j] ? 0.5 : 0);
            }
        }

        return won / all;
    }

    private static (double Hit, double Wrong) From(JudgedRows rows, double least)
    {
        var above = Enumerable.Range(0, rows.Labels.Length).Where(x => rows.Scores[x] >= least).ToArray();
        return (above.Where(x => rows.Labels[x]).Sum(x => rows.Weights![x]), above.Where(x => !rows.Labels[x]).Sum(x => rows.Weights![x]));
    }

    private static double Recall(JudgedRows rows, double share)
    {
        var (positive, negative) = From(rows, double.NegativeInfinity);
        return rows.Scores.Distinct().Select(x => From(rows, x)).Where(x => x.Wrong <= share * negative).Select(x => x.Hit / positive).DefaultIfEmpty(0).Max();
    }

    private static double AveragePrecision(JudgedRows rows)
    {
        var positive = From(rows, double.NegativeInfinity).Hit;
        double sum = 0, before = 0;
        foreach (var least in rows.Scores.Distinct().OrderDescending())
        {
            var (hit, wrong) = From(rows, least);
            sum += (hit - before) / positive * hit / (hit + wrong);
            before = hit;
        }

        return sum;
    }
}
