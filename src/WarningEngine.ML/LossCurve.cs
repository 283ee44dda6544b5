using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>What trees lose on the rows that validate, by how many of them are taken.</summary>
internal static class LossCurve
{
    /// <summary>Mean log loss by number of trees, from 0 on; where nothing was left to learn it stays as it is.</summary>
    public static double[] Of(
        TrainingTable table, IReadOnlyList<Fold> folds, IReadOnlyList<Tree>[] grown, double logitPerScore, double positiveWeight)
    {
        var curve = new double[grown.Max(x => x.Count) + 1];
        double weights = 0;
        for (var fold = 0; fold < folds.Count; fold++)
        {
            foreach (var row in folds[fold].Validate)
            {
                var (score, weight, label) = (0.0, WeightOf(table, row, positiveWeight), table.Labels[row]);
                weights += weight;
                var loss = LogLoss(0, label);
                curve[0] += weight * loss;
                for (var tree = 0; tree < curve.Length - 1; tree++)
                {
                    if (tree < grown[fold].Count)
                    {
                        var one = grown[fold][tree];
                        score += one.Leaf[ForestExport.LeafOf(one, table.Row(row))];
                        loss = LogLoss(score * logitPerScore, label);
                    }

                    curve[tree + 1] += weight * loss;
                }
            }
        }

        return Array.ConvertAll(curve, x => x / weights);
    }

    /// <summary>Scores of the rows that validate, fold by fold.</summary>
    public static double[] Scores(TrainingTable table, IReadOnlyList<Fold> folds, IReadOnlyList<Tree>[] grown, int trees)
    {
        var scores = new List<double>();
        for (var fold = 0; fold < folds.Count; fold++)
        {
            foreach (var row in folds[fold].Validate)
            {
                double score = 0;
                foreach (var tree in grown[fold].Take(trees))
                {
                    score += tree.Leaf[ForestExport.LeafOf(tree, table.Row(row))];
                }

                scores.Add(score);
            }
        }

        return [.. scores];
    }

    private static double WeightOf(TrainingTable table, int row, double positiveWeight) => table.Weight(row) * (table.Labels[row] ? positiveWeight : 1);

    private static double LogLoss(double logit, bool label) => Math.Max(label ? -logit : logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
}
