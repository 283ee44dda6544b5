using System.Runtime.InteropServices;

namespace WarningEngine.Core.Events;

/// <summary>What one event means for one entity. Times are milliseconds since 1970-01-01T00:00:00Z.
/// Only the facts of the leg's own kind are set. They lie over each other, so that a leg is small: those of another kind say nothing.</summary>
[StructLayout(LayoutKind.Explicit)]
public struct Leg
{
    /// <summary>Where the facts begin: behind what all kinds have.</summary>
    private const int Facts = 112;

    [FieldOffset(0)]
    public LegKind Kind;

    [FieldOffset(1)]
    public EntityKind EntityKind;

    [FieldOffset(2)]
    public EntityKind OtherKind;

    /// <summary>Of <see cref="LegKind.DeviceShared"/>: different numbers used in the device within 72 h, 255 at most.</summary>
    [FieldOffset(3)]
    public byte Sims;

    /// <summary>Only of <see cref="LegKind.Progress"/>: one entry a raw partition of the member that wrote it.</summary>
    [FieldOffset(8)]
    public ProgressEntry[]? Progress;

    /// <summary>What caused the leg.</summary>
    [FieldOffset(16)]
    public Stamp Stamp;

    /// <summary>When it happened, by the source's clock.</summary>
    [FieldOffset(40)]
    public long EventTimeMs;

    /// <summary>When it arrived at the source's edge (else the raw message's Kafka timestamp).</summary>
    [FieldOffset(48)]
    public long ArrivalTimeMs;

    /// <summary>Kafka timestamp of the raw message: for latency figures only, never for a decision. 0 where time alone brought it about.</summary>
    [FieldOffset(56)]
    public long IngestTimeMs;

    /// <summary>Whom the leg is for; decides the partition.</summary>
    [FieldOffset(64)]
    public Token Entity;

    /// <summary>The other party: peer, sender, payee account, counterpart. <see cref="Token.None"/> where there is none.</summary>
    [FieldOffset(80)]
    public Token Other;

    /// <summary>Identity of the event (hash of <c>ce_source</c> and <c>ce_id</c> where both are there, else of the natural key): duplicates share it.</summary>
    [FieldOffset(96)]
    public UInt128 EventId;

    /// <summary>Of a call, for either party.</summary>
    [FieldOffset(Facts)]
    public CallFacts Call;

    /// <summary>Of an SMS, for the line, its sender or its domain.</summary>
    [FieldOffset(Facts)]
    public SmsFacts Sms;

    /// <summary>Of money, for payer, payee and both accounts, and of a payer that was warned.</summary>
    [FieldOffset(Facts)]
    public MoneyFacts Money;

    [FieldOffset(Facts)]
    public RegistryFacts Registry;

    [FieldOffset(Facts)]
    public IndicatorFacts Indicator;

    [FieldOffset(Facts)]
    public DispositionFacts Disposition;

    [FieldOffset(Facts)]
    public CommandFacts Command;

    /// <summary>Of <see cref="LegKind.Reputation"/> and <see cref="LegKind.Exposure"/>.</summary>
    [FieldOffset(Facts)]
    public ReputationFacts Reputation;
}

public struct CallFacts
{
    public CallPhase Phase;
    public CallDirection Direction;

    /// <summary>Class of the other party's number.</summary>
    public NumberClass PeerClass;

    /// <summary>Class of the entity's own number.</summary>
    public NumberClass EntityClass;
    public Attestation Attestation;

    /// <summary>Came in over an international gateway.</summary>
    public bool InternationalGateway;
    public bool Answered;

    /// <summary>The feed sends starts: an end read before its start is remembered.</summary>
    public bool FeedSendsStarts;

    /// <summary>TS 32.298 causeForTerm (0 normal release, 1 partial record, 3 unsuccessful attempt, 4 abnormal).</summary>
    public byte CauseForTerm;

    /// <summary>Administrative code of where the served party is (GB/T 2260, e.g. 510100), 0 unknown.</summary>
    public int Region;

    /// <summary>Hash of callReference and served number: the parts of one call share it. 0 where absent.</summary>
    public ulong Reference;

    /// <summary>Seizure (or answer, where absent) time. Where neither is told as long before the release as they talked; of an end the release.</summary>
    public long StartMs;

    /// <summary>0 where unanswered.</summary>
    public long AnswerMs;

    /// <summary>0 while the call is going on.</summary>
    public long ReleaseMs;

    /// <summary>callDuration so far in ms; 0 where unanswered.</summary>
    public long DurationMs;

