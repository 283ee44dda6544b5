using Google.Protobuf.WellKnownTypes;
using WarningEngine.Core.Events;
using Proto = WarningEngine.Kafka.Wire.Proto;

namespace WarningEngine.Tests.Wire.Oracle;

/// <summary>From the library's messages to the engine's records, written by hand.</summary>
internal static class MessageMapping
{
    /// <summary>The schema's last second, 9999-12-31T23:59:59Z.</summary>
    private const long SecondsMax = 253_402_300_799;

    public static CallRecord Map(Proto.CallRecord m) => new()
    {
        ArrivalTimeMs = Ms(m.ArrivalTime),
        RecordType = (CallRecordType)m.RecordType,
        Phase = (CallPhase)m.Phase,
        CallReference = m.CallReference,
        SequenceNumber = m.SequenceNumber,
        ServedMsisdn = m.ServedMsisdn,
        CallingNumber = m.CallingNumber,
        CalledNumber = m.CalledNumber,
        ForwardingNumber = m.ForwardingNumber,
        SeizureTimeMs = Ms(m.SeizureTime),
        AnswerTimeMs = Ms(m.AnswerTime),
        ReleaseTimeMs = Ms(m.ReleaseTime),
        CallDuration = m.CallDuration,
        CauseForTerm = (int)Math.Min(255, m.CauseForTerm),
        Location = m.Location,
        RoamingCountry = m.RoamingCountry,
        OriginCountry = m.OriginCountry,
        InternationalGateway = m.InternationalGateway,
        Attestation = (Attestation)m.Attestation,
        ServedImei = m.ServedImei,
    };

    public static SmsRecord Map(Proto.SmsRecord m) => new()
    {
        ArrivalTimeMs = Ms(m.ArrivalTime),
        MessageReference = m.MessageReference,
        OriginatingAddress = m.OriginatingAddress,
        DestinationAddress = m.DestinationAddress,
        SenderClass = m.SenderClass switch
        {
            Proto.SmsRecord.Types.SenderClass.P2P => NumberClass.P2P,
            Proto.SmsRecord.Types.SenderClass.Port106 => NumberClass.Port106,
            Proto.SmsRecord.Types.SenderClass.ServiceCode => NumberClass.ServiceCode,
            Proto.SmsRecord.Types.SenderClass.International => NumberClass.International,
            Proto.SmsRecord.Types.SenderClass.Alphanumeric => NumberClass.Alphanumeric,
            Proto.SmsRecord.Types.SenderClass.FalseBaseStationSuspect => NumberClass.FalseBaseStationSuspect,
            _ => NumberClass.Unknown,
        },
        Template = (SmsTemplate)m.TemplateClass,
        TemplateHash = m.TemplateHash,
        UrlDomain = m.UrlDomain,
        Segments = (int)Math.Min(255, m.Segments),
        TimeMs = Ms(m.Time),
    };

    public static TransferRecord Map(Proto.TransferRecord m) => new()
    {
        ArrivalTimeMs = Ms(m.ArrivalTime),
        TxId = m.TxId,
        EndToEndId = m.EndToEndId,
        // The contract's first event is the transfer; the engine keeps 0 for "unknown".
        Event = (MoneyEvent)((int)m.Event + 1),
        Phase = (MoneyPhase)m.Phase,
        DebtorAccount = m.DebtorAccount,
        DebtorAgent = m.DebtorAgent,
        DebtorNumber = m.DebtorNumber,
        CreditorAccount = m.CreditorAccount,
        CreditorAgent = m.CreditorAgent,
        CreditorNumber = m.CreditorNumber,
        PayeeKind = (PayeeKind)m.PayeeKind,
        NameCheck = (NameCheck)m.NameCheck,
        Amount = m.InstructedAmount?.Amount_ ?? "",
        Currency = m.InstructedAmount?.Currency ?? "",
        BalanceBefore = m.BalanceBefore?.Amount_ ?? "",
        BalanceCurrency = m.BalanceBefore?.Currency ?? "",
        AcceptanceTimeMs = Ms(m.AcceptanceDateTime),
    };

    public static RegistryRecord Map(Proto.RegistryRecord m) => new()
    {
        ArrivalTimeMs = Ms(m.ArrivalTime),
        Fact = (RegistryFact)m.Fact,
        Number = m.Number,
        Account = m.Account,
        AgeBand = (AgeBand)m.AgeBand,
        Region = m.Region,
        Ended = m.Ended,
        TimeMs = Ms(m.Time),
    };

    public static IntelligenceRecord Map(Proto.IntelligenceRecord m) => new()
    {
        ArrivalTimeMs = Ms(m.ArrivalTime),
        EntryId = m.EntryId,
        Kind = (EntityKind)m.Kind,
        Value = m.Value,
        Level = (Grade)m.Level,
        Basis = m.Basis,
        Issuer = m.Issuer,
        FromMs = Ms(m.From),
        ToMs = Ms(m.To),
        Appeal = (Appeal)m.Appeal,
        TimeMs = Ms(m.Time),
    };

    public static DispositionRecord Map(Proto.DispositionRecord m) => new()
    {
        ArrivalTimeMs = Ms(m.ArrivalTime),
        DispositionId = m.DispositionId,
        Person = m.Person,
        PersonToken = m.PersonToken,
        CaseId = m.CaseId,
        Revision = (int)Math.Min(int.MaxValue, m.Revision),
        Warnings = (int)Math.Min(int.MaxValue, m.Warnings),
        Code = (DispositionCode)m.Code,
        FraudConfirmed = m.FraudConfirmed,
        ConfirmedKind = (EntityKind)m.ConfirmedKind,
        ConfirmedValue = m.ConfirmedValue,
        ConfirmedToken = m.ConfirmedToken,
        TimeMs = Ms(m.Time),
    };

    public static CommandRecord Map(Proto.CommandRecord m) => new()
    {
        ArrivalTimeMs = Ms(m.ArrivalTime),
        CommandId = m.CommandId,
        Kind = (CommandKind)m.Kind,
        Mode = m.Mode switch
        {
            Proto.CommandRecord.Types.Mode.Live => DispatchMode.Live,
            Proto.CommandRecord.Types.Mode.Hold => DispatchMode.Hold,
            Proto.CommandRecord.Types.Mode.Shadow => DispatchMode.Shadow,
            _ => null,
        },
        PersonToken = m.PersonToken,
        CaseId = m.CaseId,
        Region = m.Region,
        ArtifactHash = m.ArtifactHash,
        TimeMs = Ms(m.Time),
    };

    /// <summary>Milliseconds since epoch. What lies outside the years 1 to 9999 stays outside: intake rejects it.</summary>
    private static long? Ms(Timestamp? time) => time is null
        ? null : (Math.Clamp(time.Seconds, -SecondsMax, SecondsMax) * 1000) + (time.Nanos / 1_000_000);
}
