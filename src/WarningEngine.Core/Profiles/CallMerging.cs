using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Profiles;

/// <summary>What one record changed of a line's calls.</summary>
/// <param name="Slot">Its place in <see cref="Profile.Calls"/>; -1 where the record opens no call (forwarding).</param>
/// <param name="IsNew">The call was not known before.</param>
/// <param name="Ended">The call has just ended.</param>
/// <param name="AddedMs">Talk time that was not known before.</param>
/// <param name="Answered">The call was, by this record or one before it.</param>
/// <param name="TalkMs">How long they talked as far as is known.</param>
/// <param name="MayBeKnown">A new one that may not be: all places are taken, by calls with others, and it may have given way to them.</param>
public readonly record struct CallChange(int Slot, bool IsNew, bool Ended, long AddedMs, bool Answered, long TalkMs, bool MayBeKnown)
{
    /// <summary>Of a record that opens no call.</summary>
    public static readonly CallChange None = new(Slot: -1, IsNew: false, Ended: false, AddedMs: 0, Answered: false, TalkMs: 0, MayBeKnown: false);
}

/// <summary>Makes one call of its records: start, answer, partials, end and the final record, from one operator or two.
/// Records of the same pair and direction that start within 60 s are one call; but one that nobody answered and one that somebody did are two, where they
/// start more than <see cref="SameAttemptSec"/> apart: who is not reached rings again at once.</summary>
public static class CallMerging
{
    private const long SameCallSec = 60;

    /// <summary>By so much the clocks of two operators' switches differ about one attempt.</summary>
    private const long SameAttemptSec = 5;

    /// <summary>A record that tells the answer alone, or one of another operator's switch, begins so much later than the call's seizure at most.</summary>
    private const long RingingSec = 120;
    private const int OpenMax = 2;

    public static CallChange Apply(ref Profile profile, in Leg leg, bool historyKnown)
    {
        if (leg.Call.Direction == CallDirection.Forwarded || leg.Other.IsNone)
        {
            return CallChange.None;
        }

        var startMs = StartMs(leg);
        var startSec = ProfileTime.Seconds(startMs);
        Span<RecentCall> calls = profile.Calls;
        var slot = Find(calls, leg, startSec);
        var isNew = slot < 0;
        var mayBeKnown = isNew && AreOthers(calls, Hashing.Peer(leg.Other));
        if (isNew)
        {
            slot = Place(calls);
            calls[slot] = new RecentCall
            {
                Peer = Hashing.Peer(leg.Other),
                StartSec = startSec,
                Direction = leg.Call.Direction,
                PeerClass = leg.Call.PeerClass,
                Marks = !historyKnown ? CallMarks.StrangerUnknown
                    : Contacts.IsStranger(profile, leg.Other, startMs) ? CallMarks.Stranger : CallMarks.None,
            };
        }

        ref var call = ref calls[slot];
        var before = call;
        TakeIn(ref call, leg);
        if (call.Is(CallMarks.Open) && !before.Is(CallMarks.Open))
        {
            CloseOldest(calls, slot);
        }

        if (call.Is(CallMarks.Answered) && !before.Is(CallMarks.Answered))
        {
            Contacts.Remember(ref profile, leg.Other, startMs);
        }

        return new CallChange(
            slot,
            isNew,
            Ended: call.Is(CallMarks.Ended) && !before.Is(CallMarks.Ended),
            AddedMs: (call.DurationSec - before.DurationSec) * 1000L,
            Answered: call.Is(CallMarks.Answered),
            TalkMs: call.DurationSec * 1000L,
            mayBeKnown);
    }

    /// <summary>Calls with a counterpart have the grade that its owner tells.</summary>
    /// <param name="calls">Of the line that hears of it.</param>
    /// <param name="heard">Who it is, its grade, and the time of the event because of which it is told.</param>
    /// <param name="isKnown">One of the calls is known as far as that time.</param>
    /// <returns>The latest of them; -1 where there is none.</returns>
    public static int SetGrade(Span<RecentCall> calls, in Leg heard, out bool isKnown)
    {
        var (peer, latest) = (Hashing.Peer(heard.Other), -1);
        isKnown = false;
        for (var i = 0; i < calls.Length; i++)
        {
            if (calls[i].Peer == peer)
            {
                calls[i].PeerGrade = heard.Reputation.Grade;
                isKnown |= Covers(calls[i], heard.EventTimeMs);
                latest = latest < 0 || calls[i].StartSec > calls[latest].StartSec ? i : latest;
            }
        }

        return latest;
    }

