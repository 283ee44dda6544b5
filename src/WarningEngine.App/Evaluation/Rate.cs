namespace WarningEngine.App.Evaluation;

/// <summary>A share, or another measure, with its 95 % interval.</summary>
public sealed record Rate(double Value, double Low, double High)
{
    /// <summary>The interval where persons are drawn again; null where it was not asked for. Wider than the other one where the
    /// same persons are warned day after day, and of no width where there is nothing but hits, or none.</summary>
    public Interval? Drawn { get; init; }

    private const double Z = 1.959964;

    /// <summary>A share with its Wilson interval; null where there was nothing to count.</summary>
    public static Rate? Of(int hits, int of)
    {
        if (of == 0)
        {
            return null;
        }

        var p = (double)hits / of;
        var centre = (p + (Z * Z / (2 * of))) / (1 + (Z * Z / of));
        var half = Z / (1 + (Z * Z / of)) * Math.Sqrt((p * (1 - p) / of) + (Z * Z / (4.0 * of * of)));

        // At the ends the interval touches 0 or 1, where sums of rounded numbers miss it.
        return new Rate(p, hits == 0 ? 0 : centre - half, hits == of ? 1 : centre + half);
    }

    /// <summary>Events per unit of exposure with the interval of a Poisson count (Byar's approximation); null without
    /// exposure.</summary>
    public static Rate? OfCount(int events, double exposure)
    {
        if (exposure <= 0)
        {
            return null;
        }

        return new Rate(
            events / exposure, events == 0 ? 0 : Byar(events, -Z) / exposure, Byar(events + 1, Z) / exposure);

        static double Byar(double n, double z) => n * Math.Pow(1 - (1 / (9 * n)) + (z / (3 * Math.Sqrt(n))), 3);
    }
}

/// <summary>Minutes from the first P0 or P1 warning to the first large transfer, negative where the warning was late;
/// null where no fraud has both.</summary>
public sealed record LeadTimes(double? P10, double? P50, double? P90)
{
    /// <summary>95 % interval of <see cref="P10"/> by drawing again.</summary>
    public Interval? P10Interval { get; init; }

    /// <summary>The same of <see cref="P50"/>.</summary>
    public Interval? P50Interval { get; init; }

    /// <summary>The same of <see cref="P90"/>.</summary>
    public Interval? P90Interval { get; init; }

    /// <summary>Nearest ranks.</summary>
    public static LeadTimes Of(List<double> minutes)
    {
        ArgumentNullException.ThrowIfNull(minutes);
        minutes.Sort();
        return new LeadTimes(At(minutes, 0.1), At(minutes, 0.5), At(minutes, 0.9))
        {
            P10Interval = Bootstrap.OfQuantile(minutes, 0.1),
            P50Interval = Bootstrap.OfQuantile(minutes, 0.5),
            P90Interval = Bootstrap.OfQuantile(minutes, 0.9),
        };
    }

    private static double? At(List<double> sorted, double share) => sorted.Count == 0
        ? null : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)], 2);
}
