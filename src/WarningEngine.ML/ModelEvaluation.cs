namespace WarningEngine.ML;

/// <summary>Judges what a model says against what happened.</summary>
public static class ModelEvaluation
{
    private const int DrawsMax = 1_000;
    private const int DrawsMin = 200;

    /// <summary>Of parts that share most of their rows: each of them is nearly as large as the whole.</summary>
    private const int DrawsOfSharedMin = 50;

    /// <summary>Of single values over all draws: a large table is drawn less often, and needs it less.</summary>
    private const long ValuesMax = 100_000_000;

    /// <summary>Measures with their intervals, of all rows and by each breakdown. Intervals draw persons again where rows have them, else
    /// rows, under a fixed seed: the same rows give the same report.</summary>
    /// <param name="rows">What to judge.</param>
    /// <param name="capacityPerHour">Rows that can be looked at in an hour, above 0; counts only where rows have times.</param>
    public static EvaluationReport Judge(JudgedRows rows, double capacityPerHour = 60)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacityPerHour);
        SortedDictionary<string, SortedDictionary<string, EvaluationReport>>? by = null;
        foreach (var (name, column) in rows.Breakdowns)
        {
            var parts = new SortedDictionary<string, EvaluationReport>(StringComparer.Ordinal);
            var (names, isShared) = (column.OfType<string>().Distinct(StringComparer.Ordinal).ToArray(), column.Contains(null));
            foreach (var part in names)
            {
                var some = rows.Some([.. Enumerable.Range(0, column.Length).Where(x => column[x] is null || column[x] == part)]);
                parts.Add(part, Judged(some with { TimesMs = null }, capacityPerHour, isShared ? names.Length : 1));
            }

            (by ??= new(StringComparer.Ordinal)).Add(name, parts);
        }

        return Judged(rows, capacityPerHour) with { By = by };
    }

    /// <param name="rows">What to judge.</param>
    /// <param name="capacity">Rows an hour.</param>
    /// <param name="sharing">So many parts share most of these rows.</param>
    private static EvaluationReport Judged(JudgedRows rows, double capacity, int sharing = 1)
    {
        var ranked = new RankedRows(rows, capacity);
        var measured = ranked.Measure(null);
        var drawn = new Metrics[Math.Clamp(ValuesMax / sharing / Math.Max(1, rows.Labels.Length), sharing > 1 ? DrawsOfSharedMin : DrawsMin, DrawsMax)];

        // Each draw has its own seed, so the order in which threads take them says nothing.
        Parallel.For(0, drawn.Length, () => new byte[ranked.UnitCount], (i, _, counts) =>
        {
            var chance = new Chance(Chance.Hash(1, i));
            for (var unit = 0; unit < counts.Length; unit++)
            {
                counts[unit] = (byte)chance.Poisson();
            }

            drawn[i] = ranked.Measure(counts);
            return counts;
        }, _ => { });
        Measure? Of(Func<Metrics, double> what) => With(what(measured), Sorted(what));
        double[] Sorted(Func<Metrics, double> what) => [.. drawn.Select(what).Where(x => !double.IsNaN(x)).Order()];
        return new EvaluationReport
        {
            Rows = rows.Labels.Length,
            Positives = rows.Labels.Count(x => x),
            Auc = Of(x => x.Auc),
            AveragePrecision = Of(x => x.AveragePrecision),
            CalibrationError = With(measured.CalibrationError, MovedBack(measured.CalibrationError, Sorted(x => x.CalibrationError))),
            RecallAtFpr = new(StringComparer.Ordinal) { ["0.01"] = Of(x => x.RecallAt01), ["0.001"] = Of(x => x.RecallAt001) },
            PrecisionAtCapacity = Of(x => x.PrecisionAtCapacity),
            Brier = Of(x => x.Brier),
            LogLoss = Of(x => x.LogLoss),
        };
    }

    /// <summary>Draws of a distance lie above it by about as much as chance adds to one: their middle is put where the value is.</summary>
    private static double[] MovedBack(double value, double[] sorted)
    {
        var off = sorted.Length == 0 ? 0 : sorted[sorted.Length / 2] - value;
        return Array.ConvertAll(sorted, x => Math.Max(0, x - off));
    }

    private static Measure? With(double value, double[] sorted)
    {
        if (double.IsNaN(value))
        {
            return null;
        }

        var tail = sorted.Length / 40;
        return sorted.Length == 0 ? new Measure(value, value, value) : new Measure(value, sorted[tail], sorted[^(tail + 1)]);
    }
}
