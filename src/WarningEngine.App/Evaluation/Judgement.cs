using WarningEngine.Core.Profiles;

namespace WarningEngine.App.Evaluation;

/// <summary>Judges warnings against labels.
/// <para>A warning is in time for a fraud from its first contact until <see cref="AroundMs"/> after its last known
/// moment. Where the first contact is not known, from <see cref="AroundMs"/> before the first known transfer; where
/// nothing is known but the person, always. The scam type that it names need not be right.</para>
/// <para>Which fraud a warning is about is told by the time of its event; what it is good for, by when it was made: a record that arrives an hour
/// late warns an hour late.</para>
/// <para>A P0 or P1 warning is right where it is in time for a fraud of its person. Those of one person count once a
/// day (UTC+8), by the first of that day, of those made at once by the most urgent: an agent calls a person, not a warning.</para>
/// <para>Of a single tier the warnings are those of exactly this tier, once a person and day; a fraud is found, and money is
/// saved, by a warning of this tier or a more urgent one. So P1 finds what all P0 and P1 find, and P3 what all
/// find.</para></summary>
public static class Judgement
{
    /// <summary>24 h.</summary>
    public const long AroundMs = ProfileTime.DayMs;

    /// <summary>The attempt of a transfer is known a second or two after its time, and a bank still waits for an answer then. 10 s: our own guess.</summary>
    public const long HeldMs = 10_000;

    private const long SecondMs = 1_000;
    private const long HourMs = 3_600_000;
    private static readonly string[] Tiers = ["P0", "P1", "P2", "P3"];

    /// <param name="warnings">In any order; those without a person are left out.</param>
    /// <param name="labels">All frauds and confusers; also those from before <paramref name="fromMs"/>, of which a
    /// warning may still be right.</param>
    /// <param name="personDays">People times days; null where not known.</param>
    /// <param name="callsPerHour">How many persons the agents can call in an hour.</param>
    /// <param name="fromMs">Warnings from then on are judged, and frauds are counted that came to their first large transfer
    /// from then on, or, where there was none, began; also a warning from before finds those. Confusers count whose occasion was from then on, or who
    /// have no time, since theirs goes on.</param>
    public static QualityReport Judge(
        IReadOnlyList<JudgedWarning> warnings, IReadOnlyList<Label> labels, double? personDays, int callsPerHour,
        long fromMs = long.MinValue)
    {
        ArgumentNullException.ThrowIfNull(warnings);
        ArgumentNullException.ThrowIfNull(labels);
        var evidence = new Evidence(warnings, labels, personDays, callsPerHour, fromMs);
        return new QualityReport(
            Of(evidence, new View(null)),
            Each(ScamTypes.All, type => Of(evidence, new View(x => x == type))),
            Each(Tiers, tier => Of(evidence, new View(null, tier))),
            new SortedDictionary<string, Quality>(StringComparer.Ordinal)
            {
                ["with"] = Of(evidence, new View(ScamTypes.WithTelecomTrace.Contains)),
                ["without"] = Of(evidence, new View(ScamTypes.WithoutTelecomTrace.Contains)),
            })
        {
            WarningsWithoutPerson = warnings.Count(x => x.Person is null),
        };
    }

