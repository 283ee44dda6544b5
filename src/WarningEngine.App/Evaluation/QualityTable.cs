using System.Globalization;
using Spectre.Console;

namespace WarningEngine.App.Evaluation;

/// <summary>Shows a judgement to people.</summary>
public static class QualityTable
{
    /// <summary>Columns that the table needs; where there is no terminal the console assumes 80.</summary>
    private const int Width = 240;

    private const string Intervals = "In brackets intervals of 95 %: persons drawn again; of money and of the middle lead time, frauds. "
        + "* Drawn again it has no width (hits alone, none, or one person): Wilson's, of warnings per days Byar's.";

    /// <summary>A row of all, of types with and without a telecom trace, of each tier, and of each type that occurs; then the
    /// confusers.</summary>
    public static void Print(IAnsiConsole console, QualityReport report)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        console.Profile.Width = Math.Max(console.Profile.Width, Width);
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("type");
        foreach (var name in new[]
        {
            "frauds", "found", "recall", "before large", "by large", "warned", "precision", "at capacity", "lead min p10/50/90", "unsent",
            "per 100k days",
        })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        Row(table, "all, P0/P1", report.Overall);
        Row(table, "telecom trace", report.ByTelecomTrace["with"]);
        Row(table, "no trace", report.ByTelecomTrace["without"]);
        foreach (var (tier, quality) in report.ByTier)
        {
            Row(table, tier, quality);
        }

        foreach (var (type, quality) in report.ByType.Where(x => x.Value.Frauds > 0 || x.Value.Warnings > 0))
        {
            Row(table, type, quality);
        }

        console.Write(table);
        if (report.Overall.ConfusersWarned.Count > 0)
        {
            console.Write(Confusers(report));
        }

        console.WriteLine(Intervals);
    }

    private static Table Confusers(QualityReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("confuser");
        foreach (var name in report.ByTier.Keys.Prepend("P0/P1"))
        {
            table.AddColumn(new TableColumn($"warned {name}").RightAligned());
        }

        foreach (var (kind, share) in report.Overall.ConfusersWarned)
        {
            table.AddRow(
                [Markup.Escape(kind), Percent(share), .. report.ByTier.Values.Select(x => Percent(x.ConfusersWarned[kind]))]);
        }

        return table;
    }

    private static void Row(Table table, string type, Quality quality)
    {
        table.AddRow(
            type, Whole(quality.Frauds), Whole(quality.Found), Percent(quality.Recall),
            Percent(quality.RecallBeforeFirstLargeTransfer), Percent(quality.RecallByFirstLargeTransfer),
            Whole(quality.Warnings), Percent(quality.Precision), Percent(quality.PrecisionAtCapacity),
            Lead(quality.LeadTimeMinutes), Percent(quality.UnsentShare, isMoney: true), PerDays(quality.WarningsPer100kPersonDays));
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whole minutes; adding 0 turns -0 into 0.</summary>
    private static string Minutes(double? value) =>
        value is { } minutes ? (Math.Round(minutes) + 0).ToString("0", CultureInfo.InvariantCulture) : "-";

    /// <param name="rate">A share, 0 to 1.</param>
    /// <param name="isMoney">It has no other interval than by drawing again.</param>
    private static string Percent(Rate? rate, bool isMoney = false) => rate is null ? "-" : string.Create(
        CultureInfo.InvariantCulture, $"{rate.Value * 100:0.0} % ({Between(rate, 100, isMoney)})");

    private static string PerDays(Rate? rate) => rate is null ? "-" : string.Create(
        CultureInfo.InvariantCulture, $"{rate.Value:0.0} ({Between(rate, 1)})");

    /// <summary>Who is warned day after day is one piece of evidence: persons are drawn again, unless that says nothing.</summary>
    private static string Between(Rate rate, double times, bool isMoney = false)
    {
        var (low, high, mark) = rate.Drawn is { } drawn && drawn.Low < drawn.High ? (drawn.Low, drawn.High, "")
            : (rate.Low, rate.High, isMoney ? "" : "*");
        return string.Create(CultureInfo.InvariantCulture, $"{low * times:0}-{high * times:0}{mark}");
    }

    /// <summary>The interval of the one in the middle: there is no room for three.</summary>
    private static string Lead(LeadTimes lead) => lead.P50Interval is not { } drawn ? "-"
        : $"{Minutes(lead.P10)} / {Minutes(lead.P50)} ({Minutes(drawn.Low)} to {Minutes(drawn.High)}) / {Minutes(lead.P90)}";
}
