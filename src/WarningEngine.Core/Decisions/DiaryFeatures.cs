using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Fills what models ask for of an episode's diary, the event included. What lies in the future of an event that came late does
/// not count.</summary>
internal static class DiaryFeatures
{
    private const uint Hour = 3600;
    private const uint Day = 24 * Hour;
    private const uint Reach = 72 * Hour;
    private const int SmallestReturn = 90;
    private const int LargestReturn = 160;

    public static void Fill(FeatureVector vector, in Diary diary, long timeMs)
    {
        var now = ProfileTime.Seconds(timeMs);
        Paid(vector, diary.Moves, now);
        Came(vector, diary.Moves, now);
        Gathered(vector, diary.Moves, now);
        Met(vector, diary.Meetings, now);
        Lured(vector, diary.Meetings, now);
    }

    private static bool IsWithin(uint atSec, uint now, uint reach) => atSec <= now && now - atSec <= reach;

    private static bool IsPaid(in Move move) => move.Is(MoveMarks.Outgoing) && move.IsOfUnfamiliar;

    private static bool IsRefused(in Move move) => move.Is(MoveMarks.Failed) && move.Is(MoveMarks.Outgoing) && move.Event == MoneyEvent.Transfer;

    private static bool IsReceived(in Move move) => !move.Is(MoveMarks.Outgoing) && move.IsOfUnfamiliar;

    private static void Paid(FeatureVector vector, ReadOnlySpan<Move> moves, uint now)
    {
        int hour = 0, day = 0, all = 0, parties = 0, merchants = 0, refused = 0;
        double sumDay = 0, sum = 0, largest = 0;
        uint first = uint.MaxValue, last = 0;
        var newest = -1;
        for (var i = 0; i < moves.Length; i++)
        {
            ref readonly var move = ref moves[i];
            refused += IsRefused(move) && IsWithin(move.AtSec, now, Day) ? 1 : 0;
            if (!IsPaid(move) || !IsWithin(move.AtSec, now, Reach))
            {
                continue;
            }

            all++;
            hour += IsWithin(move.AtSec, now, Hour) ? 1 : 0;
            parties += IsFirstOfParty(moves, i, now) ? 1 : 0;
            merchants += move.Is(MoveMarks.Merchant) ? 1 : 0;
            sum += move.AmountMinor;
            if (IsWithin(move.AtSec, now, Day))
            {
                day++;
                sumDay += move.AmountMinor;
            }

            first = Math.Min(first, move.AtSec);
            var isNewest = newest < 0 || move.AtSec >= moves[newest].AtSec;
            if (newest >= 0)
            {
                ref readonly var before = ref moves[isNewest ? newest : i];
                largest = Math.Max(largest, before.AmountMinor);
                last = Math.Max(last, before.AtSec);
            }

            newest = isNewest ? i : newest;
        }

        vector[Feature.MovesPaid1h] = hour;
        vector[Feature.MovesPaid24h] = day;
        vector[Feature.MovesPaid72h] = all;
        vector[Feature.MovesPaidSum24h] = sumDay;
        vector[Feature.MovesPaidSum72h] = sum;
        vector[Feature.MovesPaidParties] = parties;
        vector[Feature.MovesPaidMerchants] = merchants;
        vector[Feature.MovesRefused24h] = refused;
        if (all > 0)
        {
            vector[Feature.MovesPaidFirstAgo] = (now - first) * 1000.0;
            vector[Feature.MovesPaidLastAgo] = (now - moves[newest].AtSec) * 1000.0;
            vector[Feature.MovesPaidLast] = moves[newest].AmountMinor;
        }

        if (all > 1)
        {
            vector[Feature.MovesPaidGap] = (moves[newest].AtSec - last) * 1000.0;
            vector[Feature.MovesPaidGrowth] = moves[newest].AmountMinor / Math.Max(1.0, largest);
        }
    }

