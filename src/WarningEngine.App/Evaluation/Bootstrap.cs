using WarningEngine.App.City;

namespace WarningEngine.App.Evaluation;

/// <summary>A 95 % interval by drawing again.</summary>
public sealed record Interval(double Low, double High);

/// <summary>Intervals by drawing again what was seen: persons where several things of one are counted, since they are no independent evidence; frauds of
/// money and lead times. A fixed seed: the same input gives the same interval.</summary>
internal static class Bootstrap
{
    private const int DrawsMax = 2_000;
    private const int DrawsMin = 200;

    /// <summary>Of single values over all draws: a large city is drawn less often, and needs it less.</summary>
    private const int ValuesMax = 5_000_000;

    /// <summary>Sum of parts over sum of wholes with its 95 % interval by drawing these pairs again, but for those of which the whole is
    /// nothing: they have no share. Null where the wholes sum to nothing.</summary>
    public static Rate? ShareOf(IReadOnlyList<(double Whole, double Part)> of)
    {
        var whole = of.Sum(x => x.Whole);
        if (whole <= 0)
        {
            return null;
        }

        var part = of.Sum(x => x.Part);
        if (part <= 0 || part >= whole)
        {
            // However often it is drawn it is nothing, or all.
            return new Rate(part / whole, part / whole, part / whole);
        }

        (double Whole, double Part)[] values = [.. of.Where(x => x.Whole > 0)];
        var interval = Draw(values.Length, random =>
        {
            double drawnWhole = 0;
            double drawnPart = 0;
            for (var n = 0; n < values.Length; n++)
            {
                ref readonly var one = ref values[random.Below(values.Length)];
                drawnWhole += one.Whole;
                drawnPart += one.Part;
            }

            return drawnPart / drawnWhole;
        });
        return new Rate(part / whole, interval.Low, interval.High);
    }

    /// <summary>Of hits among what belongs to persons; null where there is nothing.</summary>
    public static Interval? OfPersons(IEnumerable<(string Person, bool Hit)> of)
    {
        var share = ShareOf([.. of.GroupBy(x => x.Person, StringComparer.Ordinal)
            .OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => ((double)x.Count(), (double)x.Count(y => y.Hit)))]);
        return share is null ? null : new Interval(share.Low, share.High);
    }

    /// <summary>Of how many there are per unit of exposure. Persons of whom there is nothing are many and not listed: each who is
    /// listed is drawn as often as a Poisson variable of mean 1 says, which comes to the same.</summary>
    public static Interval? OfCounts(IEnumerable<string> persons, double exposure)
    {
        double[] counts = [.. persons.GroupBy(x => x, StringComparer.Ordinal)
            .OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => (double)x.Count())];
        return counts.Length == 0 || exposure <= 0 ? null : Draw(counts.Length, random => counts.Sum(x => x * Poisson(random)) / exposure);
    }

    /// <summary>Of a quantile, nearest rank; null where there is nothing.</summary>
    /// <param name="sorted">Ascending.</param>
    /// <param name="share">0 to 1.</param>
    public static Interval? OfQuantile(IReadOnlyList<double> sorted, double share)
    {
        if (sorted.Count == 0)
        {
            return null;
        }

        var drawn = new int[sorted.Count];
        var rank = Math.Max(1, (int)Math.Ceiling(share * sorted.Count));
        return Draw(sorted.Count, random =>
        {
            // Sorted values, drawn by their places: counting the places is sorting them.
            Array.Clear(drawn);
            for (var n = 0; n < drawn.Length; n++)
            {
                drawn[random.Below(drawn.Length)]++;
            }

            var at = 0;
            for (var below = drawn[0]; below < rank; below += drawn[at])
            {
                at++;
            }

            return sorted[at];
        });
    }

    private static Interval Draw(int size, Func<CityRandom, double> draw)
    {
        var random = new CityRandom(1);
        var values = new double[Math.Clamp(ValuesMax / Math.Max(1, size), DrawsMin, DrawsMax)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = draw(random);
        }

        Array.Sort(values);
        var tail = values.Length / 40;
        return new Interval(values[tail], values[^(tail + 1)]);
    }

    private static int Poisson(CityRandom random)
    {
        var count = 0;
        var probability = Math.Exp(-1);
        for (var left = random.Fraction() - probability; left >= 0 && count < 20; left -= probability)
        {
            probability /= ++count;
        }

        return count;
    }
}
