using System.Globalization;
using Spectre.Console;

namespace WarningEngine.App.Evaluation;

/// <summary>Shows a judgement to people.</summary>
public static class QualityTable
{
    /// <summary>Columns that the table needs; where there is no terminal the console assumes 80.</summary>
    private const int Width = 150;

    /// <summary>A row of all types, and one of each that occurs; then the confusers.</summary>
    public static void Print(IAnsiConsole console, QualityReport report)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        console.Profile.Width = Math.Max(console.Profile.Width, Width);
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("type");
        foreach (var name in new[]
        {
            "frauds", "found", "recall", "before large", "warned P0/P1", "precision", "lead min p10/50/90", "unsent",
            "per 100k days",
        })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        Row(table, "all", report.Overall);
        foreach (var (type, quality) in report.ByType.Where(x => x.Value.Frauds > 0 || x.Value.Warnings > 0))
        {
            Row(table, type, quality);
        }

        console.Write(table);
        if (report.Overall.ConfusersWarned.Count > 0)
        {
            var confusers = new Table().Border(TableBorder.Simple).AddColumn("confuser");
            confusers.AddColumn(new TableColumn("warned P0/P1").RightAligned());
            foreach (var (kind, share) in report.Overall.ConfusersWarned)
            {
                confusers.AddRow(Markup.Escape(kind), Percent(share));
            }

            console.Write(confusers);
        }
    }

    private static void Row(Table table, string type, Quality quality)
    {
        var lead = quality.LeadTimeMinutes;
        table.AddRow(
            type, Whole(quality.Frauds), Whole(quality.Found), Percent(quality.Recall),
            Percent(quality.RecallBeforeFirstLargeTransfer), Whole(quality.Warnings), Percent(quality.Precision),
            lead.P50 is null ? "-" : $"{Minutes(lead.P10)} / {Minutes(lead.P50)} / {Minutes(lead.P90)}",
            Percent(quality.UnsentShare),
            quality.WarningsPer100kPersonDays?.Value.ToString("0.0", CultureInfo.InvariantCulture) ?? "-");
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whole minutes; adding 0 turns -0 into 0.</summary>
    private static string Minutes(double? value) =>
        value is { } minutes ? (Math.Round(minutes) + 0).ToString("0", CultureInfo.InvariantCulture) : "-";

    private static string Percent(Rate? rate) => rate is null ? "-" : string.Create(
        CultureInfo.InvariantCulture, $"{rate.Value * 100:0.0} % ({rate.Low * 100:0}-{rate.High * 100:0})");
}
