using WarningEngine.Core.Events;

namespace WarningEngine.Core.Profiles;

/// <summary>The grade that follows from how a counterpart behaves. Points of independent signs are added up; what decent
/// callers and payees share with frauds (many different people, short calls, a new number) does not reach a grade by itself.
/// Never above high: very high is for lists. The values are starting values; where one comes from a report, it says so.</summary>
public static class CounterpartGrading
{
    private const uint One = CounterpartCounts.One;
    private const int MediumPoints = 3;
    private const int HighPoints = 4;
    private const int HighPayeePoints = 5;

    /// <summary>A nuisance number lives for 6.6 days (a report of call-blocking apps): what is older than ten is not new.</summary>
    private const long NewForMs = 10 * ProfileTime.DayMs;

    /// <summary>Calls to different people in about a day. Nuisance numbers make some 50 a day (328 calls to 255 people in 6.6
    /// days, same report); 40 calls without one that is returned are a one-in-eight chance for a caller of whose calls one in
    /// twenty is. From abroad nearly nobody calls a dozen strangers.</summary>
    private const uint CallsMin = 40 * One;
    private const uint ForeignCallsMin = 12 * One;

    /// <summary>At most a quarter of the calls go to somebody called before (255 of 328 calls are to somebody new).</summary>
    private const uint RepeatedPart = 4;

    /// <summary>At most one in 40 is returned.</summary>
    private const uint CalledBackPart = 40;

    /// <summary>Phones take two cards, a repair or an exchange makes a third; boxes of cards change them by the hour.</summary>
    public const int SimsMin = 4;

    /// <summary>One template to so many people in about a day.</summary>
    private const uint TemplateLinesMin = 20 * One;
    private const uint DomainLinesMin = 50 * One;

    /// <summary>So many new payers in about a day, while payments are few: a mule's burst, or a shop that has just opened.</summary>
    private const uint NewPayersMin = 4 * One;
    private const uint BurstPaymentsMax = 60 * One;

    /// <summary>Four fifths of what came in has gone out again, within an hour of coming in: mule accounts pass on within
    /// minutes (reports of arrests), shops pay their suppliers in days. Whole units of currency.</summary>
    private const uint PassedOnMin = 5_000;
    private const int RetentionMinMax = 60;

    /// <summary>Warned payers within 72 h, a little decayed: two and a fifth of all payers, or three and two fifths.</summary>
    private const uint FewWarned = One * 3 / 2;
    private const uint SeveralWarned = One * 5 / 2;

    /// <param name="counterpart">The record, its counts brought to the time.</param>
    /// <param name="timeMs">Ms since epoch.</param>
    /// <param name="historyKnown">The partition has read for 14 days, so that "new" means new and not "we have just begun".</param>
    /// <param name="reasons">What was seen, also where it comes to no grade.</param>
    public static Grade Behaviour(in Counterpart counterpart, long timeMs, bool historyKnown, out ReputationReasons reasons)
    {
        reasons = ReputationReasons.None;
        if (ProfileTime.Minutes(timeMs) < counterpart.ClearedToMin)
        {
            return Grade.None;
        }

        var isNew = historyKnown && IsNew(counterpart, timeMs);
        switch (counterpart.Kind)
        {
            case EntityKind.Account:
                return Payee(counterpart, isNew, ref reasons);
            case EntityKind.Domain:
                return Domain(counterpart, isNew, ref reasons);
            case EntityKind.Number or EntityKind.Sender:
                var messages = Messages(counterpart, isNew, ref reasons);
                var calls = Calls(counterpart, isNew, timeMs, ref reasons);
                return calls > messages ? calls : messages;
            default:
                return Grade.None;
        }
    }

    /// <summary>First seen within ten days, or heard of again within ten days after two weeks of silence.</summary>
    private static bool IsNew(in Counterpart counterpart, long timeMs) =>
        timeMs - ProfileTime.FromMinutes(Math.Max(counterpart.FirstSeenMin, counterpart.WokeMin)) < NewForMs;

