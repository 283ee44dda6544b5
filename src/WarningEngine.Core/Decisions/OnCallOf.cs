using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Dispatch hears that somebody whose episode is urgent is on the phone with a suspect, and when that has ended: a call outlasts what its warnings
/// hold themselves to be useful for, and its case must not expire meanwhile.</summary>
internal static class OnCallOf
{
    /// <summary>What was agreed on the phone is done soon after it.</summary>
    private const long AfterwardsMs = 30 * ProfileTime.MinuteMs;

    /// <summary>Says until when the call is held to go on: its end of which nothing was heard yet, or half an hour after that which was.</summary>
    /// <param name="leg">A record of a call, or what an urgent warning was made of.</param>
    /// <param name="profile">Of the person, the leg included.</param>
    /// <param name="episode">Says nothing unless it is P0 or P1.</param>
    /// <param name="nowMs">The partition's time.</param>
    /// <param name="emission">Takes it.</param>
    public static void Tell(in Leg leg, in Profile profile, in Episode episode, long nowMs, Emission emission)
    {
        if (episode.Tier > Tier.P1)
        {
            return;
        }

        long openMs = 0;
        long endedMs = 0;
        ReadOnlySpan<RecentCall> calls = profile.Calls;
        foreach (ref readonly var call in calls)
        {
            if (!IsSuspect(call))
            {
                continue;
            }

            if (OngoingCalls.IsOpen(call, leg.EventTimeMs))
            {
                openMs = Math.Max(openMs, OngoingCalls.OpenUntilMs(call));
            }
            else if (call.Is(CallMarks.Ended))
            {
                endedMs = Math.Max(endedMs, ProfileTime.FromSeconds(call.AnswerSec + (uint)call.DurationSec) + AfterwardsMs);
            }
        }

        var untilMs = openMs > 0 ? openMs : leg.Kind is LegKind.Call or LegKind.CallCounterpart ? endedMs : 0;
        if (untilMs > leg.EventTimeMs)
        {
            emission.Item(new OnCallItem(emission.Next(), nowMs, episode.Person, episode.Id, untilMs));
        }
    }

    private static bool IsSuspect(in RecentCall call) =>
        call.Is(CallMarks.Answered) && (call.Is(CallMarks.Stranger) || call.PeerGrade >= Grade.High);
}
