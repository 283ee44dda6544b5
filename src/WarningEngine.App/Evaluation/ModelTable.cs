using System.Globalization;
using Spectre.Console;
using WarningEngine.ML;

namespace WarningEngine.App.Evaluation;

/// <summary>Shows the judgement of a model to people.</summary>
public static class ModelTable
{
    /// <summary>Columns that the table needs; where there is no terminal the console assumes 80.</summary>
    private const int Width = 220;

    /// <summary>A row of all, and one of each value that it was broken down by.</summary>
    public static void Print(IAnsiConsole console, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        console.Profile.Width = Math.Max(console.Profile.Width, Width);
        var table = new Table().Border(TableBorder.Simple).AddColumn("rows of");
        foreach (var name in new[]
        {
            "rows", "frauds", "AUC", "average precision", "recall, FPR .01", "recall, FPR .001", "calibration error", "Brier", "at capacity",
        })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        Row(table, "all", report);
        foreach (var (column, parts) in report.By ?? [])
        {
            foreach (var (value, part) in parts)
            {
                Row(table, $"{column} {value}", part);
            }
        }

        console.Write(table);
    }

    private static void Row(Table table, string name, EvaluationReport report) => table.AddRow(
        Markup.Escape(name), Whole(report.Rows), Whole(report.Positives), Fine(report.Auc), Fine(report.AveragePrecision),
        Fine(report.RecallAtFpr["0.01"]), Fine(report.RecallAtFpr["0.001"]), Fine(report.CalibrationError), Fine(report.Brier),
        Fine(report.PrecisionAtCapacity));

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Fine(Measure? measure) => measure is null ? "-" : string.Create(
        CultureInfo.InvariantCulture, $"{measure.Value:0.000} ({measure.Low:0.000}-{measure.High:0.000})");
}
