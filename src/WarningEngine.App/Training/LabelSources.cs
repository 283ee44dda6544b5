using WarningEngine.App.Evaluation;
using WarningEngine.App.Numbers;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Training;

/// <summary>Where labels come from: a file that knows what really was, or what agents, lists and the police said, with its delay.</summary>
/// <param name="tokens">Of the capture that they are joined with.</param>
/// <param name="plan">Of the same.</param>
internal sealed class LabelSources(Tokeniser tokens, ReplayOptions plan)
{
    public const long DayMs = 86_400_000;

    /// <summary>Behind a fraud: more may follow, and what follows belongs to it.</summary>
    private const long UnclearPersonMs = 7 * DayMs;

    /// <summary>A finding tells of the days before it: an episode lives for three days at least.</summary>
    private const long FindingReachesMs = 3 * DayMs;

    /// <summary>A counterpart that is confirmed was one as long as its number or account is usually in use.</summary>
    private const long CounterpartReachesMs = 10 * DayMs;

    /// <summary>Persons by a file of labels: from the first contact (a day before the first transfer where that is not known) to the last
    /// known moment.</summary>
    /// <exception cref="FormatException">The file is wrong: names the line.</exception>
    public LabelWindows PersonsOf(string file)
    {
        var result = new LabelWindows(UnclearPersonMs);
        var numbers = new Core.Intake.Numbers(new LibPhoneNumberPlan(plan.DefaultRegion));
        foreach (var label in JudgementFiles.Labels(file).Where(x => x.ScamType is not null))
        {
            if (numbers.Normalise(label.Person) is { } number && (label.FirstContactMs ?? label.FirstMs - DayMs) is { } from)
            {
                result.Add(tokens.Number(number.Text), new LabelWindow(from, label.LastMs ?? from, label.ScamType!));
            }
        }

        return result;
    }

    /// <summary>Persons by what agents found, as far as it had arrived by <paramref name="knownByMs"/>. Who was dissuaded was being
    /// defrauded, also without a loss. Findings that nothing was wrong need no window: everybody else is negative.</summary>
    public LabelWindows PersonsOf(RecordedDirectory input, long knownByMs)
    {
        var result = new LabelWindows(UnclearPersonMs);
        foreach (var leg in Legs(input, RawTopic.Dispositions, knownByMs))
        {
            if (leg.Disposition.Code is DispositionCode.AlreadyLost or DispositionCode.ReachedDissuaded or DispositionCode.VisitDissuaded
                || leg.Disposition.FraudConfirmed)
            {
                result.Add(leg.Entity, new LabelWindow(leg.EventTimeMs - FindingReachesMs, leg.EventTimeMs, "confirmed"));
            }
        }

        return result;
    }

    /// <summary>Counterparts by what agents confirmed and lists say, likewise.</summary>
    public LabelWindows CounterpartsOf(RecordedDirectory input, long knownByMs)
    {
        var result = new LabelWindows(0);
        foreach (var leg in Legs(input, RawTopic.Dispositions, knownByMs))
        {
            if (leg.Disposition is { FraudConfirmed: true, Confirmed.IsNone: false })
            {
                result.Add(leg.Disposition.Confirmed, Before(leg.EventTimeMs, leg.ArrivalTimeMs));
            }
        }

        foreach (var leg in Legs(input, RawTopic.Intelligence, knownByMs))
        {
            if (leg.Kind == LegKind.Indicator && leg.Indicator is { Level: >= Grade.High, Appeal: not Appeal.Upheld })
            {
                result.Add(leg.Entity, Before(leg.EventTimeMs, leg.ArrivalTimeMs));
            }
        }

        return result;
    }

    private static LabelWindow Before(long timeMs, long arrivalMs) =>
        new(timeMs - CounterpartReachesMs, Math.Max(timeMs, arrivalMs), "confirmed");

    /// <summary>What intake makes of the records of one topic that had arrived by then.</summary>
    private List<Leg> Legs(RecordedDirectory input, RawTopic topic, long knownByMs)
    {
        var splitter = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan(plan.DefaultRegion)), new(plan.WellKnown));
        var legs = new Collected();
        foreach (var record in input.ReadOnly(topic))
        {
            if (record.Record is not null && record.ArrivalMs <= knownByMs)
            {
                // What is rejected here is rejected by the replay too, which names it.
                splitter.Split(record.Record, new RecordContext(new Source(topic.Name, 1, 0), record.Line, 0, null, null, record.ArrivalMs), legs, vault: null);
            }
        }

        return legs.All;
    }

    private sealed class Collected : ILegSink
    {
        public List<Leg> All { get; } = [];

        public void Add(in Leg leg) => All.Add(leg);
    }
}
