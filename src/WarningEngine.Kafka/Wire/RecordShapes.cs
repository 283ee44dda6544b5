using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Wire;

/// <summary>From the messages of <c>schemas/</c> to the engine's records. Checks nothing; enums have values of the schema.</summary>
internal static class RecordShapes
{
    public static readonly RecordShape<CallRecord> Calls = new RecordShapeBuilder<CallRecord>(Proto.CallRecord.Descriptor)
        .Time("arrivalTime", (r, v) => r.ArrivalTimeMs = v)
        .Deciding("recordType", (r, v) => r.RecordType = (CallRecordType)v)
        .Deciding("phase", (r, v) => r.Phase = (CallPhase)v)
        .Text("callReference", (r, v) => r.CallReference = v)
        .Number("sequenceNumber", (r, v) => r.SequenceNumber = v)
        .Text("servedMSISDN", (r, v) => r.ServedMsisdn = v)
        .Text("callingNumber", (r, v) => r.CallingNumber = v)
        .Text("calledNumber", (r, v) => r.CalledNumber = v)
        .Text("forwardingNumber", (r, v) => r.ForwardingNumber = v)
        .Time("seizureTime", (r, v) => r.SeizureTimeMs = v)
        .Time("answerTime", (r, v) => r.AnswerTimeMs = v)
        .Time("releaseTime", (r, v) => r.ReleaseTimeMs = v)
        .Number("callDuration", (r, v) => r.CallDuration = v)
        .Number("causeForTerm", (r, v) => r.CauseForTerm = (int)Math.Min(255, v))
        .Text("location", (r, v) => r.Location = v)
        .Text("roamingCountry", (r, v) => r.RoamingCountry = v)
        .Text("originCountry", (r, v) => r.OriginCountry = v)
        .Flag("internationalGateway", (r, v) => r.InternationalGateway = v)
        .Enum("attestation", (r, v) => r.Attestation = (Attestation)v)
        .Text("servedIMEI", (r, v) => r.ServedImei = v)
        .Build(() => new CallRecord());

    public static readonly RecordShape<SmsRecord> Sms = new RecordShapeBuilder<SmsRecord>(Proto.SmsRecord.Descriptor)
        .Time("arrivalTime", (r, v) => r.ArrivalTimeMs = v)
        .Text("messageReference", (r, v) => r.MessageReference = v)
        .Text("originatingAddress", (r, v) => r.OriginatingAddress = v)
        .Text("destinationAddress", (r, v) => r.DestinationAddress = v)
        .Enum("senderClass", (r, v) => r.SenderClass = (Proto.SmsRecord.Types.SenderClass)v switch
        {
            Proto.SmsRecord.Types.SenderClass.P2P => NumberClass.P2P,
            Proto.SmsRecord.Types.SenderClass.Port106 => NumberClass.Port106,
            Proto.SmsRecord.Types.SenderClass.ServiceCode => NumberClass.ServiceCode,
            Proto.SmsRecord.Types.SenderClass.International => NumberClass.International,
            Proto.SmsRecord.Types.SenderClass.Alphanumeric => NumberClass.Alphanumeric,
            Proto.SmsRecord.Types.SenderClass.FalseBaseStationSuspect => NumberClass.FalseBaseStationSuspect,
            _ => NumberClass.Unknown,
        })
        .Enum("templateClass", (r, v) => r.Template = (SmsTemplate)v)
        .Text("templateHash", (r, v) => r.TemplateHash = v)
        .Text("urlDomain", (r, v) => r.UrlDomain = v)
        .Number("segments", (r, v) => r.Segments = (int)Math.Min(255, v))
        .Time("time", (r, v) => r.TimeMs = v)
        .Build(() => new SmsRecord());

    public static readonly RecordShape<TransferRecord> Transfers = new RecordShapeBuilder<TransferRecord>(Proto.TransferRecord.Descriptor)
        .Time("arrivalTime", (r, v) => r.ArrivalTimeMs = v)
        .Text("txId", (r, v) => r.TxId = v)
        .Text("endToEndId", (r, v) => r.EndToEndId = v)
        .Deciding("event", (r, v) => r.Event = Event(v))
        .Deciding("phase", (r, v) => r.Phase = (MoneyPhase)v)
        .Text("debtorAccount", (r, v) => r.DebtorAccount = v)
        .Text("debtorAgent", (r, v) => r.DebtorAgent = v)
        .Text("debtorNumber", (r, v) => r.DebtorNumber = v)
        .Text("creditorAccount", (r, v) => r.CreditorAccount = v)
        .Text("creditorAgent", (r, v) => r.CreditorAgent = v)
        .Text("creditorNumber", (r, v) => r.CreditorNumber = v)
        .Enum("payeeKind", (r, v) => r.PayeeKind = (PayeeKind)v)
        .Enum("nameCheck", (r, v) => r.NameCheck = (NameCheck)v)
        .Amount("instructedAmount", (r, v) => r.Amount = v, (r, v) => r.Currency = v)
        .Amount("balanceBefore", (r, v) => r.BalanceBefore = v, (r, v) => r.BalanceCurrency = v)
        .Time("acceptanceDateTime", (r, v) => r.AcceptanceTimeMs = v)
        .Build(() => new TransferRecord { Event = Event(0) });

