namespace WarningEngine.ML;

/// <summary>Everything that is measured, at once. NaN is what cannot be had.</summary>
internal readonly record struct Metrics(
    double Auc, double AveragePrecision, double RecallAt01, double RecallAt001, double CalibrationError, double Brier, double LogLoss,
    double PrecisionAtCapacity);

/// <summary>Rows laid out in the orders in which the measures need them, so that drawing again sorts nothing.</summary>
internal sealed class RankedRows
{
    public const int Bins = 15;
    private const long HourMs = 3_600_000;

    /// <summary>A foretold 0 that happens would cost without bound.</summary>
    private const double Surest = 1e-9;

    private readonly Ordered _byScore;
    private readonly Ordered _byProbability;
    private readonly Ordered? _byHour;
    private readonly double[] _probabilities;
    private readonly double[] _losses;
    private readonly double _capacity;

    /// <summary>Rows in an order; a block ends where the value changes.</summary>
    private sealed record Ordered(int[] Units, double[] Weights, bool[] Labels, bool[] Ends);

    /// <param name="rows">What to measure.</param>
    /// <param name="capacity">Rows that can be looked at in an hour.</param>
    public RankedRows(JudgedRows rows, double capacity)
    {
        _capacity = capacity;
        Units = rows.Groups is { } groups ? Numbered(groups) : [.. Enumerable.Range(0, rows.Labels.Length)];
        UnitCount = Units.Length == 0 ? 0 : Units.Max() + 1;
        var byScore = Sorted(rows.Scores, (x, y) => rows.Scores[y].CompareTo(rows.Scores[x]));
        _byScore = Order(rows, byScore, (x, y) => rows.Scores[x] != rows.Scores[y]);
        var byProbability = Sorted(rows.Scores, (x, y) => rows.Probabilities[x].CompareTo(rows.Probabilities[y]));
        _byProbability = Order(rows, byProbability, (x, y) => rows.Probabilities[x] != rows.Probabilities[y]);
        _probabilities = Array.ConvertAll(byProbability, x => rows.Probabilities[x]);
        _losses = Array.ConvertAll(byProbability, x => -Math.Log(Math.Max(rows.Labels[x] ? rows.Probabilities[x] : 1 - rows.Probabilities[x], Surest)));
        if (rows.TimesMs is { } times)
        {
            long Hour(int row) => (long)Math.Floor(times[row] / (double)HourMs);
            var byHour = Sorted(rows.Scores, (x, y) => Hour(x) != Hour(y) ? Hour(x).CompareTo(Hour(y)) : rows.Scores[y].CompareTo(rows.Scores[x]));
            _byHour = Order(rows, byHour, (x, y) => Hour(x) != Hour(y));
        }
    }

    /// <summary>What is drawn together: a number a row, from 0 without gaps.</summary>
    public int[] Units { get; }

    public int UnitCount { get; }

    /// <param name="drawn">How often each unit was drawn; null takes each once.</param>
    public Metrics Measure(byte[]? drawn)
    {
        var (auc, average, recall01, recall001) = Ranking(drawn);
        var (calibration, brier, loss) = Foretold(drawn);
        return new Metrics(auc, average, recall01, recall001, calibration, brier, loss, AtCapacity(drawn));
    }

