using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>A logistic curve through scores, as points: an engine that must give the same bits everywhere has no exponential function.</summary>
internal static class PlattCurve
{
    private const int StepsMax = 100;

    /// <summary>Beyond it the curve is flat to five digits.</summary>
    private const double FarthestLogit = 14;

    /// <summary>Straight lines between so many points of the curve are off by less than 3e-6.</summary>
    private const int Points = 2_049;

    public static Calibration Fit(double[] scores, bool[] labels, float[]? weights)
    {
        var (slope, shift) = Curve(scores, labels, weights);
        if (slope <= 1e-9)
        {
            // What ranks frauds lowest, or not at all, says no more than how frequent they are.
            return new Calibration([0], [1 / (1 + Math.Exp(-Curve(new double[scores.Length], labels, weights).Shift))]);
        }

        List<double> at = [], probability = [];
        for (var i = 0; i < Points; i++)
        {
            var logit = FarthestLogit * ((2.0 * i / (Points - 1)) - 1);
            var score = (logit - shift) / slope;
            if (at.Count == 0 || score > at[^1])
            {
                at.Add(score);
                probability.Add(1 / (1 + Math.Exp(-logit)));
            }
        }

        return CalibrationFit.Thin(at, probability);
    }

    /// <summary>Newton's method with halved steps (Lin, Lin and Weng 2007); targets are drawn in by a row, as Platt does.</summary>
    internal static (double Slope, double Shift) Curve(double[] scores, bool[] labels, float[]? weights)
    {
        double Weight(int i) => weights is null ? 1 : weights[i];
        double positive = 0, negative = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            (positive, negative) = labels[i] ? (positive + Weight(i), negative) : (positive, negative + Weight(i));
        }

        var one = (positive + negative) / scores.Length;
        var (high, low) = ((positive + one) / (positive + (2 * one)), one / (negative + (2 * one)));

        // Around the mean and in units of the spread: scores may be of any size.
        var mean = scores.Average();
        var spread = Math.Max(Math.Sqrt(scores.Average(x => (x - mean) * (x - mean))), 1e-12);
        double a = 0, b = Math.Log((positive + one) / (negative + one)), loss = Loss(a, b);
        for (var step = 0; step < StepsMax; step++)
        {
            double gradientA = 0, gradientB = 0, aa = 1e-12, ab = 0, bb = 1e-12;
            for (var i = 0; i < scores.Length; i++)
            {
                var x = (scores[i] - mean) / spread;
                var p = 1 / (1 + Math.Exp(-((a * x) + b)));
                var (off, curve) = (Weight(i) * (p - (labels[i] ? high : low)), Weight(i) * p * (1 - p));
                (gradientA, gradientB) = (gradientA + (off * x), gradientB + off);
                (aa, ab, bb) = (aa + (curve * x * x), ab + (curve * x), bb + curve);
            }

            var determinant = Math.Max((aa * bb) - (ab * ab), 1e-300);
            var (da, db) = (((ab * gradientB) - (bb * gradientA)) / determinant, ((ab * gradientA) - (aa * gradientB)) / determinant);
            var (size, better) = (1.0, double.NaN);
            while (size > 1e-10 && !((better = Loss(a + (size * da), b + (size * db))) <= loss))
            {
                size /= 2;
            }

            if (size <= 1e-10 || loss - better < 1e-12 * Math.Abs(loss))
            {
                break;
            }

            (a, b, loss) = (a + (size * da), b + (size * db), better);
        }

        return (a / spread, b - (a * mean / spread));

        double Loss(double slope, double shift)
        {
            double sum = 0;
            for (var i = 0; i < scores.Length; i++)
            {
                var logit = (slope * (scores[i] - mean) / spread) + shift;
                var softplus = Math.Max(logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
                sum += Weight(i) * (softplus - ((labels[i] ? high : low) * logit));
            }

            return sum;
        }
    }
}
