using WarningEngine.App.City;

namespace WarningEngine.App.Evaluation;

/// <summary>Intervals by drawing again, for measures that are no counts. A fixed seed: the same input gives the same
/// interval.</summary>
internal static class Bootstrap
{
    private const int Draws = 2_000;

    /// <summary>Sum of parts over sum of wholes with its 95 % interval; null where the wholes sum to nothing.</summary>
    public static Rate? ShareOf(IReadOnlyList<(double Whole, double Part)> of)
    {
        var whole = of.Sum(x => x.Whole);
        if (whole <= 0)
        {
            return null;
        }

        var random = new CityRandom(1);
        var shares = new double[Draws];
        for (var i = 0; i < Draws; i++)
        {
            double drawnWhole = 0;
            double drawnPart = 0;
            for (var n = 0; n < of.Count; n++)
            {
                var one = of[random.Below(of.Count)];
                drawnWhole += one.Whole;
                drawnPart += one.Part;
            }

            shares[i] = drawnWhole > 0 ? drawnPart / drawnWhole : 0;
        }

        Array.Sort(shares);
        return new Rate(of.Sum(x => x.Part) / whole, shares[Draws / 40], shares[Draws - 1 - (Draws / 40)]);
    }
}