    /// <summary>64 bits of the keyed hash of the served party's device, on its own leg of a call that it makes; 0 where not known.</summary>
    public ulong Device;
}

public struct SmsFacts
{
    public CallDirection Direction;
    public NumberClass SenderClass;
    public SmsTemplate Template;
    public bool HasUrl;
    public byte Segments;
    public ulong TemplateHash;

    /// <summary>The linked domain, none where there is none.</summary>
    public Token Domain;
}

public struct MoneyFacts
{
    public MoneyEvent Event;
    public MoneyPhase Phase;

    /// <summary>True where money leaves the entity (payer), false where it arrives.</summary>
    public bool Outgoing;
    public PayeeKind PayeeKind;
    public NameCheck NameCheck;

    /// <summary>ISO 4217 alphabetic code as three ASCII bytes, first letter in the high byte (see <see cref="Currency"/>).</summary>
    public int CurrencyCode;

    /// <summary>instructedAmount in minor units (fen): 1 to 10^15.</summary>
    public long AmountMinor;

    /// <summary>Balance before, minor units; -1 unknown.</summary>
    public long BalanceBeforeMinor;

    /// <summary>The entity's own account, none where not known. Of <see cref="LegKind.MoneyCounterpart"/>, whose entity is an account, the payer's; what version 20
    /// of the logic wrote and before says its own there.</summary>
    public Token Account;

    /// <summary>The other side's registered number where known (the payee's for the payer, the payer's for the payee).</summary>
    public Token OtherLine;

    /// <summary>Hash of the other side's agent (bank, lender, wallet operator): counts lenders and issuers apart.</summary>
    public ulong OtherAgent;

    /// <summary>ISO 20022 TxId.</summary>
    public Text35 TransactionId;
}

public struct RegistryFacts
{
    public RegistryFact Fact;
    public AgeBand AgeBand;

    /// <summary>Administrative code of the home region.</summary>
    public int Region;

    /// <summary>True where the fact holds, false where it ended.</summary>
    public bool Active;
}

public struct IndicatorFacts
{
    public Grade Level;
    public long FromMs;

    /// <summary>0: no end stated.</summary>
    public long ToMs;

    /// <summary>Upheld takes the entry back.</summary>
    public Appeal Appeal;

    /// <summary>An agent confirmed a fraud; no list.</summary>
    public bool Confirmed;

    /// <summary>Hash of issuer and entry id; of the issuer alone, with 32 low bits of 0, where it names no entry; 0 where it names no issuer either, or lifts
    /// without naming one: then all are meant.</summary>
    public ulong Entry;
    public ulong BasisHash;
}

public struct DispositionFacts
{
    public DispositionCode Code;
    public UInt128 CaseId;

    /// <summary>Of the case, as the agent saw it; 0: not said.</summary>
    public int Revision;

    /// <summary>So many had the case that the agent saw; 0: not said.</summary>
    public int Warnings;
    public bool FraudConfirmed;

    /// <summary>The counterpart or payee that the agent confirmed, none where not named.</summary>
    public Token Confirmed;
}

public struct CommandFacts
{
    public CommandKind Kind;
    public DispatchMode Mode;
    public UInt128 CaseId;
    public int Region;
    public UInt128 ArtifactHash;
}

public struct ReputationFacts
{
    public Grade Grade;

    /// <summary>Bits of <see cref="ReputationReasons"/>.</summary>
    public ReputationReasons Reasons;

    /// <summary>Age of the counterpart at the event in ms: since it was first seen.</summary>
    public long AgeMs;
}

[Flags]
public enum ReputationReasons : ushort
{
    None = 0,
    Listed = 1,
    FanOut = 2,
    ShortCalls = 4,
    NeverCalledBack = 8,
    NewNumber = 16,
    ForeignOrIrregular = 32,
    PassThrough = 64,
    WarnedPayers = 128,
    Confirmed = 256,
    PayersBurst = 512,

    /// <summary>One device with many cards: a box.</summary>
    SharedDevice = 1024,

    /// <summary>One template, or a new domain, to many lines.</summary>
    TemplateSpread = 2048,
    SmallThenLarge = 4096,
    AppealPending = 8192,

    /// <summary>It touched more lines than are remembered: some of them are not told.</summary>
    TouchedOverflow = 16384,

    /// <summary>A model holds its behaviour to be that of a fraud.</summary>
    Model = 32768,
}

/// <summary>How far one raw partition has been read. <paramref name="HoldsBack"/> is false where it was read to its
/// end and its times are not the clock's (backfill): it then holds nobody back.</summary>
public readonly record struct ProgressEntry(Source Raw, long TimeMs, bool HoldsBack);
