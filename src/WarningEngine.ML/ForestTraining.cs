using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>Finds a forest for a table. Everything is chosen on rows that the trees in question were not grown on; then the chosen trees are
/// grown once more, on all rows.</summary>
public static class ForestTraining
{
    /// <summary>How near to each other two evaluations of the same trees are: ML.NET answers with 32 bits.</summary>
    private const double Near = 1e-6;

    /// <summary>What divides the table must not be what the trees draw from.</summary>
    private const long SeedOfFolds = 0x666F6C64;

    /// <param name="table">What to learn from.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Hears what is being done; called by one thread at a time.</param>
    /// <param name="stop">Looked at between two growings.</param>
    /// <exception cref="ArgumentException">Options are wrong, or the table cannot be divided: says why.</exception>
    /// <exception cref="InvalidOperationException">The exported trees do not say what ML.NET says.</exception>
    public static TrainedModel Train(TrainingTable table, TrainingOptions options, Action<string>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        progress ??= _ => { };
        var folds = Folds.Of(table, options.Folds, options.LastShare, options.Seed ^ SeedOfFolds);
        var tried = Try(table, folds, options, progress, stop);
        var chosen = tried.MinBy(x => x.Tried.LogLoss)!;
        int[] rows = [.. folds.SelectMany(x => x.Validate)];
        var scores = Average(table, folds, options, chosen, progress, stop);
        var labels = Array.ConvertAll(rows, x => table.Labels[x]);
        var weights = table.Weights is null ? null : Array.ConvertAll(rows, x => table.Weights[x]);
        var groups = table.Groups is null ? null : Array.ConvertAll(rows, x => table.Groups[x]);
        var (calibration, choice, probabilities) = CalibrationFit.Choose(scores, labels, weights, groups, options.Seed);
        progress($"Growing {options.Seeds} x {chosen.Tried.Trees} trees on all rows.");
        var grown = Final(table, options, chosen.Tried, stop);
        int[] all = [.. Enumerable.Range(0, table.Rows)];
        var forest = ForestExport.Mean(table.Features.Count, [.. grown.Select(x => ForestExport.Weighted(x.Trees, table, all))]);
        return new TrainedModel
        {
            Forest = forest,
            Calibration = calibration,
            Chosen = chosen.Tried,
            Tried = [.. tried.Select(x => x.Tried)],
            Seeds = options.Seeds,
            Folds = folds.Count,
            CalibrationChoice = choice,
            Validation = ModelEvaluation.Judge(new JudgedRows(scores, probabilities, labels)
            {
                Weights = weights,
                Groups = groups,
                TimesMs = table.TimesMs is null ? null : Array.ConvertAll(rows, x => table.TimesMs[x]),
                Breakdowns = table.Breakdowns.ToDictionary(x => x.Key, x => Array.ConvertAll(rows, row => x.Value[row]), StringComparer.Ordinal),
            }),
            ValidationScores = new ValidationScores(rows, scores, probabilities),
            MlNet = [.. grown.Select(x => MlNetModel.Pack(x, table.Features.Count))],
        };
    }

    /// <summary>A candidate, and the trees that it grew for each fold.</summary>
    private sealed record Candidate(TriedSettings Tried, IReadOnlyList<Tree>[] Grown);

    private static Candidate[] Try(
        TrainingTable table, IReadOnlyList<Fold> folds, TrainingOptions options, Action<string> progress, CancellationToken stop)
    {
        var candidates = options.Candidates;
        // Each library grows one forest at a time, so one thread for each of them.
        var tried = new Candidate[candidates.Count];
        var said = new Lock();
        Parallel.ForEach(Enum.GetValues<BoosterKind>(), new ParallelOptions { CancellationToken = stop }, kind =>
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                if (candidates[i].Kind == kind)
                {
                    lock (said)
                    {
                        progress($"Trying {i + 1} of {candidates.Count}: {kind}, {candidates[i].Leaves} leaves.");
                    }

                    tried[i] = Try(table, folds, options, candidates[i], stop);
                }
            }
        });
        return tried;
    }

    private static Candidate Try(TrainingTable table, IReadOnlyList<Fold> folds, TrainingOptions options, BoosterSettings settings, CancellationToken stop)
    {
        var grown = new IReadOnlyList<Tree>[folds.Count];
        for (var i = 0; i < folds.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            grown[i] = Booster.Grow(settings, options.TreesMax, table, folds[i].Train, options.PositiveWeight, options.Seed).Trees;
        }

        var curve = LossCurve.Of(table, folds, grown, settings.LogitPerScore, options.PositiveWeight);
        var trees = Math.Max(1, Array.IndexOf(curve, curve.Min()));
        return new Candidate(new TriedSettings(settings, trees, curve[trees]), grown);
    }

    /// <summary>Scores of the rows that validate: the mean of all seeds, as that of the forest will be.</summary>
    private static double[] Average(
        TrainingTable table, IReadOnlyList<Fold> folds, TrainingOptions options, Candidate chosen, Action<string> progress, CancellationToken stop)
    {
        var (settings, trees) = (chosen.Tried.Settings, chosen.Tried.Trees);
        var sum = LossCurve.Scores(table, folds, chosen.Grown, trees);
        for (var seed = 1; seed < options.Seeds; seed++)
        {
            progress($"Growing the best once more, seed {seed + 1} of {options.Seeds}.");
            var grown = new IReadOnlyList<Tree>[folds.Count];
            for (var i = 0; i < folds.Count; i++)
            {
                stop.ThrowIfCancellationRequested();
                grown[i] = Booster.Grow(settings, trees, table, folds[i].Train, options.PositiveWeight, SeedOf(options, seed)).Trees;
            }

            var scores = LossCurve.Scores(table, folds, grown, trees);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += scores[i];
            }
        }

        return [.. sum.Select(x => x / options.Seeds)];
    }

    private static List<GrownTrees> Final(TrainingTable table, TrainingOptions options, TriedSettings chosen, CancellationToken stop)
    {
        int[] all = [.. Enumerable.Range(0, table.Rows)];
        var grown = new List<GrownTrees>();
        for (var seed = 0; seed < options.Seeds; seed++)
        {
            stop.ThrowIfCancellationRequested();
            var one = Booster.Grow(chosen.Settings, chosen.Trees, table, all, options.PositiveWeight, SeedOf(options, seed));
            MlNetModel.Compare(one, table, Near);
            grown.Add(one);
        }

        return grown;
    }

    private static long SeedOf(TrainingOptions options, int seed) => seed == 0 ? options.Seed : (long)Chance.Hash(options.Seed, seed);
}