    /// <summary>Money that comes from others than were paid, a little more than was paid before, is a bait.</summary>
    private static void Came(FeatureVector vector, ReadOnlySpan<Move> moves, uint now)
    {
        int day = 0, all = 0, parties = 0, returns = 0;
        uint last = 0;
        double sum = 0;
        for (var i = 0; i < moves.Length; i++)
        {
            ref readonly var move = ref moves[i];
            if (!IsReceived(move) || !IsWithin(move.AtSec, now, Reach))
            {
                continue;
            }

            all++;
            day += IsWithin(move.AtSec, now, Day) ? 1 : 0;
            parties += IsFirstOfParty(moves, i, now) ? 1 : 0;
            sum += move.AmountMinor;
            if (Stake(moves, i) is var stake and >= 0)
            {
                returns++;
                if (move.AtSec < last)
                {
                    continue;
                }

                last = move.AtSec;
                vector[Feature.MovesReturnRatio] = move.AmountMinor / Math.Max(1.0, moves[stake].AmountMinor);
                vector[Feature.MovesReturnLag] = (move.AtSec - moves[stake].AtSec) * 1000.0;
                vector[Feature.MovesReturnAgo] = (now - move.AtSec) * 1000.0;
            }
        }

        vector[Feature.MovesCame24h] = day;
        vector[Feature.MovesCame72h] = all;
        vector[Feature.MovesCameParties] = parties;
        vector[Feature.MovesCameSum72h] = sum;
        vector[Feature.MovesReturns] = returns;
    }

    /// <summary>The latest payment of a day before to another party that money which came could be the return of; -1 where there is
    /// none.</summary>
    private static int Stake(ReadOnlySpan<Move> moves, int came)
    {
        var result = -1;
        for (var i = 0; i < moves.Length; i++)
        {
            if (IsPaid(moves[i]) && moves[i].Party != moves[came].Party && IsWithin(moves[i].AtSec, moves[came].AtSec, Day)
                && moves[came].AmountMinor * 100L >= moves[i].AmountMinor * (long)SmallestReturn
                && moves[came].AmountMinor * 100L <= moves[i].AmountMinor * (long)LargestReturn
                && (result < 0 || moves[i].AtSec >= moves[result].AtSec))
            {
                result = i;
            }
        }

        return result;
    }

    private static void Gathered(FeatureVector vector, ReadOnlySpan<Move> moves, uint now)
    {
        int loans = 0, lenders = 0, gathered = 0;
        double lent = 0, cash = 0, gone = 0;
        var firstLoan = uint.MaxValue;
        for (var i = 0; i < moves.Length; i++)
        {
            ref readonly var move = ref moves[i];
            if (move.Is(MoveMarks.Failed) || !IsWithin(move.AtSec, now, Reach))
            {
                continue;
            }

            switch (move.Event)
            {
                case MoneyEvent.LoanDisbursed:
                    loans++;
                    lenders += IsFirstOfParty(moves, i, now) ? 1 : 0;
                    lent += move.AmountMinor;
                    firstLoan = Math.Min(firstLoan, move.AtSec);
                    break;
                case MoneyEvent.CashReserved or MoneyEvent.CashWithdrawn:
                    cash += move.AmountMinor;
                    break;
                case MoneyEvent.Transfer or MoneyEvent.Unknown:
                    break;
                default:
                    gathered++;
                    break;
            }
        }

        foreach (ref readonly var move in moves)
        {
            gone += IsPaid(move) && move.AtSec >= firstLoan && move.AtSec <= now ? move.AmountMinor : 0;
        }

        vector[Feature.MovesLoans] = loans;
        vector[Feature.MovesLenders] = lenders;
        vector[Feature.MovesLent] = lent;
        vector[Feature.MovesGathered] = gathered;
        vector[Feature.MovesCash] = cash;
        if (lent > 0)
        {
            vector[Feature.MovesLentGone] = gone / lent;
        }
    }

