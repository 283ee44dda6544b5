using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>What steps of patterns keep of an event.</summary>
internal static class StepFacts
{
    /// <param name="leg">The event.</param>
    /// <param name="profile">Of its person.</param>
    /// <param name="callSlot">The call that it is of; -1 where it is of none.</param>
    /// <param name="episode">One that is not open: none has begun.</param>
    /// <param name="fallsIn">The event is not the call's own: <see cref="OngoingCalls.GoesOnAt"/>.</param>
    public static PatternFacts Of(in Leg leg, in Profile profile, int callSlot, in Episode episode, bool fallsIn = false)
    {
        var grades = episode.Grades;
        var ceiling = IsInDoubt(profile, leg.EventTimeMs) ? Tier.P1 : Tier.P0;
        if (callSlot >= 0)
        {
            ref readonly var call = ref ((ReadOnlySpan<RecentCall>)profile.Calls)[callSlot];
            var durationMs = OngoingCalls.SoFarMs(profile.Calls, callSlot, leg.EventTimeMs, fallsIn);
            return new PatternFacts(
                leg.EventTimeMs, Hashing.Mix(call.Peer), 0, durationMs, ((ulong)call.Peer << 32) | call.StartSec) { Grades = grades, Ceiling = ceiling };
        }

        if (leg.Kind != LegKind.Money)
        {
            return new PatternFacts(leg.EventTimeMs, Hashing.Mix(Hashing.Peer(leg.Other)), 0, 0, 0) { Grades = grades, Ceiling = ceiling };
        }

        var party = leg.Money.Event == MoneyEvent.LoanDisbursed && leg.Money.OtherAgent != 0
            ? leg.Money.OtherAgent : Hashing.Peer(leg.Other);
        return new PatternFacts(leg.EventTimeMs, Hashing.Mix(party), leg.Money.AmountMinor, 0, 0) { Grades = grades, Ceiling = ceiling };
    }

    /// <summary>What is held to be a call with a stranger has shown no sign of life for over an hour.</summary>
    private static bool IsInDoubt(in Profile profile, long timeMs)
    {
        foreach (ref readonly var call in (ReadOnlySpan<RecentCall>)profile.Calls)
        {
            if (OngoingCalls.IsUnconfirmed(call, timeMs))
            {
                return true;
            }
        }

        return false;
    }
}
