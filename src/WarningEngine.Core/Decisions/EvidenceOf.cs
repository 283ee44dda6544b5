using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Makes the line of the evidence timeline that a leg stands for.</summary>
internal static class EvidenceOf
{
    /// <summary>Records of one call begin within so many milliseconds.</summary>
    private const long SameCallMs = 60_000;

    public static Evidence Leg(in Leg leg, long callDurationMs)
    {
        var isCall = leg.Kind is LegKind.Call or LegKind.CallCounterpart;
        var isMoney = leg.Kind == LegKind.Money;
        return new Evidence(
            isCall ? LegKind.Call : leg.Kind, isCall && leg.Call.StartMs != 0 ? leg.Call.StartMs : leg.EventTimeMs, leg.OtherKind, leg.Other,
            isCall ? callDurationMs : 0, isMoney ? leg.Money.AmountMinor : 0, isMoney ? leg.Money.CurrencyCode : 0, EvidenceWords.Of(leg));
    }

    /// <summary>The event becomes evidence of the episode, and money that leaves becomes what is at risk.</summary>
    public static void Witness(in Leg leg, in Profile profile, int callSlot, Episode episode)
    {
        var isCall = leg.Kind is LegKind.Call or LegKind.CallCounterpart;
        var durationMs = isCall && callSlot >= 0
            ? ((ReadOnlySpan<RecentCall>)profile.Calls)[callSlot].DurationSec * 1000L : 0;
        var evidence = Leg(leg, durationMs);
        if (isCall)
        {
            // A call is one line of evidence, however many records it has.
            episode.ForgetCall(evidence.Other, evidence.EventTimeMs, SameCallMs);
        }

        episode.Add(evidence);
        if (leg is { Kind: LegKind.Money, Money: { Outgoing: true, Event: MoneyEvent.Transfer } } && Outweighs(leg, episode.AtRisk))
        {
            episode.AtRisk = new MoneyAtRisk(
                leg.Money.AmountMinor, leg.Money.CurrencyCode, leg.Money.TransactionId.ToString(), leg.Money.Phase,
                leg.Other, leg.Money.PayeeKind, leg.EventTimeMs);
        }
    }

    /// <summary>The larger payment is the one to stop, unless it has failed or is of another day.</summary>
    private static bool Outweighs(in Leg leg, MoneyAtRisk? before) =>
        before is null || leg.Money.AmountMinor >= before.AmountMinor
        || before.Phase is MoneyPhase.Rejected or MoneyPhase.Returned || leg.EventTimeMs - before.EventTimeMs > ProfileTime.DayMs;
}
