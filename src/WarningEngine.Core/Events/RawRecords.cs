namespace WarningEngine.Core.Events;

/// <summary>A record as its source sent it, before any check: texts are untrusted, times are ms since epoch or null.</summary>
public abstract class RawRecord
{
    /// <summary>When it arrived at the source's edge; null where the source does not say.</summary>
    public long? ArrivalTimeMs { get; set; }

    /// <summary>What tells it apart where no <c>ce_id</c> does (see <c>schemas/</c>).</summary>
    public abstract string NaturalKey { get; }
}

public enum CallRecordType : byte { Unknown = 0, Originating = 1, Terminating = 2, Forwarding = 3 }

public sealed class CallRecord : RawRecord
{
    public CallRecordType RecordType { get; set; }

    public CallPhase Phase { get; set; }

    public string CallReference { get; set; } = "";

    public long SequenceNumber { get; set; }

    public string ServedMsisdn { get; set; } = "";

    public string CallingNumber { get; set; } = "";

    public string CalledNumber { get; set; } = "";

    public string ForwardingNumber { get; set; } = "";

    public long? SeizureTimeMs { get; set; }

    public long? AnswerTimeMs { get; set; }

    public long? ReleaseTimeMs { get; set; }

    /// <summary>Seconds.</summary>
    public long CallDuration { get; set; }

    public int CauseForTerm { get; set; }

    public string Location { get; set; } = "";

    public string OriginCountry { get; set; } = "";

    public bool InternationalGateway { get; set; }

    public Attestation Attestation { get; set; }

    public string ServedImei { get; set; } = "";

    public override string NaturalKey => $"call|{CallReference}|{ServedMsisdn}|{SequenceNumber}|{Phase}";
}

public sealed class SmsRecord : RawRecord
{
    public string MessageReference { get; set; } = "";

    public string OriginatingAddress { get; set; } = "";

    public string DestinationAddress { get; set; } = "";

    public NumberClass SenderClass { get; set; }

    public SmsTemplate Template { get; set; }

    public string TemplateHash { get; set; } = "";

    public string UrlDomain { get; set; } = "";

    public int Segments { get; set; }

    public long? TimeMs { get; set; }

    public override string NaturalKey => $"sms|{MessageReference}|{OriginatingAddress}|{DestinationAddress}|{TimeMs}";
}

public sealed class TransferRecord : RawRecord
{
    public string TxId { get; set; } = "";

    public string EndToEndId { get; set; } = "";

    public MoneyEvent Event { get; set; }

    public MoneyPhase Phase { get; set; }

    public string DebtorAccount { get; set; } = "";

    public string DebtorAgent { get; set; } = "";

    public string DebtorNumber { get; set; } = "";

    public string CreditorAccount { get; set; } = "";

    public string CreditorAgent { get; set; } = "";

    public string CreditorNumber { get; set; } = "";

    public PayeeKind PayeeKind { get; set; }

    public NameCheck NameCheck { get; set; }

    /// <summary>Decimal text.</summary>
    public string Amount { get; set; } = "";

    public string Currency { get; set; } = "";

    /// <summary>Decimal text; empty where not known.</summary>
    public string BalanceBefore { get; set; } = "";

    public long? AcceptanceTimeMs { get; set; }

    public override string NaturalKey => $"transfer|{TxId}|{Event}|{Phase}";
}

public sealed class RegistryRecord : RawRecord
{
    public RegistryFact Fact { get; set; }

    public string Number { get; set; } = "";

    public string Account { get; set; } = "";

    public AgeBand AgeBand { get; set; }

    public string Region { get; set; } = "";

    public bool Ended { get; set; }

    public long? TimeMs { get; set; }

    public override string NaturalKey => $"registry|{Fact}|{Number}|{Account}|{TimeMs}";
}

public sealed class IntelligenceRecord : RawRecord
{
    public string EntryId { get; set; } = "";

    public EntityKind Kind { get; set; }

    public string Value { get; set; } = "";

    public Grade Level { get; set; }

    public string Basis { get; set; } = "";

    public string Issuer { get; set; } = "";

    public long? FromMs { get; set; }

    public long? ToMs { get; set; }

    public bool Lifted { get; set; }

    public long? TimeMs { get; set; }

    public override string NaturalKey => $"intelligence|{Issuer}|{EntryId}|{Lifted}";
}

public sealed class DispositionRecord : RawRecord
{
    public string DispositionId { get; set; } = "";

    public string Person { get; set; } = "";

    public string PersonToken { get; set; } = "";

    public string CaseId { get; set; } = "";

    public int Revision { get; set; }

    public DispositionCode Code { get; set; }

    public bool FraudConfirmed { get; set; }

    public EntityKind ConfirmedKind { get; set; }

    public string ConfirmedValue { get; set; } = "";

    public long? TimeMs { get; set; }

    public override string NaturalKey => $"disposition|{DispositionId}";
}

public sealed class CommandRecord : RawRecord
{
    public string CommandId { get; set; } = "";

    public CommandKind Kind { get; set; }

    public DispatchMode? Mode { get; set; }

    public string PersonToken { get; set; } = "";

    public string CaseId { get; set; } = "";

    public string Region { get; set; } = "";

    public string ArtifactHash { get; set; } = "";

    public long? TimeMs { get; set; }

    public override string NaturalKey => $"command|{CommandId}";
}
