namespace WarningEngine.App.Evaluation;

/// <summary>A share with its 95 % Wilson interval. Null values where there was nothing to count.</summary>
public sealed record Rate(double? Value, double? Low, double? High)
{
    public static Rate Of(int hits, int of)
    {
        if (of == 0)
        {
            return new Rate(null, null, null);
        }

        const double z = 1.959964;
        var p = (double)hits / of;
        var centre = (p + (z * z / (2 * of))) / (1 + (z * z / of));
        var half = z / (1 + (z * z / of)) * Math.Sqrt((p * (1 - p) / of) + (z * z / (4.0 * of * of)));
        return new Rate(p, Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}

public sealed record LeadTimes(double? P10, double? P50, double? P90);

/// <summary>What is said of one scam type, or of all.</summary>
public sealed record Quality(
    int Frauds, int Found, Rate Recall, Rate RecallBeforeFirstLargeTransfer, int Warnings, Rate Precision,
    LeadTimes LeadTimeMinutes, Rate UnsentShare);

/// <summary>The judgement of a set of warnings.</summary>
public sealed record QualityReport(
    Quality Overall, SortedDictionary<string, Quality> ByType, double? WarningsPer100kPersonDays, Rate PrecisionAtCapacity,
    SortedDictionary<string, Rate> ConfusersWarned);

/// <summary>Judges warnings against labels. A P0 or P1 warning is right where its person is labelled as defrauded and it
/// falls between an hour before the first contact and <see cref="AfterMs"/> after the last known moment of the fraud.
/// Warnings of one person count once a day: an agent calls a person, not a warning.</summary>
public static class Judgement
{
    /// <summary>24 h.</summary>
    public const long AfterMs = 86_400_000;

    private const long BeforeMs = 3_600_000;

    /// <param name="personDays">People times days; null where not known.</param>
    public static QualityReport Judge(
        IReadOnlyList<JudgedWarning> warnings, IReadOnlyList<Label> labels, double? personDays, int callsPerHour)
    {
        ArgumentNullException.ThrowIfNull(warnings);
        ArgumentNullException.ThrowIfNull(labels);
        var frauds = labels.Where(x => x.ScamType is not null).ToArray();
        var byPerson = frauds.ToLookup(x => x.Person);
        var urgent = warnings.Where(x => x.Person is not null && x.Tier is "P0" or "P1")
            .GroupBy(x => (x.Person, Day: (x.EventTimeMs + 28_800_000) / 86_400_000))
            .Select(x => x.OrderBy(y => y.EventTimeMs).First()).ToArray();
        var firstUrgent = warnings.Where(x => x.Person is not null && x.Tier is "P0" or "P1").ToLookup(x => x.Person!);
        var anyTier = warnings.Where(x => x.Person is not null).ToLookup(x => x.Person!);
        var byType = new SortedDictionary<string, Quality>(StringComparer.Ordinal);
        foreach (var type in frauds.Select(x => x.ScamType!).Concat(urgent.Select(x => x.ScamType).Where(x => x[0] == 'T' && x != "TH")).Distinct())
        {
            byType[type] = Of([.. frauds.Where(x => x.ScamType == type)], [.. urgent.Where(x => x.ScamType == type)], byPerson, firstUrgent, anyTier);
        }

        return new QualityReport(
            Of(frauds, urgent, byPerson, firstUrgent, anyTier),
            byType,
            personDays is > 0 ? urgent.Length * 100_000.0 / personDays : null,
            AtCapacity(urgent, byPerson, callsPerHour),
            Confusers(labels, firstUrgent));
    }

    private static Quality Of(
        Label[] frauds, JudgedWarning[] urgent, ILookup<string, Label> byPerson, ILookup<string, JudgedWarning> firstUrgent,
        ILookup<string, JudgedWarning> anyTier)
    {
        var found = 0;
        var early = 0;
        var withLarge = 0;
        var unsent = 0;
        var leads = new List<double>();
        foreach (var fraud in frauds)
        {
            found += anyTier[fraud.Person].Any(x => IsOf(x, fraud)) ? 1 : 0;
            if (fraud.FirstLargeTransferMs is not { } large)
            {
                continue;
            }

            withLarge++;
            var first = firstUrgent[fraud.Person].Where(x => IsOf(x, fraud)).Select(x => x.EventTimeMs).DefaultIfEmpty(long.MaxValue).Min();
            if (first <= large)
            {
                early++;
            }

            unsent += first < large ? 1 : 0;
            if (first != long.MaxValue)
            {
                leads.Add((large - first) / 60_000.0);
            }
        }

        leads.Sort();
        return new Quality(
            frauds.Length, found, Rate.Of(found, frauds.Length), Rate.Of(early, withLarge), urgent.Length,
            Rate.Of(urgent.Count(x => IsRight(x, byPerson)), urgent.Length),
            new LeadTimes(At(leads, 0.1), At(leads, 0.5), At(leads, 0.9)), Rate.Of(unsent, withLarge));
    }

    /// <summary>In each hour the agents call the most urgent first, as many as they can.</summary>
    private static Rate AtCapacity(JudgedWarning[] urgent, ILookup<string, Label> byPerson, int callsPerHour)
    {
        var called = urgent.GroupBy(x => x.EventTimeMs / 3_600_000)
            .SelectMany(x => x.OrderBy(y => y.Tier, StringComparer.Ordinal).ThenBy(y => y.EventTimeMs).Take(callsPerHour)).ToArray();
        return Rate.Of(called.Count(x => IsRight(x, byPerson)), called.Length);
    }

    private static SortedDictionary<string, Rate> Confusers(IReadOnlyList<Label> labels, ILookup<string, JudgedWarning> firstUrgent)
    {
        var result = new SortedDictionary<string, Rate>(StringComparer.Ordinal);
        foreach (var kind in labels.Where(x => x.Confuser is not null).GroupBy(x => x.Confuser!))
        {
            result[kind.Key] = Rate.Of(kind.Count(x => firstUrgent[x.Person].Any()), kind.Count());
        }

        return result;
    }

    private static bool IsRight(JudgedWarning warning, ILookup<string, Label> byPerson) =>
        byPerson[warning.Person!].Any(x => IsOf(warning, x));

    private static bool IsOf(JudgedWarning warning, Label fraud)
    {
        var from = fraud.FirstContactMs ?? fraud.FirstTransferMs ?? fraud.FirstLargeTransferMs ?? 0;
        var to = fraud.FirstLargeTransferMs ?? fraud.FirstTransferMs ?? from;
        return warning.EventTimeMs >= from - BeforeMs && warning.EventTimeMs <= to + AfterMs;
    }

    private static double? At(List<double> sorted, double share) =>
        sorted.Count == 0 ? null : Math.Round(sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)], 2);
}
