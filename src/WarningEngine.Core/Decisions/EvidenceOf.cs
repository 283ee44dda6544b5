using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>Makes the line of the evidence timeline that a leg stands for.</summary>
internal static class EvidenceOf
{
    public static Evidence Leg(in Leg leg, long callDurationMs) => leg.Kind switch
    {
        LegKind.Call or LegKind.CallCounterpart => new Evidence(
            LegKind.Call, leg.Call.StartMs != 0 ? leg.Call.StartMs : leg.EventTimeMs, leg.OtherKind, leg.Other,
            callDurationMs, 0, 0, $"{leg.Call.Direction}:{leg.Call.PeerClass}:{(leg.Call.ReleaseMs == 0 ? "open" : "ended")}"),
        LegKind.Sms => new Evidence(
            LegKind.Sms, leg.EventTimeMs, leg.OtherKind, leg.Other, 0, 0, 0, $"{leg.Sms.Template}:{leg.Sms.SenderClass}"),
        LegKind.Money => new Evidence(
            LegKind.Money, leg.EventTimeMs, leg.OtherKind, leg.Other, 0, leg.Money.AmountMinor, leg.Money.CurrencyCode,
            $"{leg.Money.Event}:{leg.Money.Phase}:{(leg.Money.Outgoing ? "out" : "in")}:{leg.Money.PayeeKind}"),
        LegKind.Reputation or LegKind.Exposure => new Evidence(
            leg.Kind, leg.EventTimeMs, leg.OtherKind, leg.Other, 0, 0, 0, $"{leg.Reputation.Grade}:{leg.Reputation.Reasons}"),
        LegKind.Registry => new Evidence(
            leg.Kind, leg.EventTimeMs, leg.OtherKind, leg.Other, 0, 0, 0, $"{leg.Registry.Fact}"),
        _ => new Evidence(leg.Kind, leg.EventTimeMs, leg.OtherKind, leg.Other, 0, 0, 0, ""),
    };
}
