using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>The counterparts of one partition: how they behave, what lists say of them, and the grade that follows.
/// Thresholds are starting values [D] from the features of the field (fan-out, short calls, never called back).</summary>
public sealed class Counterparts
{
    private const uint One = 256;
    private const long HalfLifeMs = ProfileTime.DayMs;
    private const long NewForMs = 10 * ProfileTime.DayMs;
    private const long TouchedForMin = 72 * 60;

    /// <summary>Calls below this length are short: a hook, not a talk.</summary>
    private const long ShortCallMs = 60_000;

    private readonly RecordTable<Counterpart> _table = new();

    public RecordTable<Counterpart> Table => _table;

    /// <summary>Takes in what one leg says of the counterpart <c>leg.Entity</c>; the slot of its record.</summary>
    public int Apply(in Leg leg)
    {
        var slot = _table.FindOrAdd(leg.Entity);
        ref var counterpart = ref _table[slot];
        _table.Touch(slot);
        Prepare(ref counterpart, leg);
        switch (leg.Kind)
        {
            case LegKind.SmsCounterpart or LegKind.DomainTouched:
                counterpart.Messages += One;
                Touch(ref counterpart, leg);
                break;
            case LegKind.MoneyCounterpart:
                counterpart.Payments += One;
                Touch(ref counterpart, leg);
                break;
            default:
                break;
        }

        return slot;
    }

    /// <summary>Takes in a call of the number <c>leg.Entity</c>, once a call and once more when it has ended.</summary>
    /// <param name="leg">The record.</param>
    /// <param name="isNew">The call was not known before.</param>
    /// <param name="ended">The call has just ended: now it is known how long it was.</param>
    public int ApplyCall(in Leg leg, bool isNew, bool ended)
    {
        var slot = _table.FindOrAdd(leg.Entity);
        ref var counterpart = ref _table[slot];
        _table.Touch(slot);
        Prepare(ref counterpart, leg);
        var originated = leg.Call.Direction == CallDirection.Outgoing;
        if (isNew)
        {
            counterpart.Originated += originated ? One : 0;
            counterpart.CalledBack += originated ? 0 : One;
            Touch(ref counterpart, leg);
        }

        if (ended && originated && leg.Call.Answered)
        {
            counterpart.Answered += One;
            counterpart.ShortCalls += leg.Call.DurationMs < ShortCallMs ? One : 0;
        }

        return slot;
    }

    /// <summary>Takes in a list entry, or its lifting.</summary>
    public int ApplyIndicator(in Leg leg)
    {
        var slot = _table.FindOrAdd(leg.Entity);
        ref var counterpart = ref _table[slot];
        _table.Touch(slot);
        Prepare(ref counterpart, leg);
        counterpart.ListLevel = leg.Indicator.Lifted ? Grade.None : leg.Indicator.Level;
        counterpart.ListedFromMin = leg.Indicator.FromMs == 0 ? 0 : ProfileTime.Minutes(leg.Indicator.FromMs);
        counterpart.ListedToMin = leg.Indicator.ToMs == 0 ? 0 : ProfileTime.Minutes(leg.Indicator.ToMs);
        return slot;
    }

    /// <summary>Computes the grade at <paramref name="timeMs"/> anew. <paramref name="historyKnown"/>: the partition has
    /// read for 14 days, so that "new" means new and not "we have just begun".</summary>
    public static Grade Regrade(ref Counterpart counterpart, long timeMs, bool historyKnown)
    {
        var reasons = ReputationReasons.None;
        var grade = Grade.None;
        var now = ProfileTime.Minutes(timeMs);
        if (counterpart.ListLevel != Grade.None && counterpart.ListedFromMin <= now
            && (counterpart.ListedToMin == 0 || now < counterpart.ListedToMin))
        {
            reasons |= ReputationReasons.Listed;
            grade = counterpart.ListLevel;
        }

        var behaviour = Behaviour(counterpart, timeMs, historyKnown, ref reasons);
        counterpart.Reasons = reasons;
        counterpart.Grade = behaviour > grade ? behaviour : grade;
        return counterpart.Grade;
    }

    public static long AgeMs(in Counterpart counterpart, long timeMs) =>
        Math.Max(0, timeMs - ProfileTime.FromMinutes(counterpart.FirstSeenMin));

    /// <summary>True the first time in a day that a counterpart reaches this grade: a wave of exposure is due.</summary>
    public static bool WaveDue(ref Counterpart counterpart, Grade before, long timeMs)
    {
        var day = (ushort)(ProfileTime.Minutes(timeMs) / 1440);
        if (counterpart.Grade <= before || counterpart.Grade < Grade.Medium
            || (counterpart.WaveDay == day && counterpart.WaveGrade >= counterpart.Grade))
        {
            return false;
        }

        counterpart.WaveDay = day;
        counterpart.WaveGrade = counterpart.Grade;
        return true;
    }

