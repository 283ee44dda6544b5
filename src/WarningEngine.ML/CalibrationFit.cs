using WarningEngine.Core;
using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>How scores are turned into probabilities.</summary>
public enum CalibrationKind
{
    /// <summary>A logistic curve: two numbers, little to learn, right only where the curve is.</summary>
    Platt,

    /// <summary>The rising steps that are nearest to what happened, then straight lines between their centres.</summary>
    Isotonic,
}

/// <summary>What the two kinds came to on rows that they were not fitted to, and which was taken.</summary>
public sealed record CalibrationChoice(CalibrationKind Chosen, CalibrationQuality Platt, CalibrationQuality Isotonic);

/// <param name="LogLoss">By it is chosen: it punishes what is surer than it may be.</param>
/// <param name="CalibrationError">Over 15 bins of equal mass.</param>
public sealed record CalibrationQuality(double LogLoss, double CalibrationError);

/// <summary>Fits calibrations to scores of rows that the model was not trained on.</summary>
public static class CalibrationFit
{
    private const int Folds = 5;

    /// <summary>Fits both kinds, and takes the one that foretells better what it was not fitted to.</summary>
    /// <param name="scores">Of rows that the model was not trained on.</param>
    /// <param name="labels">What happened.</param>
    /// <param name="weights">How much each row counts; null where all count the same.</param>
    /// <param name="groups">Of whom each row tells; null where each tells of somebody else.</param>
    /// <param name="seed">Of the division into five.</param>
    /// <returns>The calibration, how it was chosen, and what those fitted to the other four fifths say of each row.</returns>
    public static (Calibration Calibration, CalibrationChoice Choice, double[] CrossFitted) Choose(
        double[] scores, bool[] labels, float[]? weights, int[]? groups, long seed)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        var platt = CrossFit(CalibrationKind.Platt, scores, labels, weights, groups, seed);
        var isotonic = CrossFit(CalibrationKind.Isotonic, scores, labels, weights, groups, seed);
        var (ofPlatt, ofIsotonic) = (Quality(platt), Quality(isotonic));
        var chosen = ofIsotonic.LogLoss < ofPlatt.LogLoss ? CalibrationKind.Isotonic : CalibrationKind.Platt;
        return (Fit(chosen, scores, labels, weights), new CalibrationChoice(chosen, ofPlatt, ofIsotonic),
            chosen == CalibrationKind.Isotonic ? isotonic : platt);

        CalibrationQuality Quality(double[] foretold)
        {
            var measured = new RankedRows(new JudgedRows(scores, foretold, labels) { Weights = weights }, 1).Measure(null);
            return new CalibrationQuality(measured.LogLoss, measured.CalibrationError);
        }
    }

    /// <summary>Fits one kind.</summary>
    public static Calibration Fit(CalibrationKind kind, double[] scores, bool[] labels, float[]? weights)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        double Weight(int row) => weights is null ? 1 : weights[row];
        var rows = Enumerable.Range(0, scores.Length);
        var (all, positive) = (rows.Sum(Weight), rows.Where(x => labels[x]).Sum(Weight));
        if (all <= 0)
        {
            throw new ArgumentException("There is nothing to fit a calibration to.");
        }

        return kind == CalibrationKind.Platt && positive > 0 && positive < all
            ? PlattCurve.Fit(scores, labels, weights) : IsotonicSteps.Fit(scores, labels, weights);
    }

    private static double[] CrossFit(CalibrationKind kind, double[] scores, bool[] labels, float[]? weights, int[]? groups, long seed)
    {
        var foretold = new double[scores.Length];
        int Part(int row) => (int)(Chance.Hash(seed, groups is null ? row : groups[row]) % Folds);
        for (var part = 0; part < Folds; part++)
        {
            int[] others = [.. Enumerable.Range(0, scores.Length).Where(x => Part(x) != part)];

            // Where all rows are of one person there are no others to learn from.
            if (others.Length == 0)
            {
                others = [.. Enumerable.Range(0, scores.Length)];
            }

            var fitted = Fit(kind, Array.ConvertAll(others, x => scores[x]), Array.ConvertAll(others, x => labels[x]),
                weights is null ? null : Array.ConvertAll(others, x => weights[x]));
            for (var row = 0; row < scores.Length; row++)
            {
                foretold[row] = Part(row) == part ? fitted.Of(scores[row]) : foretold[row];
            }
        }

        return foretold;
    }

    /// <summary>Leaves out points until there are at most <see cref="Limits.CalibrationPointsMax"/>, the first and the last never.</summary>
    internal static Calibration Thin(List<double> scores, List<double> probabilities)
    {
        var (most, count) = (Limits.CalibrationPointsMax, scores.Count);
        int[] kept = count <= most ? [.. Enumerable.Range(0, count)]
            : [.. Enumerable.Range(0, most).Select(x => (int)((long)x * (count - 1) / (most - 1))).Distinct()];
        return new Calibration(Array.ConvertAll(kept, x => scores[x]), Array.ConvertAll(kept, x => probabilities[x]));
    }
}