    private static Grade Calls(in Counterpart counterpart, bool isNew, long timeMs, ref ReputationReasons reasons)
    {
        ref readonly var counts = ref counterpart.Counts;
        var foreign = counterpart.Class is NumberClass.International or NumberClass.Irregular;
        var different = counts.Originated - Math.Min(counts.Originated, counts.Repeated);
        var fanOut = different >= (foreign ? ForeignCallsMin : CallsMin) && (ulong)counts.Repeated * RepeatedPart <= counts.Originated;
        if (!fanOut)
        {
            return Grade.None;
        }

        var neverCalledBack = (ulong)counts.CalledBack * CalledBackPart <= counts.Originated;
        var unanswered = (ulong)counts.Answered * 2 < counts.Originated;
        var mostlyShort = (ulong)counts.ShortCalls * 2 > counts.Answered;
        var inBox = counterpart.Sims >= SimsMin
            && ProfileTime.Minutes(timeMs) <= counterpart.SimsMin + TouchedLine.ForMin;
        reasons |= ReputationReasons.FanOut
            | (neverCalledBack ? ReputationReasons.NeverCalledBack : 0)
            | (foreign ? ReputationReasons.ForeignOrIrregular : 0)
            | (isNew ? ReputationReasons.NewNumber : 0)
            | (unanswered || mostlyShort ? ReputationReasons.ShortCalls : 0)
            | (inBox ? ReputationReasons.SharedDevice : 0);
        if (!neverCalledBack)
        {
            return Grade.None;
        }

        var points = (foreign ? 2 : 0) + (isNew ? 1 : 0) + (unanswered ? 1 : 0) + (mostlyShort ? 1 : 0) + (inBox ? 2 : 0);
        return points >= HighPoints ? Grade.High : points >= MediumPoints ? Grade.Medium : Grade.None;
    }

    private static Grade Messages(in Counterpart counterpart, bool isNew, ref ReputationReasons reasons)
    {
        ref readonly var counts = ref counterpart.Counts;
        var spread = counts.Fresh >= TemplateLinesMin && (ulong)counts.TopMessages * 2 >= counts.Messages;
        var risky = counts.Messages >= TemplateLinesMin && (ulong)counts.RiskyMessages * 2 >= counts.Messages;
        if (!spread || !risky)
        {
            return Grade.None;
        }

        var foreign = counterpart.Class is NumberClass.International or NumberClass.Irregular or NumberClass.FalseBaseStationSuspect;
        reasons |= ReputationReasons.TemplateSpread
            | (foreign ? ReputationReasons.ForeignOrIrregular : 0)
            | (isNew ? ReputationReasons.NewNumber : 0);
        return foreign || isNew ? Grade.Medium : Grade.None;
    }

    private static Grade Domain(in Counterpart counterpart, bool isNew, ref ReputationReasons reasons)
    {
        ref readonly var counts = ref counterpart.Counts;
        if (!isNew || counts.Fresh < DomainLinesMin || (ulong)counts.RiskyMessages * 2 < counts.Messages)
        {
            return Grade.None;
        }

        reasons |= ReputationReasons.NewNumber | ReputationReasons.TemplateSpread;
        return Grade.Medium;
    }

    private static Grade Payee(in Counterpart counterpart, bool isNew, ref ReputationReasons reasons)
    {
        ref readonly var counts = ref counterpart.Counts;
        var burst = isNew && counts.Fresh >= NewPayersMin && counts.Payments <= BurstPaymentsMax;
        var passesOn = counts.MoneyIn >= PassedOnMin && (ulong)counts.MoneyOut * 5 >= (ulong)counts.MoneyIn * 4
            && counterpart.RetentionMin is > 0 and <= RetentionMinMax;
        var warned = counts.WarnedPayers >= SeveralWarned && (ulong)counts.WarnedPayers * 5 >= (ulong)counts.Fresh * 2 ? 3
            : counts.WarnedPayers >= FewWarned && (ulong)counts.WarnedPayers * 5 >= counts.Fresh ? 2 : 0;
        var tested = counts.SmallThenLarge >= FewWarned;
        reasons |= (burst ? ReputationReasons.PayersBurst | ReputationReasons.NewNumber : 0)
            | (passesOn ? ReputationReasons.PassThrough : 0)
            | (warned > 0 ? ReputationReasons.WarnedPayers : 0)
            | (tested ? ReputationReasons.SmallThenLarge : 0);
        var points = (burst ? 1 : 0) + (passesOn ? 2 : 0) + warned + (tested ? 1 : 0);
        return points >= HighPayeePoints ? Grade.High : points >= MediumPoints ? Grade.Medium : Grade.None;
    }
}
