using System.Runtime.InteropServices;
using System.Text;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Tests.Frames;

/// <summary>Frames as they are written since 2026-11-27, an append at a time, each with its check: what the writer's bytes must be.</summary>
internal static class FrameOfVersion2
{
    public static byte[] Write(params ReadOnlySpan<Leg> legs)
    {
        var to = new ByteAppender();
        Source[] sources = [.. legs.ToArray().Select(x => x.Stamp.Source).Distinct()];
        to.Byte(2);
        to.Byte(sources.Length);
        foreach (var source in sources)
        {
            Write(to, source);
        }

        to.Int32(legs.Length);
        var before = new Before();
        foreach (ref readonly var leg in legs)
        {
            Write(to, leg, Array.IndexOf(sources, leg.Stamp.Source), before);
            if (leg.Kind != LegKind.Progress)
            {
                continue;
            }

            to.Int32(leg.Progress!.Length);
            foreach (var entry in leg.Progress)
            {
                Write(to, entry.Raw);
                to.Int64(entry.TimeMs);
                to.Byte(entry.HoldsBack ? 1 : 0);
            }
        }

        return to.Written.ToArray();
    }

    private static void Write(ByteAppender to, Source source)
    {
        to.Bytes(Encoding.UTF8.GetBytes(source.Topic));
        to.Int32(source.Generation);
        to.Int32(source.Partition);
    }

    /// <summary>Zigzag, then seven bits a byte, lowest first.</summary>
    private static void Signed(ByteAppender to, long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest >= 0x80)
        {
            to.Byte((int)(rest & 0x7f) | 0x80);
            rest >>= 7;
        }

        to.Byte((int)rest);
    }

    private static void Write(ByteAppender to, in Leg leg, int source, Before before)
    {
        to.Byte((int)leg.Kind);
        to.Byte(source);
        var at = leg.Stamp.Position;
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(before.Last, source, out _);
        Signed(to, unchecked(at.Offset - last.Offset));
        Signed(to, at.Record - (at.Offset == last.Offset ? (long)last.Record : 0));
        Signed(to, at.Ordinal);
        last = at;
        if (leg.Kind == LegKind.Progress)
        {
            return;
        }

        to.Byte((int)leg.EntityKind);
        to.Byte((int)leg.OtherKind);
        to.Byte(leg.Other.IsNone ? 0 : 1);
        to.Token(leg.Entity);
        if (!leg.Other.IsNone)
        {
            to.Token(leg.Other);
        }

        to.UInt128(leg.EventId);
        Signed(to, unchecked(leg.EventTimeMs - before.EventTimeMs));
        Signed(to, unchecked(leg.ArrivalTimeMs - leg.EventTimeMs));
        Signed(to, unchecked(leg.IngestTimeMs - before.IngestTimeMs));
        (before.EventTimeMs, before.IngestTimeMs) = (leg.EventTimeMs, leg.IngestTimeMs);
        WriteFacts(to, leg);
    }

    private static void WriteFacts(ByteAppender to, in Leg leg)
    {
        switch (leg.Kind)
        {
            case LegKind.Call or LegKind.CallCounterpart:
                Write(to, leg.Call, leg.EventTimeMs);
                break;
            case LegKind.Sms or LegKind.SmsCounterpart or LegKind.DomainTouched:
                Write(to, leg.Sms);
                break;
            case LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent or LegKind.PayerWarned:
                Write(to, leg.Money);
                break;
            case LegKind.Reputation or LegKind.Exposure:
                to.Byte((int)leg.Reputation.Grade);
                Signed(to, (int)leg.Reputation.Reasons);
                Signed(to, leg.Reputation.AgeMs);
                break;
            default:
                FrameOfVersion1.WriteUnchanged(to, leg);
                break;
        }
    }

    private static void Write(ByteAppender to, in CallFacts call, long eventTimeMs)
    {
        to.Byte((int)call.Phase);
        to.Byte((int)call.Direction);
        to.Byte((int)call.PeerClass);
        to.Byte((int)call.EntityClass);
        to.Byte((int)call.Attestation);
        to.Byte((call.InternationalGateway ? 1 : 0) | (call.Answered ? 2 : 0) | (call.FeedSendsStarts ? 4 : 0) | (call.Device != 0 ? 8 : 0)
            | (call.Reference != 0 ? 16 : 0) | (call.AnswerMs != 0 ? 32 : 0) | (call.ReleaseMs != 0 ? 64 : 0));
        to.Byte(call.CauseForTerm);
        Signed(to, call.Region);
        Signed(to, unchecked(call.StartMs - eventTimeMs));
        Signed(to, call.DurationMs);
        if (call.Device != 0)
        {
            to.UInt64(call.Device);
        }

        if (call.Reference != 0)
        {
            to.UInt64(call.Reference);
        }

        if (call.AnswerMs != 0)
        {
            Signed(to, unchecked(call.AnswerMs - call.StartMs));
        }

        if (call.ReleaseMs != 0)
        {
            Signed(to, unchecked(call.ReleaseMs - call.StartMs));
        }
    }

    private static void Write(ByteAppender to, in SmsFacts sms)
    {
        to.Byte((int)sms.Direction);
        to.Byte((int)sms.SenderClass);
        to.Byte((int)sms.Template);
        to.Byte((sms.HasUrl ? 1 : 0) | (sms.Domain.IsNone ? 0 : 2));
        to.Byte(sms.Segments);
        to.UInt64(sms.TemplateHash);
        if (!sms.Domain.IsNone)
        {
            to.Token(sms.Domain);
        }
    }

    private static void Write(ByteAppender to, in MoneyFacts money)
    {
        to.Byte((int)money.Event);
        to.Byte((int)money.Phase);
        to.Byte((money.Outgoing ? 1 : 0) | (money.Account.IsNone ? 0 : 2) | (money.OtherLine.IsNone ? 0 : 4) | (money.OtherAgent != 0 ? 8 : 0));
        to.Byte((int)money.PayeeKind);
        to.Byte((int)money.NameCheck);
        to.Int32(money.CurrencyCode);
        Signed(to, money.AmountMinor);
        Signed(to, money.BalanceBeforeMinor);
        if (!money.Account.IsNone)
        {
            to.Token(money.Account);
        }

        if (!money.OtherLine.IsNone)
        {
            to.Token(money.OtherLine);
        }

        if (money.OtherAgent != 0)
        {
            to.UInt64(money.OtherAgent);
        }

        to.Bytes(money.TransactionId.Utf8);
    }

    private sealed class Before
    {
        public Dictionary<int, Position> Last { get; } = [];

        public long EventTimeMs { get; set; }

        public long IngestTimeMs { get; set; }
    }
}
