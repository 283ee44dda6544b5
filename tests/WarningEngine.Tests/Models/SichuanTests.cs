using WarningEngine.ML;

namespace WarningEngine.Tests.Models;

/// <summary>Real subscribers, a month or more of each in 55 numbers: everything is chosen within the part to train on.</summary>
public sealed class SichuanTests
{
    [Fact]
    public void Forests_rank_real_subscribers_as_well_as_is_claimed()
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("WARNING_ENGINE_DATA") ?? "", "sichuan-subscribers.csv");
        Assert.SkipUnless(Path.IsPathRooted(path) && File.Exists(path), "WARNING_ENGINE_DATA names no folder with sichuan-subscribers.csv.");
        CsvColumns Part(string value) => new("label") { Split = "split", SplitValue = value };
        var trained = ForestTraining.Train(CsvTable.Read(path, Part("train")), new TrainingOptions { Seeds = 1 });
        var judged = CsvTable.Read(path, Part("val"));
        var scores = new double[judged.Rows];
        trained.Forest.Score(judged.Values, scores);
        var report = ModelEvaluation.Judge(new JudgedRows(scores, Array.ConvertAll(scores, trained.Calibration.Of), judged.Labels));
        Assert.True(report.Auc!.Value >= 0.95, $"{report.Auc}");
        Assert.True(report.CalibrationError!.Value < 0.04, $"{report.CalibrationError}");
    }
}
