namespace WarningEngine.Core.Models;

/// <summary>From scores to probabilities: straight lines between points. Additions, multiplications and divisions alone, so the
/// same bits on every machine; an exponential function would not give them.</summary>
public sealed class Calibration
{
    private readonly double[] _scores;
    private readonly double[] _probabilities;

    /// <param name="scores">Ascending, each once; one at least.</param>
    /// <param name="probabilities">Of each score, 0 to 1, never falling.</param>
    /// <exception cref="ArgumentException">They are not: says where.</exception>
    public Calibration(IReadOnlyList<double> scores, IReadOnlyList<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (scores.Count == 0 || scores.Count != probabilities.Count || scores.Count > Limits.CalibrationPointsMax)
        {
            throw new ArgumentException(
                $"1 to {Limits.CalibrationPointsMax} points, each with a probability, not {scores.Count} and {probabilities.Count}.", nameof(scores));
        }

        for (var i = 0; i < scores.Count; i++)
        {
            if (!double.IsFinite(scores[i]) || !(probabilities[i] is >= 0 and <= 1)
                || (i > 0 && (scores[i] <= scores[i - 1] || probabilities[i] < probabilities[i - 1])))
            {
                throw new ArgumentException($"Point {i} ({scores[i]}, {probabilities[i]}) does not follow the one before.", nameof(scores));
            }
        }

        (_scores, _probabilities) = ([.. scores], [.. probabilities]);
    }

    public IReadOnlyList<double> Scores => _scores;

    public IReadOnlyList<double> Probabilities => _probabilities;

    /// <summary>The probability, 0 to 1; beyond the first and last point that of the point.</summary>
    public double Of(double score)
    {
        var at = Array.BinarySearch(_scores, score);
        if (at >= 0)
        {
            return _probabilities[at];
        }

        var above = ~at;
        if (above == 0 || above == _scores.Length)
        {
            return _probabilities[Math.Min(above, _scores.Length - 1)];
        }

        var share = (score - _scores[above - 1]) / (_scores[above] - _scores[above - 1]);
        return _probabilities[above - 1] + (share * (_probabilities[above] - _probabilities[above - 1]));
    }
}
