namespace WarningEngine.App.Evaluation;

/// <summary>Judges warnings against labels.
/// <para>A warning is in time for a fraud from its first contact until <see cref="AroundMs"/> after its last known
/// moment. Where the first contact is not known, from <see cref="AroundMs"/> before the first known transfer; where
/// nothing is known but the person, always. The scam type that it names need not be right.</para>
/// <para>A P0 or P1 warning is right where it is in time for a fraud of its person. Those of one person count once a
/// day (UTC+8), by the first of that day: an agent calls a person, not a warning.</para></summary>
public static class Judgement
{
    /// <summary>24 h.</summary>
    public const long AroundMs = 86_400_000;

    private const long HourMs = 3_600_000;

    /// <param name="warnings">In any order; those without a person are left out.</param>
    /// <param name="labels">All frauds and confusers; also those from before <paramref name="fromMs"/>, of which a
    /// warning may still be right.</param>
    /// <param name="personDays">People times days; null where not known.</param>
    /// <param name="callsPerHour">How many persons the agents can call in an hour.</param>
    /// <param name="fromMs">Warnings from then on are judged, and frauds are counted that came to their first large transfer
    /// from then on, or, where there was none, began; also a warning from before finds those.</param>
    public static QualityReport Judge(
        IReadOnlyList<JudgedWarning> warnings, IReadOnlyList<Label> labels, double? personDays, int callsPerHour,
        long fromMs = long.MinValue)
    {
        ArgumentNullException.ThrowIfNull(warnings);
        ArgumentNullException.ThrowIfNull(labels);
        var evidence = new Evidence(warnings, labels, personDays, callsPerHour, fromMs);
        var byType = new SortedDictionary<string, Quality>(StringComparer.Ordinal);
        foreach (var type in Enumerable.Range(1, 25).Select(x => $"T{x:00}"))
        {
            byType[type] = Of(evidence, type);
        }

        return new QualityReport(Of(evidence, null), byType);
    }

    /// <summary>Precision and recall of what happened up to <paramref name="nowMs"/>: frauds count from their first
    /// transfer on, when they could be found at the latest.</summary>
    public static QualitySoFar SoFar(IReadOnlyList<JudgedWarning> warnings, IReadOnlyList<Label> labels, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var evidence = new Evidence(
            [.. warnings.Where(x => x.EventTimeMs <= nowMs)], labels, null, int.MaxValue, long.MinValue);
        var due = evidence.Frauds.Where(x => x.FirstTransferMs is { } sent && sent <= nowMs).ToArray();
        var found = due.Count(x => evidence.ByPerson[x.Person].Any(y => InTime(y, x)));
        return new QualitySoFar(
            due.Length, found, evidence.Urgent.Length, Right(evidence, evidence.Urgent), Rate.Of(found, due.Length));
    }

    private static Quality Of(Evidence evidence, string? type)
    {
        var frauds = evidence.Frauds.Where(x => type is null || x.ScamType == type).ToArray();
        var called = evidence.Urgent.Where(x => type is null || x.ScamType == type).ToArray();
        var found = 0;
        var early = 0;
        var withLarge = 0;
        var leads = new List<double>();
        var money = new List<(double Lost, double Unsent)>();
        foreach (var fraud in frauds)
        {
            var inTime = evidence.ByPerson[fraud.Person].Where(x => InTime(x, fraud)).ToArray();
            var first = inTime.Where(x => x.IsUrgent).Select(x => (long?)x.EventTimeMs).Min();
            found += inTime.Length > 0 ? 1 : 0;
            var unsent = fraud.Transfers.Where(x => x.TimeMs >= first).Sum(x => x.Amount);
            money.Add((fraud.Transfers.Sum(x => x.Amount), unsent));
            if (fraud.FirstLargeTransferMs is { } large)
            {
                withLarge++;
                early += first < large ? 1 : 0;
                if (first is { } at)
                {
                    leads.Add((large - at) / 60_000.0);
                }
            }
        }

        return new Quality(
            frauds.Length, found, Rate.Of(found, frauds.Length), Rate.Of(early, withLarge),
            called.Length, Right(evidence, called), LeadTimes.Of(leads), Bootstrap.ShareOf(money),
            evidence.PersonDays is { } days ? Rate.OfCount(called.Length, days / 100_000) : null,
            Right(evidence, AtCapacity(called, evidence.CallsPerHour)), Confusers(evidence, type));
    }

    private static Rate? Right(Evidence evidence, JudgedWarning[] called) =>
        Rate.Of(called.Count(x => evidence.FraudsOf[x.Person!].Any(y => InTime(x, y))), called.Length);

    /// <summary>In each hour the agents call the most urgent first, as many as they can.</summary>
    private static JudgedWarning[] AtCapacity(JudgedWarning[] called, int callsPerHour) =>
        [.. called.GroupBy(x => x.EventTimeMs / HourMs).SelectMany(x => x
            .OrderBy(y => y.Tier, StringComparer.Ordinal).ThenBy(y => y.EventTimeMs)
            .ThenBy(y => y.Person, StringComparer.Ordinal).Take(callsPerHour))];

    private static SortedDictionary<string, Rate?> Confusers(Evidence evidence, string? type)
    {
        var result = new SortedDictionary<string, Rate?>(StringComparer.Ordinal);
        foreach (var kind in evidence.Confusers)
        {
            var persons = kind.Select(x => x.Person).Distinct().ToArray();
            result[kind.Key] = Rate.Of(
                persons.Count(x => evidence.ByPerson[x].Any(y =>
                    y.IsUrgent && y.EventTimeMs >= evidence.FromMs && (type is null || y.ScamType == type))),
                persons.Length);
        }

        return result;
    }

    private static bool InTime(JudgedWarning warning, Label fraud)
    {
        var from = fraud.FirstContactMs ?? fraud.FirstMs - AroundMs ?? long.MinValue;
        var to = fraud.LastMs + AroundMs ?? long.MaxValue;
        return warning.EventTimeMs >= from && warning.EventTimeMs <= to;
    }

    /// <summary>Warnings and labels, indexed once.</summary>
    private sealed class Evidence(
        IReadOnlyList<JudgedWarning> warnings, IReadOnlyList<Label> labels, double? personDays, int callsPerHour,
        long fromMs)
    {
        private const long ChinaMs = 8 * HourMs;

        /// <summary>Those that count.</summary>
        public Label[] Frauds { get; } =
            [.. labels.Where(x => x.ScamType is not null && (x.CountsMs is not { } at || at >= fromMs))];

        /// <summary>All, also those of which a warning may be right but none is asked.</summary>
        public ILookup<string, Label> FraudsOf { get; } =
            labels.Where(x => x.ScamType is not null).ToLookup(x => x.Person);

        public ILookup<string, Label> Confusers { get; } =
            labels.Where(x => x.Confuser is not null).ToLookup(x => x.Confuser!);

        public ILookup<string, JudgedWarning> ByPerson { get; } =
            warnings.Where(x => x.Person is not null).ToLookup(x => x.Person!);

        /// <summary>P0 and P1, once a person and day.</summary>
        public JudgedWarning[] Urgent { get; } =
            [.. warnings.Where(x => x is { Person: not null, IsUrgent: true } && x.EventTimeMs >= fromMs)
                .GroupBy(x => (x.Person, Day: (x.EventTimeMs + ChinaMs) / AroundMs))
                .Select(x => x.MinBy(y => y.EventTimeMs)!)];

        public double? PersonDays => personDays;

        public int CallsPerHour => callsPerHour;

        public long FromMs => fromMs;
    }
}
