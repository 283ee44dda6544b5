using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>One leg on the wire: what every leg has, then what its kind has.</summary>
internal static class LegCodec
{
    public static void Write(ByteAppender to, in Leg leg, int source)
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
                to.Int32((int)leg.Reputation.Reasons);
                to.Int64(leg.Reputation.AgeMs);
                break;
        }
    }

    public static Leg Read(ref ByteCursor from, Source[] sources)
    {
        Leg leg = default;
        leg.Kind = from.Word<LegKind>();
        if (leg.Kind == LegKind.None)
        {
            throw new FrameException(from.At - 1, "a leg of no kind");
        }

        var source = from.Byte();
        if (source >= sources.Length)
        {
            throw new FrameException(from.At - 1, $"source {source} of {sources.Length}");
        }

        leg.Stamp = new Stamp(sources[source], new Position(from.Int64(), from.Int32(), from.Int32()));
        if (leg.Kind == LegKind.Progress)
        {
            return leg;
        }

        leg.EntityKind = from.Word<EntityKind>();
        leg.OtherKind = from.Word<EntityKind>();
        leg.Entity = from.Token();
        leg.Other = from.Token();
        leg.EventId = from.UInt128();
        leg.EventTimeMs = from.Int64();
        leg.ArrivalTimeMs = from.Int64();
        leg.IngestTimeMs = from.Int64();
        ReadFacts(ref from, ref leg);
        return leg;
    }

    private static void ReadFacts(ref ByteCursor from, ref Leg leg)
    {
        switch (leg.Kind)
        {
            case LegKind.Call or LegKind.CallCounterpart:
                leg.Call = ReadCall(ref from);
                break;
            case LegKind.Sms or LegKind.SmsCounterpart or LegKind.DomainTouched:
                leg.Sms = ReadSms(ref from);
                break;
            case LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent or LegKind.PayerWarned:
                leg.Money = ReadMoney(ref from);
                break;
            case LegKind.Registry:
                leg.Registry = new RegistryFacts
                {
                    Fact = from.Word<RegistryFact>(), AgeBand = from.Word<AgeBand>(), Region = from.Int32(), Active = from.Bool(),
                };
                break;
            case LegKind.Indicator:
                leg.Indicator = new IndicatorFacts
                {
                    Level = from.Word<Grade>(), FromMs = from.Int64(), ToMs = from.Int64(), Appeal = from.Word<Appeal>(),
                    Confirmed = from.Bool(), Entry = from.UInt64(), BasisHash = from.UInt64(),
                };
                break;
            case LegKind.DeviceUsed:
                break;
            case LegKind.DeviceShared:
                leg.Sims = (byte)from.Byte();
                break;
            case LegKind.Disposition:
                leg.Disposition = new DispositionFacts
                {
                    Code = from.Word<DispositionCode>(), CaseId = from.UInt128(), Revision = from.Int32(),
                    FraudConfirmed = from.Bool(), Confirmed = from.Token(),
                };
                break;
            case LegKind.Command:
                leg.Command = new CommandFacts
                {
                    Kind = from.Word<CommandKind>(), Mode = from.Word<DispatchMode>(), CaseId = from.UInt128(),
                    Region = from.Int32(), ArtifactHash = from.UInt128(),
                };
                break;
            default:
                leg.Reputation = new ReputationFacts
                {
                    Grade = from.Word<Grade>(), Reasons = (ReputationReasons)from.Int32(), AgeMs = from.Int64(),
                };
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

    private static CallFacts ReadCall(ref ByteCursor from)
    {
        var call = new CallFacts
        {
            Phase = from.Word<CallPhase>(), Direction = from.Word<CallDirection>(), PeerClass = from.Word<NumberClass>(),
            EntityClass = from.Word<NumberClass>(), Attestation = from.Word<Attestation>(),
        };
        var marks = from.Byte();
        (call.InternationalGateway, call.Answered, call.FeedSendsStarts) = ((marks & 1) != 0, (marks & 2) != 0, (marks & 4) != 0);
        call.CauseForTerm = (byte)from.Byte();
        call.Region = from.Int32();
        call.Reference = from.UInt64();
        (call.StartMs, call.AnswerMs, call.ReleaseMs, call.DurationMs) = (from.Int64(), from.Int64(), from.Int64(), from.Int64());
        call.Device = (marks & 8) != 0 ? from.UInt64() : 0;
        return call;
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

    private static SmsFacts ReadSms(ref ByteCursor from) => new()
    {
        Direction = from.Word<CallDirection>(), SenderClass = from.Word<NumberClass>(), Template = from.Word<SmsTemplate>(),
        HasUrl = from.Bool(), Segments = (byte)from.Byte(), TemplateHash = from.UInt64(), Domain = from.Token(),
    };

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

    private static MoneyFacts ReadMoney(ref ByteCursor from)
    {
        var money = new MoneyFacts
        {
            Event = from.Word<MoneyEvent>(), Phase = from.Word<MoneyPhase>(), Outgoing = from.Bool(),
            PayeeKind = from.Word<PayeeKind>(), NameCheck = from.Word<NameCheck>(), CurrencyCode = from.Int32(),
            AmountMinor = from.Int64(), BalanceBeforeMinor = from.Int64(), Account = from.Token(), OtherLine = from.Token(),
            OtherAgent = from.UInt64(),
        };
        var text = from.Bytes();
        if (text.Length > Text35.Capacity)
        {
            throw new FrameException(from.At, $"a transaction id of {text.Length} bytes");
        }

        money.TransactionId = Text35.From(text);
        return money;
    }
}