    /// <summary>Precision and recall of what happened up to <paramref name="nowMs"/>: frauds count from their first
    /// transfer on, when they could be found at the latest.</summary>
    /// <param name="warnings">In any order; all are judged.</param>
    /// <param name="labels">All frauds, also those from before <paramref name="fromMs"/>, of which a warning may be right.</param>
    /// <param name="nowMs">What was made later is left out.</param>
    /// <param name="fromMs">Frauds are asked for as <see cref="Judge"/> does.</param>
    public static QualitySoFar SoFar(IReadOnlyList<JudgedWarning> warnings, IReadOnlyList<Label> labels, long nowMs, long fromMs)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var evidence = new Evidence(
            [.. warnings.Where(x => x.DecidedMs <= nowMs)], labels, null, int.MaxValue, long.MinValue);
        var due = evidence.Frauds.Where(x => x.FirstTransferMs is { } sent && sent <= nowMs && IsAskedFor(x, fromMs)).ToArray();
        var found = due.Count(x => evidence.ByPerson[x.Person].Any(y => InTime(y, x)));
        return new QualitySoFar(
            due.Length, found, evidence.Urgent.Length, Right(evidence, evidence.Urgent), Rate.Of(found, due.Length));
    }

    private static SortedDictionary<string, Quality> Each(IEnumerable<string> names, Func<string, Quality> of) =>
        new(names.ToDictionary(x => x, of), StringComparer.Ordinal);

    private static Quality Of(Evidence evidence, View view)
    {
        var frauds = evidence.Frauds.Where(x => view.HasType(x.ScamType!)).ToArray();
        var called = evidence.Called[view.Tier ?? ""].Where(x => view.HasType(x.ScamType)).ToArray();
        var found = new List<(string Person, bool Hit)>();
        var early = new List<(string Person, bool Hit)>();
        var earlyOrAt = new List<(string Person, bool Hit)>();
        var leads = new List<double>();
        var money = new List<(double Lost, double Unsent)>();
        foreach (var fraud in frauds)
        {
            var inTime = evidence.ByPerson[fraud.Person].Where(x => InTime(x, fraud)).ToArray();
            var urgent = inTime.Where(view.IsUrgentEnough).ToArray();
            var first = urgent.Select(x => (long?)x.DecidedMs).Min();
            found.Add((fraud.Person, view.Tier is null ? inTime.Length > 0 : first is not null));
            var unsent = fraud.Transfers.Where(x => Array.Exists(urgent, y => IsBy(y, x.TimeMs))).Sum(x => x.Amount);
            money.Add((fraud.Transfers.Sum(x => x.Amount), unsent));
            if (fraud.FirstLargeTransferMs is { } large)
            {
                early.Add((fraud.Person, first < large));
                earlyOrAt.Add((fraud.Person, Array.Exists(urgent, x => IsBy(x, large))));
                if (first is { } at)
                {
                    leads.Add((large - at) / 60_000.0);
                }
            }
        }

        var perDays = evidence.PersonDays is { } days ? Rate.OfCount(called.Length, days / 100_000) : null;
        return new Quality(
            frauds.Length, found.Count(x => x.Hit), Drawn(found), Drawn(early), Drawn(earlyOrAt),
            called.Length, Drawn(Judged(evidence, called)), LeadTimes.Of(leads), Bootstrap.ShareOf(money),
            perDays is null ? null
                : perDays with { Drawn = Bootstrap.OfCounts(called.Select(x => x.Person!), evidence.PersonDays!.Value / 100_000) },
            Drawn(Judged(evidence, AtCapacity(evidence, view))), Confusers(evidence, view));
    }

    private static Rate? Right(Evidence evidence, JudgedWarning[] called)
    {
        var judged = Judged(evidence, called);
        return Rate.Of(judged.Count(x => x.Hit), judged.Count);
    }

    private static List<(string Person, bool Hit)> Judged(Evidence evidence, JudgedWarning[] called) =>
        [.. called.Select(x => (x.Person!, evidence.FraudsOf[x.Person!].Any(y => InTime(x, y))))];

    private static Rate? Drawn(List<(string Person, bool Hit)> of)
    {
        var rate = Rate.Of(of.Count(x => x.Hit), of.Count);
        return rate is null ? null : rate with { Drawn = Bootstrap.OfPersons(of) };
    }

    /// <summary>In each hour the agents call the most urgent first, of equals those whom a model holds likeliest, as many as they can.</summary>
    /// <remarks>Whom they call is chosen among all types. Of a single tier it is as if nobody else were to
    /// be called.</remarks>
    private static JudgedWarning[] AtCapacity(Evidence evidence, View view) =>
        [.. evidence.Called[view.Tier ?? ""].GroupBy(x => x.DecidedMs / HourMs).SelectMany(x => x
            .OrderBy(y => y.Tier, StringComparer.Ordinal).ThenByDescending(y => y.Probability ?? 0).ThenBy(y => y.DecidedMs)
            .ThenBy(y => y.Person, StringComparer.Ordinal).Take(evidence.CallsPerHour)).Where(x => view.HasType(x.ScamType))];

    private static SortedDictionary<string, Rate?> Confusers(Evidence evidence, View view)
    {
        var result = new SortedDictionary<string, Rate?>(StringComparer.Ordinal);
        foreach (var (kind, persons) in evidence.Confusers)
        {
            result[kind] = Drawn(
                [.. persons.Select(x => (x, evidence.ByPerson[x].Any(y =>
                    view.Calls(y) && y.EventTimeMs >= evidence.FromMs && view.HasType(y.ScamType)
                    && !evidence.FraudsOf[x].Any(z => InTime(y, z)))))]);
        }

        return result;
    }

    /// <summary>Made before a transfer, or at its attempt. Told by seconds: many labels know no more, and the record of the attempt itself knows
    /// parts of them.</summary>
    private static bool IsBy(JudgedWarning warning, long transferMs) =>
        warning.EventTimeMs / SecondMs <= transferMs / SecondMs && warning.DecidedMs / SecondMs <= (transferMs + HeldMs) / SecondMs;

    private static bool IsAskedFor(Label fraud, long fromMs) => fraud.CountsMs is not { } at || at >= fromMs;

    private static bool InTime(JudgedWarning warning, Label fraud)
    {
        var from = fraud.FirstContactMs ?? fraud.FirstMs - AroundMs ?? long.MinValue;
        var to = fraud.LastMs + AroundMs ?? long.MaxValue;
        return warning.EventTimeMs >= from && warning.EventTimeMs <= to;
    }

    /// <summary>What one part of the report is about.</summary>
    /// <param name="Types">Null: all, also those that are no scam types (money-moment rules, known bad parties).</param>
    /// <param name="Tier">Null: P0 and P1 together.</param>
    private sealed record View(Func<string, bool>? Types, string? Tier = null)
    {
        public bool HasType(string type) => Types is null || Types(type);

        /// <summary>It is one of the warnings of this part.</summary>
        public bool Calls(JudgedWarning warning) => Tier is null ? warning.IsUrgent : warning.Tier == Tier;

        /// <summary>It finds a fraud and saves money.</summary>
        public bool IsUrgentEnough(JudgedWarning warning) => string.CompareOrdinal(warning.Tier, Tier ?? "P1") <= 0;
    }

    /// <summary>Warnings and labels, indexed once.</summary>
    private sealed class Evidence(
        IReadOnlyList<JudgedWarning> warnings, IReadOnlyList<Label> labels, double? personDays, int callsPerHour,
        long fromMs)
    {
        private const long ChinaMs = 8 * HourMs;

        /// <summary>Those that count.</summary>
        public Label[] Frauds { get; } =
            [.. labels.Where(x => x.ScamType is not null && IsAskedFor(x, fromMs))];

        /// <summary>All, also those of which a warning may be right but none is asked.</summary>
        public ILookup<string, Label> FraudsOf { get; } =
            labels.Where(x => x.ScamType is not null).ToLookup(x => x.Person);

        /// <summary>Persons of each kind; of those with a time, who had it from the first judged moment on.</summary>
        public Dictionary<string, string[]> Confusers { get; } =
            labels.Where(x => x.Confuser is not null && (x.FirstMs is not { } at || at >= fromMs)).GroupBy(x => x.Confuser!)
                .ToDictionary(x => x.Key, x => x.Select(y => y.Person).Distinct().ToArray());

        public ILookup<string, JudgedWarning> ByPerson { get; } =
            warnings.Where(x => x.Person is not null).ToLookup(x => x.Person!);

        /// <summary>P0 and P1, once a person and day; under a tier's name the same of that tier.</summary>
        public Dictionary<string, JudgedWarning[]> Called { get; } = Tiers.Prepend("").ToDictionary(
            x => x, x => OnceADay(warnings.Where(y => y.EventTimeMs >= fromMs && (x.Length == 0 ? y.IsUrgent : y.Tier == x))));

        public JudgedWarning[] Urgent => Called[""];

        public double? PersonDays => personDays;

        public int CallsPerHour => callsPerHour;

        public long FromMs => fromMs;

        /// <summary>One event may bring several, and files have them in any order.</summary>
        private static JudgedWarning[] OnceADay(IEnumerable<JudgedWarning> of) =>
            [.. of.Where(x => x.Person is not null)
                .GroupBy(x => (x.Person, Day: (x.DecidedMs + ChinaMs) / AroundMs))
                .Select(x => x.OrderBy(y => y.DecidedMs).ThenBy(y => y.Tier, StringComparer.Ordinal)
                    .ThenByDescending(y => y.Probability ?? 0).ThenBy(y => y.ScamType, StringComparer.Ordinal).First())];
    }
}
