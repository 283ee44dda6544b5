using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Core.Decisions;

/// <summary>Makes the line of the evidence timeline that a leg stands for.</summary>
internal static class EvidenceOf
{
    /// <summary>Records of one call begin within so many milliseconds.</summary>
    public const long SameCallMs = 60_000;

    /// <summary>The event becomes evidence of the episode, and money that leaves becomes what is at risk.</summary>
    public static void Witness(in Leg leg, in Profile profile, int callSlot, ref Episode episode, NativeBlocks blocks)
    {
        var isCall = leg.Kind is LegKind.Call or LegKind.CallCounterpart;
        var durationMs = isCall && callSlot >= 0
            ? Math.Max(((ReadOnlySpan<RecentCall>)profile.Calls)[callSlot].DurationSec * 1000L, leg.Call.DurationMs) : 0;
        var evidence = LineOf(leg, durationMs);
        if (isCall)
        {
            // A call is one line of evidence, however many records it has.
            episode.ForgetCall(evidence.Other, evidence.EventTimeMs, SameCallMs);
        }

        episode.Add(blocks, evidence);
        if (leg is { Kind: LegKind.Money, Money: { Outgoing: true, Event: MoneyEvent.Transfer } } && Outweighs(leg, episode.Risk))
        {
            episode.Risk = new MoneyRisk
            {
                IsKnown = true, AmountMinor = leg.Money.AmountMinor, CurrencyCode = leg.Money.CurrencyCode, TransactionId = leg.Money.TransactionId,
                Phase = leg.Money.Phase, PayeeAccount = leg.Other, PayeeKind = leg.Money.PayeeKind, EventTimeMs = leg.EventTimeMs,
            };
        }
    }

    private static EvidenceLine LineOf(in Leg leg, long callDurationMs)
    {
        var isCall = leg.Kind is LegKind.Call or LegKind.CallCounterpart;
        var isMoney = leg.Kind == LegKind.Money;
        return new EvidenceLine
        {
            Kind = isCall ? LegKind.Call : leg.Kind,
            EventTimeMs = isCall && leg.Call.StartMs != 0 ? leg.Call.StartMs : leg.EventTimeMs,
            OtherKind = leg.OtherKind,
            Other = leg.Other,
            DurationMs = isCall ? callDurationMs : 0,
            AmountMinor = isMoney ? leg.Money.AmountMinor : 0,
            CurrencyCode = isMoney ? leg.Money.CurrencyCode : 0,
            Detail = EvidenceWords.Of(leg),
        };
    }

    /// <summary>The larger payment is the one to stop, unless it has failed or is of another day. One that is refused need not be stopped.</summary>
    private static bool Outweighs(in Leg leg, in MoneyRisk before) => !leg.Money.Phase.IsRefusal()
        && (!before.IsKnown || leg.Money.AmountMinor >= before.AmountMinor || before.HasFailed || leg.EventTimeMs - before.EventTimeMs > ProfileTime.DayMs);
}
