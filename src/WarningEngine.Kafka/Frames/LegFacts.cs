using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>What a leg's kind has, on the wire.</summary>
internal static class LegFacts
{
    /// <summary>The most that <see cref="Write(ref byte, in Leg)"/> writes. Those of money take most: five words, a currency, two amounts, two tokens, an
    /// agent, and a text with its length.</summary>
    public const int BytesMax = 5 + 4 + (2 * ByteRoom.SignedBytesMax) + (2 * Token.Size) + 8 + 1 + Text35.Capacity;

    /// <returns>Behind what was written.</returns>
    public static ref byte Write(ref byte to, in Leg leg)
    {
        switch (leg.Kind)
        {
            case LegKind.Call or LegKind.CallCounterpart:
                return ref Write(ref to, leg.Call, leg.EventTimeMs);
            case LegKind.Sms or LegKind.SmsCounterpart or LegKind.DomainTouched:
                return ref Write(ref to, leg.Sms);
            case LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent or LegKind.PayerWarned:
                return ref Write(ref to, leg.Money);
            case LegKind.Registry:
                to = ref ByteRoom.Byte(ref to, (int)leg.Registry.Fact);
                to = ref ByteRoom.Byte(ref to, (int)leg.Registry.AgeBand);
                to = ref ByteRoom.Int32(ref to, leg.Registry.Region);
                to = ref ByteRoom.Byte(ref to, leg.Registry.Active ? 1 : 0);
                break;
            case LegKind.Indicator:
                return ref Write(ref to, leg.Indicator);
            case LegKind.DeviceUsed:
                break;
            case LegKind.DeviceShared:
                to = ref ByteRoom.Byte(ref to, leg.Sims);
                break;
            case LegKind.Disposition:
                to = ref ByteRoom.Byte(ref to, (int)leg.Disposition.Code);
                to = ref ByteRoom.UInt128(ref to, leg.Disposition.CaseId);
                to = ref ByteRoom.Int32(ref to, leg.Disposition.Revision);
                to = ref ByteRoom.Byte(ref to, (leg.Disposition.FraudConfirmed ? 1 : 0) | (leg.Disposition.Warnings != 0 ? 2 : 0));
                to = ref ByteRoom.Token(ref to, leg.Disposition.Confirmed);
                if (leg.Disposition.Warnings != 0)
                {
                    to = ref ByteRoom.Int32(ref to, leg.Disposition.Warnings);
                }

                break;
            case LegKind.Command:
                to = ref ByteRoom.Byte(ref to, (int)leg.Command.Kind);
                to = ref ByteRoom.Byte(ref to, (int)leg.Command.Mode);
                to = ref ByteRoom.UInt128(ref to, leg.Command.CaseId);
                to = ref ByteRoom.Int32(ref to, leg.Command.Region);
                to = ref ByteRoom.UInt128(ref to, leg.Command.ArtifactHash);
                break;
            default:
                to = ref ByteRoom.Byte(ref to, (int)leg.Reputation.Grade);
                to = ref ByteRoom.Signed(ref to, (int)leg.Reputation.Reasons);
                to = ref ByteRoom.Signed(ref to, leg.Reputation.AgeMs);
                break;
        }

        return ref to;
    }

