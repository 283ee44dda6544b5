using System.Text;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;

namespace WarningEngine.Tests.Frames;

/// <summary>Frames as versions before 2026-11-27 wrote them: logs of theirs are read.</summary>
internal static class FrameOfVersion1
{
    public static byte[] Write(params ReadOnlySpan<Leg> legs)
    {
        var to = new ByteAppender();
        Source[] sources = [.. legs.ToArray().Select(x => x.Stamp.Source).Distinct()];
        to.Byte(1);
        to.Byte(sources.Length);
        foreach (var source in sources)
        {
            Write(to, source);
        }

        to.Int32(legs.Length);
        foreach (ref readonly var leg in legs)
        {
            Write(to, leg, Array.IndexOf(sources, leg.Stamp.Source));
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

    private static void Write(ByteAppender to, in Leg leg, int source)
    {
        to.Byte((int)leg.Kind);
        to.Byte(source);
        to.Int64(leg.Stamp.Position.Offset);
        to.Int32(leg.Stamp.Position.Record);
        to.Int32(leg.Stamp.Position.Ordinal);
        if (leg.Kind == LegKind.Progress)
        {
            return;
        }

        to.Byte((int)leg.EntityKind);
        to.Byte((int)leg.OtherKind);
        to.Token(leg.Entity);
        to.Token(leg.Other);
        to.UInt128(leg.EventId);
        to.Int64(leg.EventTimeMs);
        to.Int64(leg.ArrivalTimeMs);
        to.Int64(leg.IngestTimeMs);
        switch (leg.Kind)
        {
            case LegKind.Call or LegKind.CallCounterpart:
                Write(to, leg.Call);
                break;
            case LegKind.Sms or LegKind.SmsCounterpart or LegKind.DomainTouched:
                Write(to, leg.Sms);
                break;
            case LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent or LegKind.PayerWarned:
                Write(to, leg.Money);
                break;
            case LegKind.Reputation or LegKind.Exposure:
                to.Byte((int)leg.Reputation.Grade);
                to.Int32((int)leg.Reputation.Reasons);
                to.Int64(leg.Reputation.AgeMs);
                break;
            default:
                WriteUnchanged(to, leg);
                break;
        }
    }

    /// <summary>Facts of kinds that every version writes alike.</summary>
    public static void WriteUnchanged(ByteAppender to, in Leg leg)
    {
        switch (leg.Kind)
        {
            case LegKind.Registry:
                to.Byte((int)leg.Registry.Fact);
                to.Byte((int)leg.Registry.AgeBand);
                to.Int32(leg.Registry.Region);
                to.Byte(leg.Registry.Active ? 1 : 0);
                break;
            case LegKind.Indicator:
                Write(to, leg.Indicator);
                break;
            case LegKind.DeviceUsed:
                break;
            case LegKind.DeviceShared:
                to.Byte(leg.Sims);
                break;
            case LegKind.Disposition:
                to.Byte((int)leg.Disposition.Code);
                to.UInt128(leg.Disposition.CaseId);
                to.Int32(leg.Disposition.Revision);
                to.Byte((leg.Disposition.FraudConfirmed ? 1 : 0) | (leg.Disposition.Warnings != 0 ? 2 : 0));
                to.Token(leg.Disposition.Confirmed);
                if (leg.Disposition.Warnings != 0)
                {
                    // Since 2026-11-30, where it is said: without it the bytes are those of before.
                    to.Int32(leg.Disposition.Warnings);
                }

                break;
            case LegKind.Command:
                to.Byte((int)leg.Command.Kind);
                to.Byte((int)leg.Command.Mode);
                to.UInt128(leg.Command.CaseId);
                to.Int32(leg.Command.Region);
                to.UInt128(leg.Command.ArtifactHash);
                break;
            default:
                throw new ArgumentException($"{leg.Kind} is written otherwise.", nameof(leg));
        }
    }

    private static void Write(ByteAppender to, in IndicatorFacts indicator)
    {
        to.Byte((int)indicator.Level);
        to.Int64(indicator.FromMs);
        to.Int64(indicator.ToMs);
        to.Byte((int)indicator.Appeal);
        to.Byte(indicator.Confirmed ? 1 : 0);
        to.UInt64(indicator.Entry);
        to.UInt64(indicator.BasisHash);
    }

    private static void Write(ByteAppender to, in CallFacts call)
    {
        to.Byte((int)call.Phase);
        to.Byte((int)call.Direction);
        to.Byte((int)call.PeerClass);
        to.Byte((int)call.EntityClass);
        to.Byte((int)call.Attestation);
        to.Byte((call.InternationalGateway ? 1 : 0) | (call.Answered ? 2 : 0) | (call.FeedSendsStarts ? 4 : 0)
            | (call.Device != 0 ? 8 : 0));
        to.Byte(call.CauseForTerm);
        to.Int32(call.Region);
        to.UInt64(call.Reference);
        to.Int64(call.StartMs);
        to.Int64(call.AnswerMs);
        to.Int64(call.ReleaseMs);
        to.Int64(call.DurationMs);
        if (call.Device != 0)
        {
            to.UInt64(call.Device);
        }
    }

    private static void Write(ByteAppender to, in SmsFacts sms)
    {
        to.Byte((int)sms.Direction);
        to.Byte((int)sms.SenderClass);
        to.Byte((int)sms.Template);
        to.Byte(sms.HasUrl ? 1 : 0);
        to.Byte(sms.Segments);
        to.UInt64(sms.TemplateHash);
        to.Token(sms.Domain);
    }

    private static void Write(ByteAppender to, in MoneyFacts money)
    {
        to.Byte((int)money.Event);
        to.Byte((int)money.Phase);
        to.Byte(money.Outgoing ? 1 : 0);
        to.Byte((int)money.PayeeKind);
        to.Byte((int)money.NameCheck);
        to.Int32(money.CurrencyCode);
        to.Int64(money.AmountMinor);
        to.Int64(money.BalanceBeforeMinor);
        to.Token(money.Account);
        to.Token(money.OtherLine);
        to.UInt64(money.OtherAgent);
        to.Bytes(money.TransactionId.Utf8);
    }
}