    /// <summary>Whether a touched line is still within the 72 h.</summary>
    public static bool StillTouched(in TouchedLine line, long timeMs) =>
        line.AtMin != 0 && ProfileTime.Minutes(timeMs) <= line.AtMin + TouchedForMin;

    private static void Prepare(ref Counterpart counterpart, in Leg leg)
    {
        var now = ProfileTime.Minutes(leg.EventTimeMs);
        counterpart.Kind = leg.EntityKind;
        if (leg.Kind is LegKind.Call or LegKind.CallCounterpart && leg.Call.EntityClass != NumberClass.Unknown)
        {
            counterpart.Class = leg.Call.EntityClass;
        }

        if (leg.Kind != LegKind.Indicator)
        {
            counterpart.FirstSeenMin = counterpart.FirstSeenMin == 0 ? now : Math.Min(counterpart.FirstSeenMin, now);
            counterpart.LastSeenMin = Math.Max(counterpart.LastSeenMin, now);
        }

        if (counterpart.DecayedAtMin != 0 && now > counterpart.DecayedAtMin)
        {
            var elapsed = (now - counterpart.DecayedAtMin) * ProfileTime.MinuteMs;
            counterpart.Originated = Decay.Apply(counterpart.Originated, elapsed, HalfLifeMs);
            counterpart.Answered = Decay.Apply(counterpart.Answered, elapsed, HalfLifeMs);
            counterpart.ShortCalls = Decay.Apply(counterpart.ShortCalls, elapsed, HalfLifeMs);
            counterpart.CalledBack = Decay.Apply(counterpart.CalledBack, elapsed, HalfLifeMs);
            counterpart.Messages = Decay.Apply(counterpart.Messages, elapsed, HalfLifeMs);
            counterpart.Payments = Decay.Apply(counterpart.Payments, elapsed, HalfLifeMs);
        }

        counterpart.DecayedAtMin = Math.Max(counterpart.DecayedAtMin, now);
    }

    private static void Touch(ref Counterpart counterpart, in Leg leg)
    {
        if (leg.Other.IsNone)
        {
            return;
        }

        counterpart.Parties.Add(leg.Other);
        var now = ProfileTime.Minutes(leg.EventTimeMs);
        Span<TouchedLine> ring = counterpart.Touched;
        for (var i = 0; i < ring.Length; i++)
        {
            if (ring[i].AtMin != 0 && ring[i].Line == leg.Other)
            {
                ring[i].AtMin = Math.Max(ring[i].AtMin, now);
                return;
            }
        }

        ref var place = ref ring[counterpart.TouchedNext];
        if (StillTouched(place, leg.EventTimeMs) && counterpart.TouchedOverflow < ushort.MaxValue)
        {
            counterpart.TouchedOverflow++;
        }

        place = new TouchedLine { Line = leg.Other, Kind = leg.OtherKind, AtMin = now };
        counterpart.TouchedNext = (byte)((counterpart.TouchedNext + 1) % TouchedLines.Count);
    }

    private static Grade Behaviour(
        in Counterpart counterpart, long timeMs, bool historyKnown, ref ReputationReasons reasons)
    {
        var isNew = historyKnown && AgeMs(counterpart, timeMs) < NewForMs;
        var parties = counterpart.Parties.Estimate();
        if (counterpart.Kind == EntityKind.Account)
        {
            // A personal account that strangers pay in its first days: a mule's burst, or a small business. Never alone.
            var burst = isNew && parties >= 4 && counterpart.Payments <= 60 * One;
            reasons |= burst ? ReputationReasons.PayersBurst | ReputationReasons.NewNumber : 0;
            return burst ? Grade.Medium : Grade.None;
        }

        if (counterpart.Kind != EntityKind.Number || counterpart.Originated < 12 * One)
        {
            return Grade.None;
        }

        var neverCalledBack = counterpart.CalledBack * 25 < counterpart.Originated;
        var fanOut = parties >= 12;
        var foreign = counterpart.Class is NumberClass.International or NumberClass.Irregular;
        var mostlyShort = counterpart.ShortCalls * 2 > counterpart.Answered || counterpart.Answered * 3 < counterpart.Originated;
        reasons |= (neverCalledBack ? ReputationReasons.NeverCalledBack : 0)
            | (fanOut ? ReputationReasons.FanOut : 0)
            | (foreign ? ReputationReasons.ForeignOrIrregular : 0)
            | (isNew ? ReputationReasons.NewNumber : 0)
            | (mostlyShort ? ReputationReasons.ShortCalls : 0);
        if (!fanOut || !neverCalledBack)
        {
            return Grade.None;
        }

        return foreign && isNew ? Grade.High : foreign || (isNew && mostlyShort) ? Grade.Medium : Grade.None;
    }
}
