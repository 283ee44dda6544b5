using WarningEngine.App.Evaluation;
using WarningEngine.App.Numbers;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Training;

/// <summary>Where labels come from: a file that knows what really was, or what agents, lists and the police said, with its delay.</summary>
internal static class LabelSources
{
    public const long DayMs = ProfileTime.DayMs;

    /// <summary>Behind a fraud of which a file knows the last payment: as long as a warning is still held to be right when it is judged. Later
    /// nothing can be prevented, and who is called then is called for nothing.</summary>
    private const long UnclearOfFileMs = DayMs;

    /// <summary>Behind a finding: more may follow, and what follows belongs to it.</summary>
    private const long UnclearOfFindingMs = 7 * DayMs;

    /// <summary>A finding tells of the days before it: an episode lives for three days at least.</summary>
    private const long FindingReachesMs = 3 * DayMs;

    /// <summary>A counterpart that is confirmed was one as long as its number or account is usually in use.</summary>
    private const long CounterpartReachesMs = 10 * DayMs;

    /// <summary>Persons by a file of labels: from the first contact (a day before the first transfer where that is not known) to the last
    /// known moment.</summary>
    /// <param name="file">Lines of <c>labels.ndjson</c>.</param>
    /// <param name="tokens">Of the capture that they are joined with.</param>
    /// <param name="plan">Of the same.</param>
    /// <exception cref="FormatException">The file is wrong: names the line.</exception>
    public static LabelWindows PersonsOf(string file, Tokeniser tokens, ReplayOptions plan)
    {
        var result = new LabelWindows(UnclearOfFileMs);
        var numbers = new Core.Intake.Numbers(new LibPhoneNumberPlan(plan.DefaultRegion));
        foreach (var label in JudgementFiles.Labels(file, needTimes: true).Where(x => x.ScamType is not null))
        {
            if (numbers.Normalise(label.Person) is { } number && (label.FirstContactMs ?? label.FirstMs - DayMs) is { } from)
            {
                result.Add(tokens.Number(number.Text), new LabelWindow(from, label.LastMs ?? from, label.ScamType!));
            }
        }

        return result;
    }

    /// <summary>By what agents found and lists say, as far as it had arrived by <paramref name="knownByMs"/>.</summary>
    /// <param name="subject">Persons or counterparts.</param>
    /// <param name="legs">All, or only those that tell: others are passed over.</param>
    /// <param name="knownByMs">Ms since epoch.</param>
    public static LabelWindows Findings(FeatureCatalogue subject, IEnumerable<Leg> legs, long knownByMs)
    {
        var known = legs.Where(x => x.ArrivalTimeMs <= knownByMs);
        return subject == FeatureCatalogue.Person ? OfPersons(known) : OfCounterparts(known);
    }

    /// <summary>What intake makes of the findings and lists of a recorded directory.</summary>
    public static IEnumerable<Leg> Legs(RecordedDirectory input, Tokeniser tokens, ReplayOptions plan)
    {
        var splitter = IntakeSplitter.Of(tokens, new LibPhoneNumberPlan(plan.DefaultRegion), plan.WellKnown);
        var legs = new Collected();
        foreach (var topic in new[] { RawTopic.Dispositions, RawTopic.Intelligence })
        {
            foreach (var record in input.ReadOnly(topic))
            {
                if (record.Record is not null)
                {
                    // What is rejected here is rejected by the replay too, which names it.
                    splitter.Split(
                        record.Record, new RecordContext(new Source(topic.Name, 1, 0), record.Place, 0, null, null, record.ArrivalMs), legs, vault: null);
                }
            }
        }

        return legs.All;
    }

    /// <summary>Who was dissuaded was being defrauded, also without a loss. Findings that nothing was wrong need no window: everybody
    /// else is negative.</summary>
    private static LabelWindows OfPersons(IEnumerable<Leg> legs)
    {
        var result = new LabelWindows(UnclearOfFindingMs);
        foreach (var leg in legs)
        {
            if (leg.Kind == LegKind.Disposition
                && (leg.Disposition.Code is DispositionCode.AlreadyLost or DispositionCode.ReachedDissuaded or DispositionCode.VisitDissuaded
                    || leg.Disposition.FraudConfirmed))
            {
                result.Add(leg.Entity, new LabelWindow(leg.EventTimeMs - FindingReachesMs, leg.EventTimeMs, "confirmed"));
            }
        }

        return result;
    }

    /// <summary>Whom agents confirmed and lists name, but for what an upheld appeal took back: an entry, or, where it names none, everything that was said of
    /// its counterpart until then.</summary>
    private static LabelWindows OfCounterparts(IEnumerable<Leg> legs)
    {
        // Agents' findings have no entry.
        var said = new List<(Token Entity, ulong? Entry, long AtMs, LabelWindow Window)>();
        var upheldMs = new Dictionary<(Token Entity, ulong Entry), long>();
        foreach (var leg in legs)
        {
            if (leg.Kind == LegKind.Disposition && leg.Disposition is { FraudConfirmed: true, Confirmed.IsNone: false })
            {
                said.Add((leg.Disposition.Confirmed, null, leg.EventTimeMs, Before(leg)));
            }
            else if (leg.Kind == LegKind.Indicator && leg.Stamp.Source.Topic == RawTopic.Intelligence.Name)
            {
                if (leg.Indicator.Appeal == Appeal.Upheld)
                {
                    var key = (leg.Entity, leg.Indicator.Entry);
                    upheldMs[key] = Math.Max(leg.EventTimeMs, upheldMs.GetValueOrDefault(key, long.MinValue));
                }
                else if (leg.Indicator.Level >= Grade.High)
                {
                    said.Add((leg.Entity, leg.Indicator.Entry, leg.EventTimeMs, Before(leg)));
                }
            }
        }

        var result = new LabelWindows(0);
        foreach (var (entity, entry, atMs, window) in said)
        {
            if (!IsUpheld(entity, entry, atMs) && !IsUpheld(entity, 0, atMs))
            {
                result.Add(entity, window);
            }
        }

        return result;

        bool IsUpheld(Token entity, ulong? entry, long atMs) => entry is { } one && upheldMs.TryGetValue((entity, one), out var untilMs) && atMs <= untilMs;
    }

    private static LabelWindow Before(in Leg leg) =>
        new(leg.EventTimeMs - CounterpartReachesMs, Math.Max(leg.EventTimeMs, leg.ArrivalTimeMs), "confirmed");

    private sealed class Collected : ILegSink
    {
        public List<Leg> All { get; } = [];

        public void Add(in Leg leg) => All.Add(leg);
    }
}