    /// <summary>Fills the facts of a leg, which are empty before, and of which its kind and times are there.</summary>
    /// <exception cref="FrameException">They cannot be read.</exception>
    public static void Read(ref ByteCursor from, ref Leg leg)
    {
        switch (leg.Kind)
        {
            case LegKind.Call or LegKind.CallCounterpart:
                ReadCall(ref from, ref leg.Call, leg.EventTimeMs);
                break;
            case LegKind.Sms or LegKind.SmsCounterpart or LegKind.DomainTouched:
                ReadSms(ref from, ref leg.Sms);
                break;
            case LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent or LegKind.PayerWarned:
                ReadMoney(ref from, ref leg.Money);
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

    private static ref byte Write(ref byte to, in IndicatorFacts indicator)
    {
        to = ref ByteRoom.Byte(ref to, (int)indicator.Level);
        to = ref ByteRoom.Int64(ref to, indicator.FromMs);
        to = ref ByteRoom.Int64(ref to, indicator.ToMs);
        to = ref ByteRoom.Byte(ref to, (int)indicator.Appeal);
        to = ref ByteRoom.Byte(ref to, indicator.Confirmed ? 1 : 0);
        to = ref ByteRoom.UInt64(ref to, indicator.Entry);
        to = ref ByteRoom.UInt64(ref to, indicator.BasisHash);

        return ref to;
    }

    private static ref byte Write(ref byte to, in CallFacts call, long eventTimeMs)
    {
        to = ref ByteRoom.Byte(ref to, (int)call.Phase);
        to = ref ByteRoom.Byte(ref to, (int)call.Direction);
        to = ref ByteRoom.Byte(ref to, (int)call.PeerClass);
        to = ref ByteRoom.Byte(ref to, (int)call.EntityClass);
        to = ref ByteRoom.Byte(ref to, (int)call.Attestation);
        to = ref ByteRoom.Byte(ref to,
            (call.InternationalGateway ? 1 : 0) | (call.Answered ? 2 : 0) | (call.FeedSendsStarts ? 4 : 0) | (call.Device != 0 ? 8 : 0)
            | (call.Reference != 0 ? 16 : 0) | (call.AnswerMs != 0 ? 32 : 0) | (call.ReleaseMs != 0 ? 64 : 0));
        to = ref ByteRoom.Byte(ref to, call.CauseForTerm);
        to = ref ByteRoom.Signed(ref to, call.Region);
        to = ref ByteRoom.Signed(ref to, unchecked(call.StartMs - eventTimeMs));
        to = ref ByteRoom.Signed(ref to, call.DurationMs);
        if (call.Device != 0)
        {
            to = ref ByteRoom.UInt64(ref to, call.Device);
        }

        if (call.Reference != 0)
        {
            to = ref ByteRoom.UInt64(ref to, call.Reference);
        }

        if (call.AnswerMs != 0)
        {
            to = ref ByteRoom.Signed(ref to, unchecked(call.AnswerMs - call.StartMs));
        }

        if (call.ReleaseMs != 0)
        {
            to = ref ByteRoom.Signed(ref to, unchecked(call.ReleaseMs - call.StartMs));
        }

        return ref to;
    }

    private static void ReadCall(ref ByteCursor from, ref CallFacts call, long eventTimeMs)
    {
        (call.Phase, call.Direction) = (from.Word<CallPhase>(), from.Word<CallDirection>());
        (call.PeerClass, call.EntityClass) = (from.Word<NumberClass>(), from.Word<NumberClass>());
        call.Attestation = from.Word<Attestation>();
        var marks = from.Marks(127);
        (call.InternationalGateway, call.Answered, call.FeedSendsStarts) = ((marks & 1) != 0, (marks & 2) != 0, (marks & 4) != 0);
        call.CauseForTerm = (byte)from.Byte();
        call.Region = from.Int32Of(from.Signed());
        var startMs = unchecked(eventTimeMs + from.Signed());
        (call.StartMs, call.DurationMs) = (startMs, from.Signed());
        call.Device = (marks & 8) != 0 ? from.UInt64() : 0;
        call.Reference = (marks & 16) != 0 ? from.UInt64() : 0;
        call.AnswerMs = (marks & 32) != 0 ? unchecked(startMs + from.Signed()) : 0;
        call.ReleaseMs = (marks & 64) != 0 ? unchecked(startMs + from.Signed()) : 0;
    }

    private static ref byte Write(ref byte to, in SmsFacts sms)
    {
        to = ref ByteRoom.Byte(ref to, (int)sms.Direction);
        to = ref ByteRoom.Byte(ref to, (int)sms.SenderClass);
        to = ref ByteRoom.Byte(ref to, (int)sms.Template);
        to = ref ByteRoom.Byte(ref to, (sms.HasUrl ? 1 : 0) | (sms.Domain.IsNone ? 0 : 2));
        to = ref ByteRoom.Byte(ref to, sms.Segments);
        to = ref ByteRoom.UInt64(ref to, sms.TemplateHash);
        if (!sms.Domain.IsNone)
        {
            to = ref ByteRoom.Token(ref to, sms.Domain);
        }

        return ref to;
    }

    private static void ReadSms(ref ByteCursor from, ref SmsFacts sms)
    {
        (sms.Direction, sms.SenderClass, sms.Template) = (from.Word<CallDirection>(), from.Word<NumberClass>(), from.Word<SmsTemplate>());
        var marks = from.Marks(3);
        sms.HasUrl = (marks & 1) != 0;
        sms.Segments = (byte)from.Byte();
        sms.TemplateHash = from.UInt64();
        sms.Domain = (marks & 2) != 0 ? from.Token() : Token.None;
    }

    private static ref byte Write(ref byte to, in MoneyFacts money)
    {
        to = ref ByteRoom.Byte(ref to, (int)money.Event);
        to = ref ByteRoom.Byte(ref to, (int)money.Phase);
        to = ref ByteRoom.Byte(ref to,
            (money.Outgoing ? 1 : 0) | (money.Account.IsNone ? 0 : 2) | (money.OtherLine.IsNone ? 0 : 4) | (money.OtherAgent != 0 ? 8 : 0));
        to = ref ByteRoom.Byte(ref to, (int)money.PayeeKind);
        to = ref ByteRoom.Byte(ref to, (int)money.NameCheck);
        to = ref ByteRoom.Int32(ref to, money.CurrencyCode);
        to = ref ByteRoom.Signed(ref to, money.AmountMinor);
        to = ref ByteRoom.Signed(ref to, money.BalanceBeforeMinor);
        if (!money.Account.IsNone)
        {
            to = ref ByteRoom.Token(ref to, money.Account);
        }

        if (!money.OtherLine.IsNone)
        {
            to = ref ByteRoom.Token(ref to, money.OtherLine);
        }

        if (money.OtherAgent != 0)
        {
            to = ref ByteRoom.UInt64(ref to, money.OtherAgent);
        }

        to = ref ByteRoom.Bytes(ref to, money.TransactionId.Utf8);

        return ref to;
    }

    private static void ReadMoney(ref ByteCursor from, ref MoneyFacts money)
    {
        (money.Event, money.Phase) = (from.Word<MoneyEvent>(), from.Word<MoneyPhase>());
        var marks = from.Marks(15);
        money.Outgoing = (marks & 1) != 0;
        (money.PayeeKind, money.NameCheck) = (from.Word<PayeeKind>(), from.Word<NameCheck>());
        money.CurrencyCode = from.Int32();
        (money.AmountMinor, money.BalanceBeforeMinor) = (from.Signed(), from.Signed());
        money.Account = (marks & 2) != 0 ? from.Token() : Token.None;
        money.OtherLine = (marks & 4) != 0 ? from.Token() : Token.None;
        money.OtherAgent = (marks & 8) != 0 ? from.UInt64() : 0;
        money.TransactionId = LegCodecOfVersion1.ReadTransactionId(ref from);
    }
}
