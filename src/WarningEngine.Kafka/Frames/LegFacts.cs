using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>What a leg's kind has, on the wire.</summary>
internal static class LegFacts
{
    public static void Write(ByteAppender to, in Leg leg)
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
                to.Byte(leg.Disposition.FraudConfirmed ? 1 : 0);
                to.Token(leg.Disposition.Confirmed);
                break;
            case LegKind.Command:
                to.Byte((int)leg.Command.Kind);
                to.Byte((int)leg.Command.Mode);
                to.UInt128(leg.Command.CaseId);
                to.Int32(leg.Command.Region);
                to.UInt128(leg.Command.ArtifactHash);
                break;
            default:
                to.Byte((int)leg.Reputation.Grade);
                to.Signed((int)leg.Reputation.Reasons);
                to.Signed(leg.Reputation.AgeMs);
                break;
        }
    }

    public static void Read(ref ByteCursor from, ref Leg leg)
    {
        switch (leg.Kind)
        {
            case LegKind.Call or LegKind.CallCounterpart:
                leg.Call = ReadCall(ref from, leg.EventTimeMs);
                break;
            case LegKind.Sms or LegKind.SmsCounterpart or LegKind.DomainTouched:
                leg.Sms = ReadSms(ref from);
                break;
            case LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent or LegKind.PayerWarned:
                leg.Money = ReadMoney(ref from);
                break;
            case LegKind.Reputation or LegKind.Exposure:
                leg.Reputation = new ReputationFacts
                {
                    Grade = from.Word<Grade>(), Reasons = (ReputationReasons)from.Int32Of(from.Signed()), AgeMs = from.Signed(),
                };
                break;
            default:
                LegCodecOfVersion1.ReadFacts(ref from, ref leg);
                break;
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
        to.Signed(call.Region);
        to.Signed(unchecked(call.StartMs - eventTimeMs));
        to.Signed(call.DurationMs);
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
            to.Signed(unchecked(call.AnswerMs - call.StartMs));
        }

        if (call.ReleaseMs != 0)
        {
            to.Signed(unchecked(call.ReleaseMs - call.StartMs));
        }
    }

    private static CallFacts ReadCall(ref ByteCursor from, long eventTimeMs)
    {
        var call = new CallFacts
        {
            Phase = from.Word<CallPhase>(), Direction = from.Word<CallDirection>(), PeerClass = from.Word<NumberClass>(),
            EntityClass = from.Word<NumberClass>(), Attestation = from.Word<Attestation>(),
        };
        var marks = from.Marks(127);
        (call.InternationalGateway, call.Answered, call.FeedSendsStarts) = ((marks & 1) != 0, (marks & 2) != 0, (marks & 4) != 0);
        call.CauseForTerm = (byte)from.Byte();
        call.Region = from.Int32Of(from.Signed());
        call.StartMs = unchecked(eventTimeMs + from.Signed());
        call.DurationMs = from.Signed();
        call.Device = (marks & 8) != 0 ? from.UInt64() : 0;
        call.Reference = (marks & 16) != 0 ? from.UInt64() : 0;
        call.AnswerMs = (marks & 32) != 0 ? unchecked(call.StartMs + from.Signed()) : 0;
        call.ReleaseMs = (marks & 64) != 0 ? unchecked(call.StartMs + from.Signed()) : 0;
        return call;
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

    private static SmsFacts ReadSms(ref ByteCursor from)
    {
        var sms = new SmsFacts { Direction = from.Word<CallDirection>(), SenderClass = from.Word<NumberClass>(), Template = from.Word<SmsTemplate>() };
        var marks = from.Marks(3);
        sms.HasUrl = (marks & 1) != 0;
        sms.Segments = (byte)from.Byte();
        sms.TemplateHash = from.UInt64();
        sms.Domain = (marks & 2) != 0 ? from.Token() : Token.None;
        return sms;
    }

    private static void Write(ByteAppender to, in MoneyFacts money)
    {
        to.Byte((int)money.Event);
        to.Byte((int)money.Phase);
        to.Byte((money.Outgoing ? 1 : 0) | (money.Account.IsNone ? 0 : 2) | (money.OtherLine.IsNone ? 0 : 4) | (money.OtherAgent != 0 ? 8 : 0));
        to.Byte((int)money.PayeeKind);
        to.Byte((int)money.NameCheck);
        to.Int32(money.CurrencyCode);
        to.Signed(money.AmountMinor);
        to.Signed(money.BalanceBeforeMinor);
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

    private static MoneyFacts ReadMoney(ref ByteCursor from)
    {
        var money = new MoneyFacts { Event = from.Word<MoneyEvent>(), Phase = from.Word<MoneyPhase>() };
        var marks = from.Marks(15);
        money.Outgoing = (marks & 1) != 0;
        (money.PayeeKind, money.NameCheck) = (from.Word<PayeeKind>(), from.Word<NameCheck>());
        money.CurrencyCode = from.Int32();
        (money.AmountMinor, money.BalanceBeforeMinor) = (from.Signed(), from.Signed());
        money.Account = (marks & 2) != 0 ? from.Token() : Token.None;
        money.OtherLine = (marks & 4) != 0 ? from.Token() : Token.None;
        money.OtherAgent = (marks & 8) != 0 ? from.UInt64() : 0;
        money.TransactionId = LegCodecOfVersion1.ReadTransactionId(ref from);
        return money;
    }
}
