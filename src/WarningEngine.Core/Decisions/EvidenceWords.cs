using System.Collections.Concurrent;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;

namespace WarningEngine.Core.Decisions;

/// <summary>What a line of evidence says in short. Few different words for millions of lines: each is made once, and has a number in
/// <see cref="KnownTexts"/>.</summary>
internal static class EvidenceWords
{
    private static readonly ConcurrentDictionary<(LegKind Kind, uint Facts), int> Known = [];

    public static int Of(in Leg leg)
    {
        var facts = leg.Kind switch
        {
            LegKind.Call or LegKind.CallCounterpart => Pack((byte)leg.Call.Direction, (byte)leg.Call.PeerClass, leg.Call.ReleaseMs == 0),
            LegKind.Sms => Pack((byte)leg.Sms.Template, (byte)leg.Sms.SenderClass, false),
            LegKind.Money => Pack((byte)leg.Money.Event, (byte)leg.Money.Phase, leg.Money.Outgoing) | ((uint)leg.Money.PayeeKind << 24),
            LegKind.Reputation or LegKind.Exposure => Pack((byte)leg.Reputation.Grade, 0, false) | ((uint)leg.Reputation.Reasons << 16),
            LegKind.Registry => (uint)leg.Registry.Fact,
            _ => 0u,
        };
        return Known.TryGetValue((leg.Kind, facts), out var words) ? words : Known.GetOrAdd((leg.Kind, facts), KnownTexts.NumberOf(Words(leg)));
    }

    private static uint Pack(byte first, byte second, bool third) => first | ((uint)second << 8) | (third ? 1u << 16 : 0);

    private static string Words(in Leg leg) => leg.Kind switch
    {
        LegKind.Call or LegKind.CallCounterpart => $"{leg.Call.Direction}:{leg.Call.PeerClass}:{(leg.Call.ReleaseMs == 0 ? "open" : "ended")}",
        LegKind.Sms => $"{leg.Sms.Template}:{leg.Sms.SenderClass}",
        LegKind.Money => $"{leg.Money.Event}:{leg.Money.Phase}:{(leg.Money.Outgoing ? "out" : "in")}:{leg.Money.PayeeKind}",
        LegKind.Reputation or LegKind.Exposure => $"{leg.Reputation.Grade}:{leg.Reputation.Reasons}",
        LegKind.Registry => $"{leg.Registry.Fact}",
        _ => "",
    };
}