    private static bool Covers(in RecentCall call, long timeMs)
    {
        var sinceStartSec = (long)ProfileTime.Seconds(timeMs) - call.StartSec;
        return sinceStartSec >= -SameCallSec && sinceStartSec <= call.RingSec + call.TalkSec + SameCallSec;
    }

    private static void TakeIn(ref RecentCall call, in Leg leg)
    {
        var ended = IsOver(leg);
        if (IsAnswered(leg))
        {
            call.Marks |= CallMarks.Answered;
            if (call.RingSec == 0 && AnsweredSec(leg) - call.StartSec is > 0 and <= byte.MaxValue and var rangSec)
            {
                // Longer nobody rings: a partial record may tell when it began itself.
                call.RingSec = (byte)rangSec;
            }
        }

        call.OverGateway |= leg.Call.InternationalGateway;
        call.Marks |= leg.Call.Attestation switch
        {
            Attestation.Failed => CallMarks.FailedCheck,
            Attestation.Gateway => CallMarks.OfGateway,
            _ => CallMarks.None,
        };
        var talkedSec = leg.Call.DurationMs / 1000;
        if (leg.Call is { Phase: CallPhase.End, DurationMs: 0 } && call.Is(CallMarks.Answered))
        {
            // That it was answered was another record's to say: it has lasted until now.
            talkedSec = Math.Max(call.TalkSec, (long)ProfileTime.Seconds(leg.Call.ReleaseMs != 0 ? leg.Call.ReleaseMs : leg.EventTimeMs) - call.AnswerSec);
        }

        call.DurationSec = (ushort)Math.Min(ushort.MaxValue, Math.Max(call.DurationSec, talkedSec));
        if (leg.Call.Phase == CallPhase.Partial)
        {
            call.Marks |= CallMarks.Partials;
        }

        if (ended)
        {
            call.Marks = (call.Marks | CallMarks.Ended) & ~CallMarks.Open;
        }
        else if (call.Is(CallMarks.Answered) && !call.Is(CallMarks.Ended))
        {
            call.Marks |= CallMarks.Open;
            var alive = (long)ProfileTime.Seconds(leg.EventTimeMs) - call.StartSec;
            call.AliveSec = (ushort)Math.Clamp(alive, call.AliveSec, ushort.MaxValue);
        }
    }

    /// <summary>The call that a record is of. One that began within the difference of two clocks is the likeliest; an end, which may not say that its call was
    /// answered, is rather of one that is open than of an attempt that is over; then whichever began nearest.</summary>
    private static int Find(ReadOnlySpan<RecentCall> calls, in Leg leg, uint startSec)
    {
        var (peer, isEnd) = (Hashing.Peer(leg.Other), leg.Call.Phase == CallPhase.End);
        var (found, foundRank) = (-1, long.MaxValue);
        for (var i = 0; i < calls.Length; i++)
        {
            var apart = Math.Abs((long)calls[i].StartSec - startSec);
            if (calls[i].Peer != peer || calls[i].Direction != leg.Call.Direction || apart > SameCallSec
                || (apart > SameAttemptSec && IsOtherAttempt(calls[i], leg)))
            {
                continue;
            }

            var rank = apart <= SameAttemptSec ? apart : isEnd && calls[i].Is(CallMarks.Open) ? SameCallSec + apart : (2 * SameCallSec) + apart;
            (found, foundRank) = rank < foundRank ? (i, rank) : (found, foundRank);
        }

        var untilSec = TellsStart(leg) ? startSec : ProfileTime.Seconds(ToldMs(leg));
        if (isEnd && foundRank > SameAttemptSec && FindOpenWith(calls, peer, leg.Call.Direction, untilSec) is >= 0 and var open
            && (!TellsStart(leg) || (found < 0 && startSec - calls[open].StartSec <= RingingSec)))
        {
            return open;
        }

        return found < 0 && leg.Call.Phase == CallPhase.Partial ? FindOpenWith(calls, peer, leg.Call.Direction, untilSec) : found;
    }