    private (double Auc, double Average, double Recall01, double Recall001) Ranking(byte[]? drawn)
    {
        double positive = 0, negative = 0;
        for (var i = 0; i < _byScore.Weights.Length; i++)
        {
            var weight = Weight(_byScore, i, drawn);
            (positive, negative) = _byScore.Labels[i] ? (positive + weight, negative) : (positive, negative + weight);
        }

        if (positive <= 0 || negative <= 0)
        {
            return (double.NaN, double.NaN, double.NaN, double.NaN);
        }

        double above = 0, aboveNegative = 0, blockPositive = 0, blockNegative = 0, pairs = 0, average = 0, recall01 = 0, recall001 = 0;

        // Sums of weights are not exact: a bound that is met must not be missed by the last bit.
        var (most01, most001) = (0.01 * negative * (1 + 1e-12), 0.001 * negative * (1 + 1e-12));
        for (var i = 0; i < _byScore.Weights.Length; i++)
        {
            var weight = Weight(_byScore, i, drawn);
            (blockPositive, blockNegative) = _byScore.Labels[i] ? (blockPositive + weight, blockNegative) : (blockPositive, blockNegative + weight);
            if (!_byScore.Ends[i])
            {
                continue;
            }

            pairs += blockPositive * (negative - aboveNegative - (blockNegative / 2));
            above += blockPositive;
            aboveNegative += blockNegative;
            average += blockPositive > 0 ? blockPositive * above / (above + aboveNegative) : 0;
            recall01 = aboveNegative <= most01 ? above / positive : recall01;
            recall001 = aboveNegative <= most001 ? above / positive : recall001;
            (blockPositive, blockNegative) = (0, 0);
        }

        return (pairs / positive / negative, average / positive, recall01, recall001);
    }

    private (double Calibration, double Brier, double Loss) Foretold(byte[]? drawn)
    {
        double total = 0, brier = 0, loss = 0;
        for (var i = 0; i < _probabilities.Length; i++)
        {
            var weight = Weight(_byProbability, i, drawn);
            var off = _probabilities[i] - (_byProbability.Labels[i] ? 1 : 0);
            total += weight;
            brier += weight * off * off;
            loss += weight * _losses[i];
        }

        if (total <= 0)
        {
            return (double.NaN, double.NaN, double.NaN);
        }

        // What has the same probability stands in one bin: which of them comes first would otherwise decide.
        double passed = 0, off15 = 0, distance = 0;
        for (var i = 0; i < _probabilities.Length; i++)
        {
            var weight = Weight(_byProbability, i, drawn);
            passed += weight;
            off15 += weight * (_probabilities[i] - (_byProbability.Labels[i] ? 1 : 0));
            if (_byProbability.Ends[i] && (i == _probabilities.Length - 1 || passed >= total / Bins * (1 - 1e-12)))
            {
                distance += Math.Abs(off15);
                (passed, off15) = (0, 0);
            }
        }

        return (distance / total, brier / total, loss / total);
    }

    private double AtCapacity(byte[]? drawn)
    {
        if (_byHour is null)
        {
            return double.NaN;
        }

        double looked = 0, hits = 0, left = _capacity;
        for (var i = 0; i < _byHour.Weights.Length; i++)
        {
            var weight = Math.Min(Weight(_byHour, i, drawn), left);
            looked += weight;
            hits += _byHour.Labels[i] ? weight : 0;
            left = _byHour.Ends[i] ? _capacity : left - weight;
        }

        return looked > 0 ? hits / looked : double.NaN;
    }

    private static double Weight(Ordered ordered, int i, byte[]? drawn) =>
        drawn is null ? ordered.Weights[i] : ordered.Weights[i] * drawn[ordered.Units[i]];

    private Ordered Order(JudgedRows rows, int[] order, Func<int, int, bool> differ)
    {
        var ends = new bool[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            ends[i] = i == order.Length - 1 || differ(order[i], order[i + 1]);
        }

        return new Ordered(
            Array.ConvertAll(order, x => Units[x]), Array.ConvertAll(order, x => rows.Weights is { } weights ? weights[x] : 1.0),
            Array.ConvertAll(order, x => rows.Labels[x]), ends);
    }

    /// <summary>Ties in the order of the rows: sorting must not depend on the library.</summary>
    private static int[] Sorted(double[] like, Comparison<int> compare)
    {
        int[] order = [.. Enumerable.Range(0, like.Length)];
        Array.Sort(order, (x, y) => compare(x, y) is not 0 and var c ? c : x.CompareTo(y));
        return order;
    }

    private static int[] Numbered(int[] groups)
    {
        var numbers = new Dictionary<int, int>();
        return Array.ConvertAll(groups, x =>
        {
            numbers.TryAdd(x, numbers.Count);
            return numbers[x];
        });
    }
}
