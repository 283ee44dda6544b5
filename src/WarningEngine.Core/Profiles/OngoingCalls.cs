namespace WarningEngine.Core.Profiles;

/// <summary>What is going on at a moment, as far as the records of calls that <see cref="CallMerging"/> has taken in tell: ends come late or never.</summary>
public static class OngoingCalls
{
    /// <summary>A call is held to go on for so long after its last partial record: networks write one each half hour or so (3GPP TS 32.298).</summary>
    private const long LeaseWithPartialsSec = 30 * 60;

    /// <summary>The same where no partial records come.</summary>
    private const long LeaseSec = 4 * 3600;

    /// <summary>What of a call counts as talk beyond its last sign of life, at most.</summary>
    private const int UnconfirmedSec = 30 * 60;

    /// <summary>From then on after its last sign of life it is in doubt.</summary>
    private const long DoubtSec = 3600;

    /// <summary>Whether a call is going on at <paramref name="timeMs"/>: answered, not ended, within its lease.</summary>
    public static bool IsOpen(in RecentCall call, long timeMs)
    {
        if (!call.Is(CallMarks.Open))
        {
            return false;
        }

        var ageSec = (long)ProfileTime.Seconds(timeMs) - call.StartSec;
        return ageSec >= 0 && ageSec - call.AliveSec <= Lease(call);
    }

    /// <summary>Whether it was going on at <paramref name="timeMs"/> as far as is known by now: what is told late (a payment, an SMS) falls into a call that is
    /// over; while it rang nobody talked. Not for records of the call itself, or what is heard of its party: clocks of switches are ahead, and all that is known of it counts.</summary>
    /// <param name="call">Of the person.</param>
    /// <param name="timeMs">Of an event.</param>
    /// <param name="fallsIn">The event is of no call; false: as by <see cref="IsOpen"/>.</param>
    public static bool GoesOnAt(in RecentCall call, long timeMs, bool fallsIn) => fallsIn
        ? FellInto(call, timeMs) || (IsOpen(call, timeMs) && SinceAnswerSec(call, timeMs) >= 0) : IsOpen(call, timeMs);

    private static bool FellInto(in RecentCall call, long timeMs) =>
        call.Is(CallMarks.Ended) && call.Is(CallMarks.Answered) && SinceAnswerSec(call, timeMs) is >= 0 and var sinceSec && sinceSec < call.DurationSec;

    private static long SinceAnswerSec(in RecentCall call, long timeMs) => (long)ProfileTime.Seconds(timeMs) - call.AnswerSec;

    /// <summary>Until when a call that is open is held to go on unless something is heard of it, ms since epoch.</summary>
    public static long OpenUntilMs(in RecentCall call) => ProfileTime.FromSeconds(call.StartSec) + ((call.AliveSec + Lease(call)) * 1000);

    private static long Lease(in RecentCall call) => call.Is(CallMarks.Partials) ? LeaseWithPartialsSec : LeaseSec;

    /// <summary>Talk time at <paramref name="timeMs"/>, ms. Of a call that goes on, what has passed since its answer, but no more
    /// than half an hour beyond its last sign of life: ends come late or never far more often than people talk that long. Who
    /// has answered another call since has most likely ended this one; then only what is confirmed counts.</summary>
    /// <param name="calls">Of the person.</param>
    /// <param name="slot">Of the call.</param>
    /// <param name="timeMs">Of an event.</param>
    /// <param name="fallsIn">The event is of no call: of what is known of the call by now counts what had passed by then.</param>
    public static long SoFarMs(ReadOnlySpan<RecentCall> calls, int slot, long timeMs, bool fallsIn = false)
    {
        ref readonly var call = ref calls[slot];
        var confirmedSec = call.Is(CallMarks.Open) ? call.TalkSec : call.DurationSec;
        var sinceAnswerMs = timeMs - ProfileTime.FromSeconds(call.AnswerSec);
        if (!call.Is(CallMarks.Open))
        {
            return fallsIn && FellInto(call, timeMs) ? sinceAnswerMs : confirmedSec * 1000L;
        }

        if (fallsIn && sinceAnswerMs < confirmedSec * 1000L)
        {
            return Math.Max(0, sinceAnswerMs);
        }

        foreach (ref readonly var other in calls)
        {
            if (other.Is(CallMarks.Answered) && other.StartSec > call.StartSec)
            {
                return confirmedSec * 1000L;
            }
        }

        return Math.Clamp(sinceAnswerMs, confirmedSec * 1000L, (confirmedSec + UnconfirmedSec) * 1000L);
    }

    /// <summary>At <paramref name="timeMs"/> the call goes on, or ended then: ms since epoch.</summary>
    /// <inheritdoc cref="SoFarMs"/>
    public static long KnownToMs(ReadOnlySpan<RecentCall> calls, int slot, long timeMs, bool fallsIn) => GoesOnAt(calls[slot], timeMs, fallsIn)
        ? timeMs : Math.Min(timeMs, ProfileTime.FromSeconds(calls[slot].AnswerSec) + SoFarMs(calls, slot, timeMs, fallsIn));

    /// <summary>Nothing has been heard for over an hour of a stranger's call that is held to go on.</summary>
    public static bool IsUnconfirmed(in RecentCall call, long timeMs) => call.Is(CallMarks.Stranger) && IsOpen(call, timeMs)
        && (long)ProfileTime.Seconds(timeMs) - call.StartSec - call.AliveSec > DoubtSec;

    /// <summary>The call that is going on at <paramref name="timeMs"/>, a stranger's before others; -1 where there is none.</summary>
    /// <param name="profile">Whose calls.</param>
    /// <param name="timeMs">Of an event.</param>
    /// <param name="fallsIn">As by <see cref="GoesOnAt"/>.</param>
    public static int FindOpen(in Profile profile, long timeMs, bool fallsIn = false)
    {
        var found = -1;
        ReadOnlySpan<RecentCall> calls = profile.Calls;
        for (var i = 0; i < calls.Length; i++)
        {
            if (GoesOnAt(calls[i], timeMs, fallsIn)
                && (found < 0 || (calls[i].Is(CallMarks.Stranger) && !calls[found].Is(CallMarks.Stranger))))
            {
                found = i;
            }
        }

        return found;
    }
}
