using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What is known of a person before an event changes it.</summary>
internal static class BeforeOf
{
    private const long HistoryMs = 14 * ProfileTime.DayMs;
    private const int LineHistoryDays = 7;

    /// <summary>A bank joins from one day to the next; who begins to pay while they are defrauded does so for longer than these.</summary>
    private const int PaymentsHistoryDays = 3;

    public static BeforeEvent Event(ScoringState state, in Profile profile, in Leg leg)
    {
        var otherLine = leg.Kind == LegKind.Money ? leg.Money.OtherLine : Token.None;
        return new BeforeEvent(
            CallsKnown: profile.Kind != EntityKind.Account && Known(state.Clock.CallsSinceMs, profile, leg.EventTimeMs),
            MoneyKnown: Known(state.Clock.MoneySinceMs, profile, leg.EventTimeMs) && !HasJustJoined(profile, leg.EventTimeMs),
            NewParty: false,
            OtherIsContact: !otherLine.IsNone && !Contacts.IsStranger(profile, otherLine, leg.EventTimeMs),
            SentBefore: leg.Kind == LegKind.Money ? SentMoney.Sum(profile, leg.Money.Account, leg.EventTimeMs) : 0,
            UsualLargeAmount: profile.PaymentCount >= 3 ? profile.UsualLargeAmount : 0,
            UsualLongCallSec: profile.UsualLongCallSec);
    }

    /// <summary>Payments of the line have been read since a day or two, however long its calls have been: whom it has always paid would be new. Of somebody
    /// who has not paid before today it is known that they have not.</summary>
    private static bool HasJustJoined(in Profile profile, long timeMs) =>
        profile.FirstMoneyDay != 0 && PaymentCourse.Day(timeMs) - profile.FirstMoneyDay is > 0 and < PaymentsHistoryDays;

    /// <summary>The stream has been read for 14 days, and the line has been seen in any stream for 7 of them.</summary>
    private static bool Known(long sinceMs, in Profile profile, long timeMs)
    {
        var first = Math.Min(
            profile.FirstCallDay == 0 ? ushort.MaxValue : profile.FirstCallDay,
            profile.FirstMoneyDay == 0 ? ushort.MaxValue : profile.FirstMoneyDay);
        return sinceMs != 0 && timeMs - sinceMs >= HistoryMs
            && first != ushort.MaxValue && PaymentCourse.Day(timeMs) - first >= LineHistoryDays;
    }
}
