using System.Globalization;
using System.Text.Json;
using WarningEngine.Faults.Running;

namespace WarningEngine.Faults;

/// <summary>What a run says of itself.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Findings(TextWriter to, ScheduleResult result)
    {
        var verdict = result.Verdict;
        to.WriteLine($"{result.Name}: lost {verdict.Lost}, doubled {verdict.Doubled}, misordered {verdict.Misordered}, "
            + $"diverged {verdict.Diverged}; {string.Join(", ", verdict.Counts.Select(x => $"{x.Key} {x.Value}"))}");
        foreach (var finding in verdict.Findings.Take(20).Concat(result.Notes))
        {
            to.WriteLine($"  {finding}");
        }

        if (!result.WasStruck)
        {
            to.WriteLine("  no fault struck: this proves nothing");
        }
    }

    public static void Table(TextWriter to, IReadOnlyList<ScheduleResult> results)
    {
        foreach (var result in results.Where(x => x.CrashPoints.Count > 0))
        {
            to.WriteLine($"{result.Name,-10} {(result.IsGood ? "good" : "BAD "),-5} lost {result.Verdict.Lost}, "
                + $"doubled {result.Verdict.Doubled}, died at {string.Join(", ", result.CrashPoints)}");
        }

        if (results.All(x => x.CrashPoints.Count > 0))
        {
            Sum(to, results);
            return;
        }

        Row(to, "schedule", "fault", "struck", "before", "during", "after", "lost", "doubled", "recovery s", "silence s");
        foreach (var result in results)
        {
            foreach (var (name, strike, recovery, silence) in result.Strikes)
            {
                Row(to, Text(result.Seed), name, strike.Skipped ?? strike.Target, Text(strike.Before), Text(strike.During),
                    Text(result.Events - strike.Before - strike.During), Text(result.Verdict.Lost), Text(result.Verdict.Doubled),
                    strike.Skipped is not null ? "skipped" : Text(recovery) ?? "not in time", Text(silence) ?? "");
            }
        }

        Sum(to, results);
    }

    private static void Sum(TextWriter to, IReadOnlyList<ScheduleResult> results) =>
        to.WriteLine($"schedules {results.Count}, faults {results.Sum(x => x.Strikes.Count(y => y.Strike.Skipped is null))}, "
            + $"lost {results.Sum(x => x.Verdict.Lost)}, doubled {results.Sum(x => x.Verdict.Doubled)}, "
            + $"misordered {results.Sum(x => x.Verdict.Misordered)}, diverged {results.Sum(x => x.Verdict.Diverged)}");

    public static string Json(IReadOnlyList<ScheduleResult> results) => JsonSerializer.Serialize(results.Select(x => new
    {
        schedule = x.Name,
        x.Seed,
        x.Events,
        x.Verdict.Lost,
        x.Verdict.Doubled,
        x.Verdict.Misordered,
        x.Verdict.Diverged,
        x.RecoverySeconds,
        good = x.IsGood,
        x.CrashPoints,
        x.Verdict.Counts,
        x.Verdict.Findings,
        x.Notes,
        faults = x.Strikes.Select(y => new
        {
            y.Name,
            y.Strike.Target,
            y.Strike.Skipped,
            seconds = Math.Round(y.Strike.Seconds, 1),
            y.Strike.Before,
            y.Strike.During,
            after = x.Events - y.Strike.Before - y.Strike.During,
            y.RecoverySeconds,
            y.SilenceSeconds,
        }),
    }), Options) + "\n";

    private static string? Text(double? seconds) => seconds?.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Row(TextWriter to, params string[] cells)
    {
        int[] widths = [8, 28, 24, 8, 8, 8, 6, 8, 11, 9];
        to.WriteLine(string.Join("  ", cells.Select((cell, i) => i is 1 or 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
    }
}