    private static bool IsFirstOfParty(ReadOnlySpan<Move> moves, int at, uint now)
    {
        for (var i = 0; i < at; i++)
        {
            if (moves[i].Party == moves[at].Party && moves[i].Event == moves[at].Event && IsWithin(moves[i].AtSec, now, Reach)
                && !moves[i].Is(MoveMarks.Failed) && moves[i].Is(MoveMarks.Outgoing) == moves[at].Is(MoveMarks.Outgoing))
            {
                return false;
            }
        }

        return true;
    }

    private static void Met(FeatureVector vector, ReadOnlySpan<Meeting> meetings, uint now)
    {
        int parties = 0, day = 0, calling = 0, again = 0, longest = -1;
        uint first = uint.MaxValue;
        double talkDay = 0;
        double handOver = double.NaN;
        for (var i = 0; i < meetings.Length; i++)
        {
            ref readonly var meeting = ref meetings[i];
            if (meeting.Kind is MeetingKind.Sms || !IsWithin(meeting.AtSec, now, Reach))
            {
                continue;
            }

            var calls = 1;
            var isFirst = true;
            for (var j = 0; j < i; j++)
            {
                ref readonly var other = ref meetings[j];
                if (other.Kind is MeetingKind.Sms || !IsWithin(other.AtSec, now, Reach))
                {
                    continue;
                }

                if (other.Party == meeting.Party)
                {
                    isFirst = false;
                    calls++;
                }
                else if ((other.AtSec <= meeting.AtSec ? Gap(other, meeting) : Gap(meeting, other)) is var gap && gap <= 3 * Hour)
                {
                    handOver = double.IsNaN(handOver) ? gap * 1000.0 : Math.Min(handOver, gap * 1000.0);
                }
            }

            again = Math.Max(again, calls);
            parties += isFirst ? 1 : 0;
            calling += meeting.Kind == MeetingKind.Calling ? 1 : 0;
            first = Math.Min(first, meeting.AtSec);
            longest = longest < 0 || meeting.TalkSec > meetings[longest].TalkSec ? i : longest;
            if (IsWithin(meeting.AtSec, now, Day))
            {
                day++;
                talkDay += meeting.TalkSec * 1000.0;
            }
        }

        vector[Feature.MetCalls24h] = day;
        vector[Feature.MetParties72h] = parties;
        vector[Feature.MetCalling72h] = calling;
        vector[Feature.MetAgain] = again;
        vector[Feature.MetTalk24h] = talkDay;
        vector[Feature.MetHandOver] = handOver;
        if (longest >= 0)
        {
            vector[Feature.MetFirstAgo] = (now - first) * 1000.0;
            vector[Feature.MetLongest] = meetings[longest].TalkSec * 1000.0;
            vector[Feature.MetLongestAgo] = (now - meetings[longest].AtSec) * 1000.0;
            vector[Feature.MetLongestClass] = (double)meetings[longest].PartyClass;
        }
    }

    /// <summary>Seconds from the end of a talk to the next one; 0 where that began meanwhile.</summary>
    private static uint Gap(in Meeting earlier, in Meeting later) =>
        later.AtSec - earlier.AtSec - Math.Min(earlier.TalkSec, later.AtSec - earlier.AtSec);

    private static void Lured(FeatureVector vector, ReadOnlySpan<Meeting> meetings, uint now)
    {
        var count = 0;
        uint last = 0;
        foreach (ref readonly var meeting in meetings)
        {
            if (meeting.Kind is MeetingKind.Sms && IsWithin(meeting.AtSec, now, Reach))
            {
                count++;
                if (meeting.AtSec < last)
                {
                    continue;
                }

                last = meeting.AtSec;
                vector[Feature.MetSmsAgo] = (now - meeting.AtSec) * 1000.0;
                vector[Feature.MetSmsTemplate] = (double)meeting.Template;
                vector[Feature.MetSmsClass] = (double)meeting.PartyClass;
                vector.Set(Feature.MetSmsUrl, meeting.HasUrl);
            }
        }

        vector[Feature.MetSms72h] = count;
    }
}
