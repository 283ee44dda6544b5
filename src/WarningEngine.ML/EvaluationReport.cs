namespace WarningEngine.ML;

/// <summary>What was measured, with its 95 % interval by drawing again.</summary>
public sealed record Measure(double Value, double Low, double High);

/// <summary>How well a model does on rows that it was not trained on. A measure is null where it cannot be had: without frauds, or
/// without anything else.</summary>
public sealed record EvaluationReport
{
    public required int Rows { get; init; }

    public required int Positives { get; init; }

    /// <summary>How often a fraud has a higher score than something else; ties count half.</summary>
    public Measure? Auc { get; init; }

    /// <summary>Mean precision over the recall that each score reaches.</summary>
    public Measure? AveragePrecision { get; init; }

    /// <summary>Mean distance of what is foretold from what happens, over 15 bins of equal mass. Chance alone makes a distance, and drawing again
    /// makes it once more: its interval is moved back by that.</summary>
    public Measure? CalibrationError { get; init; }

    /// <summary>Highest recall with at most this share of the others: <c>0.01</c>, <c>0.001</c>.</summary>
    public required SortedDictionary<string, Measure?> RecallAtFpr { get; init; }

    /// <summary>Precision where the highest scores of each hour are looked at, as many as agents can; null without times, and of a part:
    /// they look at all.</summary>
    public Measure? PrecisionAtCapacity { get; init; }

    /// <summary>Mean square of what is foretold minus what happens.</summary>
    public Measure? Brier { get; init; }

    public Measure? LogLoss { get; init; }

    /// <summary>The same of each value of each column that was asked for.</summary>
    public SortedDictionary<string, SortedDictionary<string, EvaluationReport>>? By { get; init; }
}

/// <summary>Rows with what a model says of them.</summary>
/// <param name="Scores">What ranks them.</param>
/// <param name="Probabilities">What is foretold, 0 to 1.</param>
/// <param name="Labels">What happened.</param>
public sealed record JudgedRows(double[] Scores, double[] Probabilities, bool[] Labels)
{
    /// <summary>How much each row counts; null where all count the same.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Of whom each row tells: drawn together; null draws rows.</summary>
    public int[]? Groups { get; init; }

    public long[]? TimesMs { get; init; }

    /// <summary>By what to break down (region, age band, type): one value a row. A row without one stands in each part, as who is not defrauded does
    /// for every type.</summary>
    public IReadOnlyDictionary<string, string?[]> Breakdowns { get; init; } = new Dictionary<string, string?[]>();

    /// <summary>Some of the rows, without what they are broken down by.</summary>
    internal JudgedRows Some(int[] rows) => new(Pick(Scores, rows)!, Pick(Probabilities, rows)!, Pick(Labels, rows)!)
    {
        Weights = Pick(Weights, rows),
        Groups = Pick(Groups, rows),
        TimesMs = Pick(TimesMs, rows),
    };

    private static T[]? Pick<T>(T[]? all, int[] rows) => all is null ? null : Array.ConvertAll(rows, x => all[x]);
}