    /// <summary>When the call began, ms since epoch: of one whose end alone is told as long before that as they talked.</summary>
    private static long StartMs(in Leg leg) => !TellsStart(leg) && leg.Call.ReleaseMs != 0 ? ToldMs(leg) - leg.Call.DurationMs : ToldMs(leg);

    /// <summary>What the record tells first.</summary>
    private static long ToldMs(in Leg leg) => leg.Call.StartMs != 0 ? leg.Call.StartMs : leg.Call.AnswerMs != 0 ? leg.Call.AnswerMs : leg.EventTimeMs;

    /// <summary>Its start is the call's own (as its switch saw it, and perhaps that of the answer), not the time of the release in its place: of a call whose start has not been read it is remembered.</summary>
    private static bool TellsStart(in Leg leg) => leg.Call.AnswerMs != 0 || (leg.Call.StartMs != 0 && leg.Call.StartMs != leg.Call.ReleaseMs);

    /// <summary>An end that does not say when its call began (its time stands for the start) is the end of the one that is open with this party.</summary>
    private static int FindOpenWith(ReadOnlySpan<RecentCall> calls, uint peer, CallDirection direction, uint untilSec)
    {
        var found = -1;
        for (var i = 0; i < calls.Length; i++)
        {
            if (calls[i].Peer == peer && calls[i].Direction == direction && calls[i].Is(CallMarks.Open) && calls[i].StartSec <= untilSec)
            {
                found = found < 0 || calls[i].StartSec > calls[found].StartSec ? i : found;
            }
        }

        return found;
    }

    /// <summary>One of the two was not answered, and is over; the other was.</summary>
    private static bool IsOtherAttempt(in RecentCall call, in Leg leg)
    {
        var answered = IsAnswered(leg);
        return call.Is(CallMarks.Answered) ? !answered && IsOver(leg) : answered && call.Is(CallMarks.Ended);
    }

    /// <summary>When it was answered, seconds since 2000: as is told, or as long before the release as they talked; 0 where the record says neither.</summary>
    private static long AnsweredSec(in Leg leg) => leg.Call switch
    {
        { AnswerMs: not 0 } => ProfileTime.Seconds(leg.Call.AnswerMs),
        { ReleaseMs: not 0, DurationMs: > 0 } => (long)ProfileTime.Seconds(leg.Call.ReleaseMs) - (leg.Call.DurationMs / 1000),
        _ => 0,
    };

    private static bool IsAnswered(in Leg leg) => leg.Call.Answered || leg.Call.Phase is CallPhase.Answer or CallPhase.Partial;

    private static bool IsOver(in Leg leg) => leg.Call.ReleaseMs != 0 || leg.Call.Phase is CallPhase.End or CallPhase.Record;

    private static bool AreOthers(ReadOnlySpan<RecentCall> calls, uint peer)
    {
        foreach (ref readonly var call in calls)
        {
            if (call.Peer == 0 || call.Peer == peer)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A free place, else that of the oldest ended call, else that of the oldest.</summary>
    private static int Place(ReadOnlySpan<RecentCall> calls)
    {
        var place = 0;
        for (var i = 1; i < calls.Length; i++)
        {
            var worse = calls[place].Is(CallMarks.Open) && !calls[i].Is(CallMarks.Open);
            var older = calls[place].Is(CallMarks.Open) == calls[i].Is(CallMarks.Open)
                && calls[i].StartSec < calls[place].StartSec;
            place = worse || older ? i : place;
        }

        return place;
    }

    private static void CloseOldest(Span<RecentCall> calls, int newest)
    {
        var open = 0;
        var oldest = -1;
        for (var i = 0; i < calls.Length; i++)
        {
            if (calls[i].Is(CallMarks.Open))
            {
                open++;
                oldest = i != newest && (oldest < 0 || calls[i].StartSec < calls[oldest].StartSec) ? i : oldest;
            }
        }

        if (open > OpenMax && oldest >= 0)
        {
            calls[oldest].Marks &= ~CallMarks.Open;
        }
    }
}
