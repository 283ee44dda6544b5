using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Frames;

/// <summary>Reads a leg as versions before 2026-11-27 wrote it: every number in its full width.</summary>
internal static class LegCodecOfVersion1
{
    public static Leg Read(ref ByteCursor from, Source[] sources)
    {
        Leg leg = default;
        leg.Kind = LegCodec.ReadKind(ref from);
        var source = LegCodec.ReadSource(ref from, sources.Length);
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

    /// <summary>Of kinds that come seldom it is still so.</summary>
    public static void ReadFacts(ref ByteCursor from, ref Leg leg)
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
                leg.Disposition = ReadDisposition(ref from);
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

    /// <summary>How many warnings the agent saw is said since 2026-11-30, and only where it is known.</summary>
    private static DispositionFacts ReadDisposition(ref ByteCursor from)
    {
        var finding = new DispositionFacts { Code = from.Word<DispositionCode>(), CaseId = from.UInt128(), Revision = from.Int32() };
        var marks = from.Marks(3);
        (finding.FraudConfirmed, finding.Confirmed) = ((marks & 1) != 0, from.Token());
        finding.Warnings = (marks & 2) != 0 ? from.Int32() : 0;
        return finding;
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

    private static SmsFacts ReadSms(ref ByteCursor from) => new()
    {
        Direction = from.Word<CallDirection>(), SenderClass = from.Word<NumberClass>(), Template = from.Word<SmsTemplate>(),
        HasUrl = from.Bool(), Segments = (byte)from.Byte(), TemplateHash = from.UInt64(), Domain = from.Token(),
    };

    private static MoneyFacts ReadMoney(ref ByteCursor from)
    {
        var money = new MoneyFacts
        {
            Event = from.Word<MoneyEvent>(), Phase = from.Word<MoneyPhase>(), Outgoing = from.Bool(),
            PayeeKind = from.Word<PayeeKind>(), NameCheck = from.Word<NameCheck>(), CurrencyCode = from.Int32(),
            AmountMinor = from.Int64(), BalanceBeforeMinor = from.Int64(), Account = from.Token(), OtherLine = from.Token(),
            OtherAgent = from.UInt64(),
        };
        money.TransactionId = ReadTransactionId(ref from);
        return money;
    }

    public static Text35 ReadTransactionId(ref ByteCursor from)
    {
        var text = from.Bytes();
        return text.Length <= Text35.Capacity ? Text35.From(text) : throw new FrameException(from.At, $"a transaction id of {text.Length} bytes");
    }
}
