using WarningEngine.Core;
using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>How a model is looked for.</summary>
public sealed record TrainingOptions
{
    /// <summary>Of every draw: the same table, options and seed give the same forest.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>What the weight of frauds is multiplied by while trees are grown; calibration and judgement know nothing of it.</summary>
    public double PositiveWeight { get; init; } = 1;

    /// <summary>Divisions where there are sources, or no times; 2 or more.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Share of the rows, the latest, that validates where there are times and no sources.</summary>
    public double LastShare { get; init; } = 0.25;

    /// <summary>Trees of one seed at most.</summary>
    public int TreesMax { get; init; } = 400;

    /// <summary>Of how many seeds the forest is the mean. Log loss is convex, so the mean loses no more than one of them does on average;
    /// it costs as many times the work. Together with <see cref="TreesMax"/> at most <see cref="Limits.TreesMax"/>.</summary>
    public int Seeds { get; init; } = 5;

    /// <summary>What is tried.</summary>
    public IReadOnlyList<BoosterSettings> Candidates { get; init; } = BoosterSettings.Candidates;

    /// <summary>From which probabilities on the model has a say.</summary>
    public ModelThresholds Thresholds { get; init; } = new(0.5, 0.2, 0.02);

    /// <exception cref="ArgumentException">A bound is passed: says which.</exception>
    public void Check()
    {
        if (PositiveWeight is not (> 0 and <= 1e6) || Folds < 2 || LastShare is not (> 0 and < 1) || TreesMax < 1 || Seeds < 1 || Candidates.Count == 0
            || !Thresholds.AreGood)
        {
            throw new ArgumentException(
                "A positive weight is above 0 and at most 1e6, folds are 2 or more, the last share is between 0 and 1, trees, seeds and candidates are "
                + "1 or more, thresholds are probabilities in order.");
        }

        if ((long)TreesMax * Seeds > Limits.TreesMax)
        {
            throw new ArgumentException($"{Seeds} seeds of {TreesMax} trees are more than the {Limits.TreesMax} that a forest may have.");
        }

        if (Candidates.FirstOrDefault(x => x.Leaves is < 2 or > Limits.LeavesPerTreeMax) is { } large)
        {
            throw new ArgumentException($"A tree has 2 to {Limits.LeavesPerTreeMax} leaves, not {large.Leaves}.");
        }
    }
}

/// <summary>What a candidate came to on validation.</summary>
/// <param name="Settings">What was tried.</param>
/// <param name="Trees">The number of trees at which its log loss is lowest.</param>
/// <param name="LogLoss">There; of rows weighted as for training.</param>
public sealed record TriedSettings(BoosterSettings Settings, int Trees, double LogLoss);

/// <summary>What a model says of rows that the trees were not grown on.</summary>
/// <param name="Rows">Their numbers in the table.</param>
/// <param name="Scores">Of trees that were grown on other rows.</param>
/// <param name="Probabilities">By a calibration that was fitted to other rows again.</param>
public sealed record ValidationScores(int[] Rows, double[] Scores, double[] Probabilities);

/// <summary>A model, and how it came about.</summary>
public sealed record TrainedModel
{
    public required Forest Forest { get; init; }

    public required Calibration Calibration { get; init; }

    public required TriedSettings Chosen { get; init; }

    public required IReadOnlyList<TriedSettings> Tried { get; init; }

    /// <summary>How many seeds the forest is the mean of.</summary>
    public required int Seeds { get; init; }

    /// <summary>Into how many parts the table was divided: 1 where the later part validated.</summary>
    public required int Folds { get; init; }

    public required CalibrationChoice CalibrationChoice { get; init; }

    /// <summary>How well the chosen settings do where they were not trained. What was chosen was chosen by these rows, so it is a
    /// little too good; rows that nothing was chosen by judge a model.</summary>
    public required EvaluationReport Validation { get; init; }

    public required ValidationScores ValidationScores { get; init; }

    /// <summary>ML.NET's own models, one a seed, packed.</summary>
    public required IReadOnlyList<byte[]> MlNet { get; init; }
}