    public static readonly RecordShape<RegistryRecord> Registry = new RecordShapeBuilder<RegistryRecord>(Proto.RegistryRecord.Descriptor)
        .Time("arrivalTime", (r, v) => r.ArrivalTimeMs = v)
        .Deciding("fact", (r, v) => r.Fact = (RegistryFact)v)
        .Text("number", (r, v) => r.Number = v)
        .Text("account", (r, v) => r.Account = v)
        .Deciding("ageBand", (r, v) => r.AgeBand = (AgeBand)v, where: x => x is { Fact: RegistryFact.AgeBand, Ended: false })
        .Text("region", (r, v) => r.Region = v)
        .Flag("ended", (r, v) => r.Ended = v)
        .Time("time", (r, v) => r.TimeMs = v)
        .Build(() => new RegistryRecord());

    public static readonly RecordShape<IntelligenceRecord> Intelligence =
        new RecordShapeBuilder<IntelligenceRecord>(Proto.IntelligenceRecord.Descriptor)
        .Time("arrivalTime", (r, v) => r.ArrivalTimeMs = v)
        .Text("entryId", (r, v) => r.EntryId = v)
        .Deciding("kind", (r, v) => r.Kind = (EntityKind)v)
        .Text("value", (r, v) => r.Value = v)
        .Deciding("level", (r, v) => r.Level = (Grade)v, where: x => x.Appeal != Appeal.Upheld)
        .Text("basis", (r, v) => r.Basis = v)
        .Text("issuer", (r, v) => r.Issuer = v)
        .Time("from", (r, v) => r.FromMs = v)
        .Time("to", (r, v) => r.ToMs = v)
        .Deciding("appeal", (r, v) => r.Appeal = (Appeal)v)
        .Time("time", (r, v) => r.TimeMs = v)
        .Build(() => new IntelligenceRecord());

    public static readonly RecordShape<DispositionRecord> Dispositions =
        new RecordShapeBuilder<DispositionRecord>(Proto.DispositionRecord.Descriptor)
        .Time("arrivalTime", (r, v) => r.ArrivalTimeMs = v)
        .Text("dispositionId", (r, v) => r.DispositionId = v)
        .Text("person", (r, v) => r.Person = v)
        .Text("personToken", (r, v) => r.PersonToken = v)
        .Text("caseId", (r, v) => r.CaseId = v)
        .Number("revision", (r, v) => r.Revision = (int)Math.Min(int.MaxValue, v))
        .Number("warnings", (r, v) => r.Warnings = (int)Math.Min(int.MaxValue, v))
        .Deciding("code", (r, v) => r.Code = (DispositionCode)v)
        .Flag("fraudConfirmed", (r, v) => r.FraudConfirmed = v)
        .Deciding("confirmedKind", (r, v) => r.ConfirmedKind = (EntityKind)v)
        .Text("confirmedValue", (r, v) => r.ConfirmedValue = v)
        .Text("confirmedToken", (r, v) => r.ConfirmedToken = v)
        .Unused("agent")
        .Time("time", (r, v) => r.TimeMs = v)
        .Build(() => new DispositionRecord());

    public static readonly RecordShape<CommandRecord> Commands = new RecordShapeBuilder<CommandRecord>(Proto.CommandRecord.Descriptor)
        .Time("arrivalTime", (r, v) => r.ArrivalTimeMs = v)
        .Text("commandId", (r, v) => r.CommandId = v)
        .Deciding("kind", (r, v) => r.Kind = (CommandKind)v)
        .Deciding("mode", (r, v) => r.Mode = (Proto.CommandRecord.Types.Mode)v switch
        {
            Proto.CommandRecord.Types.Mode.Live => DispatchMode.Live,
            Proto.CommandRecord.Types.Mode.Hold => DispatchMode.Hold,
            Proto.CommandRecord.Types.Mode.Shadow => DispatchMode.Shadow,
            _ => null,
        })
        .Text("personToken", (r, v) => r.PersonToken = v)
        .Text("caseId", (r, v) => r.CaseId = v)
        .Text("region", (r, v) => r.Region = v)
        .Text("artifactHash", (r, v) => r.ArtifactHash = v)
        .Unused("issuer")
        .Time("time", (r, v) => r.TimeMs = v)
        .Build(() => new CommandRecord());

    /// <summary>The contract's first event is the transfer; the engine keeps 0 for "unknown".</summary>
    private static MoneyEvent Event(int number) => (MoneyEvent)(number + 1);
}
