using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Models;
using WarningEngine.Core.Profiles;
using WarningEngine.ML;

namespace WarningEngine.App.Training;

/// <summary>Chooses from which probabilities on a model has a say. Agents call a person once a day, so it is chosen by days of persons: a day is
/// held to be as bad as the worst that the model says in it. On rows that the model was not grown on.</summary>
internal static class ThresholdChoice
{
    private const long ChinaMs = 8 * 3_600_000;

    /// <summary>Of those called at once so many are to be right.</summary>
    private const double ImmediateRight = 0.8;

    /// <summary>What patterns hold to be urgent and so few of whom are right is not.</summary>
    private const double DoubtfulRight = 0.2;

    /// <summary>P2 is a call by a machine within half an hour, and few enough for all of them: said from one fraud in ten on, as the shipped model
    /// does. A plain probability, unlike the others: what one more call is worth does not hang on how sure the other calls are. May be above what is
    /// doubtful: that patterns hold somebody urgent is evidence that a model may weigh too little.</summary>
    private const double FaintProbability = 0.1;

    /// <summary>A day of a person, or of a counterpart.</summary>
    private readonly record struct PersonDay(double Probability, double Weight, bool IsFraud);

    /// <param name="table">With times and groups.</param>
    /// <param name="scores">Of the rows that validated.</param>
    /// <param name="catalogue">Of which the table is.</param>
    /// <param name="urgentRight">Share of those held urgent who are to be right, 0 to 1.</param>
    public static ModelThresholds Of(TrainingTable table, ValidationScores scores, FeatureCatalogue catalogue, double urgentRight)
    {
        var all = Days(table, scores, _ => true);
        var urgent = LeastFor(all, urgentRight);
        var immediate = Math.Max(urgent, LeastFor(all, Math.Max(urgentRight, ImmediateRight)));
        if (catalogue != FeatureCatalogue.Person)
        {
            // Of counterparts nothing is lowered.
            return new ModelThresholds(immediate, urgent, 0);
        }

        var hit = (int)Feature.EpisodeHitTier;
        var held = Days(table, scores, row => table.Row(row)[hit] <= (float)Tier.P1);
        var doubtful = Math.Min(urgent, MostOfWrong(held, Math.Min(urgentRight, DoubtfulRight)));
        return new ModelThresholds(immediate, urgent, doubtful, Math.Min(urgent, FaintProbability));
    }

    private static List<PersonDay> Days(TrainingTable table, ValidationScores scores, Func<int, bool> counts)
    {
        var days = new Dictionary<(int Group, long Day), PersonDay>();
        for (var i = 0; i < scores.Rows.Length; i++)
        {
            var row = scores.Rows[i];
            if (!counts(row))
            {
                continue;
            }

            var key = (table.Groups![row], (table.TimesMs![row] + ChinaMs) / ProfileTime.DayMs);
            var one = new PersonDay(scores.Probabilities[i], table.Weight(row), table.Labels[row]);
            days[key] = !days.TryGetValue(key, out var before) ? one
                : (one.Probability > before.Probability ? one : before) with { IsFraud = one.IsFraud || before.IsFraud };
        }

        return [.. days.Values.OrderByDescending(x => x.Probability)];
    }

    /// <summary>The least probability from which on so many are right; just above the greatest where that is never so.</summary>
    private static double LeastFor(List<PersonDay> days, double right)
    {
        double frauds = 0, sum = 0, least = 1;
        for (var i = 0; i < days.Count; i++)
        {
            frauds += days[i].IsFraud ? days[i].Weight : 0;
            sum += days[i].Weight;
            var isLastOfEquals = i + 1 == days.Count || days[i + 1].Probability < days[i].Probability;
            least = isLastOfEquals && frauds >= right * sum ? days[i].Probability : least;
        }

        return least;
    }

    /// <summary>The greatest probability below which no more than so many are right; 0 where there is none.</summary>
    private static double MostOfWrong(List<PersonDay> days, double right)
    {
        double frauds = 0, sum = 0, most = 0;
        for (var i = days.Count - 1; i >= 0; i--)
        {
            frauds += days[i].IsFraud ? days[i].Weight : 0;
            sum += days[i].Weight;
            var isLastOfEquals = i == 0 || days[i - 1].Probability > days[i].Probability;
            most = isLastOfEquals && frauds <= right * sum ? (i == 0 ? 1 : days[i - 1].Probability) : most;
        }

        return most;
    }
}
