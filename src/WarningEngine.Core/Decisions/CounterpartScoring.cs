using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Grades counterparts and tells the lines they touch: the one just touched, and on a rise everyone of the
/// last 72 h.</summary>
internal sealed class CounterpartScoring(ScoringState state, Emission emission)
{
    private const long HistoryMs = 14 * ProfileTime.DayMs;

    /// <summary>An SMS, link or payment that touched the counterpart <c>leg.Entity</c>.</summary>
    public void Touched(in Leg leg)
    {
        var slot = state.Counterparts.Apply(leg);
        var before = state.Counterparts.Table[slot].Grade;
        Regrade(slot, before, leg);
        Answer(slot, leg);
    }

    /// <summary>A call of the number <c>leg.Entity</c>. Only numbers that call strangers, or already have a record, are
    /// counterparts: friends cost nothing.</summary>
    public void Called(in Leg leg, in CallChange change, bool withStranger)
    {
        if (!change.IsNew && !change.Ended)
        {
            return;
        }

        var known = state.Counterparts.Table.Find(leg.Entity);
        var originates = leg.Call.Direction == CallDirection.Outgoing && withStranger;
        if (known < 0 && !originates)
        {
            return;
        }

        var slot = state.Counterparts.ApplyCall(leg, change.IsNew, change.Ended);
        Regrade(slot, state.Counterparts.Table[slot].Grade, leg);
        if (withStranger)
        {
            Answer(slot, leg);
        }
    }

    /// <summary>A list entry about the counterpart, or what an agent confirmed of it.</summary>
    public void Indicated(in Leg leg)
    {
        var slot = state.Counterparts.ApplyIndicator(leg);
        Regrade(slot, state.Counterparts.Table[slot].Grade, leg);
    }

    private void Regrade(int slot, Grade before, in Leg leg)
    {
        ref var counterpart = ref state.Counterparts.Table[slot];
        var sinceMs = leg.Kind == LegKind.MoneyCounterpart ? state.Clock.MoneySinceMs : state.Clock.CallsSinceMs;
        var historyKnown = sinceMs != 0 && leg.EventTimeMs - sinceMs >= HistoryMs;
        Counterparts.Regrade(ref counterpart, leg.EventTimeMs, historyKnown);
        if (counterpart.Grade < before && leg.Kind == LegKind.Indicator)
        {
            Wave(counterpart, leg);
        }
        else if (Counterparts.WaveDue(ref counterpart, before, leg.EventTimeMs))
        {
            Wave(counterpart, leg);
        }
    }

    /// <summary>The leg's own line hears of the grade at once.</summary>
    private void Answer(int slot, in Leg leg)
    {
        ref readonly var counterpart = ref state.Counterparts.Table[slot];
        if (counterpart.Grade >= Grade.Medium && !leg.Other.IsNone)
        {
            emission.Leg(Make(LegKind.Reputation, counterpart, leg, leg.Other, leg.OtherKind));
        }
    }

    /// <summary>Everyone touched in the last 72 h hears of the change, but the line that has just been answered.</summary>
    private void Wave(in Counterpart counterpart, in Leg leg)
    {
        foreach (ref readonly var line in (ReadOnlySpan<TouchedLine>)counterpart.Touched)
        {
            if (Counterparts.StillTouched(line, leg.EventTimeMs) && line.Line != leg.Other)
            {
                emission.Leg(Make(LegKind.Exposure, counterpart, leg, line.Line, line.Kind));
            }
        }
    }

    private static Leg Make(LegKind kind, in Counterpart counterpart, in Leg cause, Token line, EntityKind lineKind) => new()
    {
        Kind = kind,
        Entity = line,
        EntityKind = lineKind,
        Other = cause.Entity,
        OtherKind = cause.EntityKind,
        EventId = cause.EventId,
        EventTimeMs = cause.EventTimeMs,
        ArrivalTimeMs = cause.ArrivalTimeMs,
        IngestTimeMs = cause.IngestTimeMs,
        Reputation = new ReputationFacts
        {
            Grade = counterpart.Grade,
            Reasons = counterpart.Reasons,
            AgeMs = counterpart.FirstSeenMin == 0 ? 0 : Counterparts.AgeMs(counterpart, cause.EventTimeMs),
        },
    };
}
