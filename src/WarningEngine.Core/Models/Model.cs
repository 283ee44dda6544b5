using System.Text.Json.Serialization;

namespace WarningEngine.Core.Models;

/// <summary>Of whom a model tells something.</summary>
public enum ModelSubject : byte
{
    Unknown = 0,

    /// <summary>Is this person's episode a fraud under way?</summary>
    Person = 1,

    /// <summary>Is this number, sender, account or domain working for a fraud?</summary>
    Counterpart = 2,
}

/// <summary>From which probabilities on a model has a say. Chosen when it was trained, on people whom it was not trained on.</summary>
/// <param name="Immediate">Of a person: P0 from here on. Of a counterpart: grade high.</param>
/// <param name="Urgent">Of a person: P1 from here on. Of a counterpart: grade medium.</param>
/// <param name="Doubtful">Of a person: what patterns hold to be P0 or P1 is P2 below it, or, of P1, P3 where it is below <paramref name="Faint"/> too.</param>
/// <param name="Faint">Of a person: what patterns hold to be P2 is P3 below it, and what they hold P3 is not said, but of known-bad parties. May be
/// above <paramref name="Doubtful"/>: that patterns hold somebody urgent is evidence that a model may weigh too little. 0 where a model of before
/// does not know it.</param>
public sealed record ModelThresholds(double Immediate, double Urgent, double Doubtful, double Faint = 0)
{
    /// <summary>Probabilities, of which none but the two doubts is above a more urgent one.</summary>
    [JsonIgnore]
    public bool AreGood => Faint is >= 0 && Doubtful >= 0 && Faint <= Urgent && Doubtful <= Urgent && Urgent <= Immediate && Immediate <= 1;
}

/// <summary>A model that can decide.</summary>
/// <param name="Hash">Of its bytes.</param>
/// <param name="Name">As decisions quote it.</param>
/// <param name="Subject">Of whom it tells something.</param>
/// <param name="Forest">Over the features of its subject's catalogue, or the first of them.</param>
/// <param name="Calibration">From the forest's score to a probability.</param>
/// <param name="Thresholds">What follows from a probability.</param>
public sealed record Model(
    UInt128 Hash, string Name, ModelSubject Subject, Forest Forest, Calibration Calibration, ModelThresholds Thresholds)
{
    /// <summary>Rows that are asked at once.</summary>
    public const int RowsMax = 64;

    /// <summary>Who computes scores: its forest, unless somebody compares another form of the same trees.</summary>
    public IRowScores Scores { get; init; } = Forest;

    /// <summary>What it says of a row.</summary>
    /// <param name="row">Of its subject's catalogue, which may have got features since it was trained: they stand at the end.</param>
    public ModelAnswer Ask(ReadOnlySpan<float> row) => Answer(Scores.Score(row[..Scores.Features]));

    /// <summary>The same of many rows, in a fraction of the time. Allocates nothing.</summary>
    /// <param name="rows">Row after row.</param>
    /// <param name="width">Values of a row.</param>
    /// <param name="answers">Receives one a row; its length says how many there are, <see cref="RowsMax"/> at most.</param>
    public void Ask(ReadOnlySpan<float> rows, int width, Span<ModelAnswer> answers)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(answers.Length, RowsMax);
        if (width != Scores.Features)
        {
            // It was trained when there were fewer features: its rows do not lie side by side.
            for (var i = 0; i < answers.Length; i++)
            {
                answers[i] = Ask(rows.Slice(i * width, width));
            }

            return;
        }

        Span<double> scores = stackalloc double[answers.Length];
        Scores.Score(rows, scores);
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = Answer(scores[i]);
        }
    }

    private ModelAnswer Answer(double score)
    {
        var probability = Calibration.Of(score);
        return new ModelAnswer(probability, probability >= Thresholds.Urgent);
    }
}

/// <summary>Scores rows of unknown (NaN) and known values: the same row, the same score.</summary>
public interface IRowScores
{
    /// <summary>Values of a row.</summary>
    int Features { get; }

    /// <summary>The score of one row.</summary>
    double Score(ReadOnlySpan<float> row);

    /// <summary>The same of many rows, one after the other; as many as there are scores.</summary>
    void Score(ReadOnlySpan<float> rows, Span<double> scores);
}

/// <summary>What a model says: a probability, 0 to 1, and whether that is urgent.</summary>
public readonly record struct ModelAnswer(double Probability, bool IsUrgent);
