namespace WarningEngine.Core.Events;

// The words that legs are made of. Numbers are on the wire: append, never renumber.

/// <summary>What a leg tells its entity.</summary>
public enum LegKind : byte
{
    None = 0,

    /// <summary>A call seen from the served party's side; <c>Other</c> is the peer.</summary>
    Call = 1,

    /// <summary>The same call seen from the peer's side (the counterpart); <c>Other</c> is the served line.</summary>
    CallCounterpart = 2,

    /// <summary>An SMS that the line received or sent; <c>Other</c> is the sender or addressee.</summary>
    Sms = 3,

    /// <summary>An SMS for its sender; <c>Other</c> is the receiving line.</summary>
    SmsCounterpart = 4,

    /// <summary>An SMS for the web domain it links to; <c>Other</c> is the receiving line.</summary>
    DomainTouched = 5,

    /// <summary>A money event for the payer (or the account's owner); <c>Other</c> is the payee account.</summary>
    Money = 6,

    /// <summary>A transfer for the payee account, or that it is added as a payee; <c>Other</c> is the payer (line where known, else account).</summary>
    MoneyCounterpart = 7,

    /// <summary>A slow fact from <c>registry</c>.</summary>
    Registry = 8,

    /// <summary>An indicator or list entry about this entity.</summary>
    Indicator = 9,

    /// <summary>What an agent found out about this person.</summary>
    Disposition = 10,

    /// <summary>An order of the operator (mode, release, move, activation).</summary>
    Command = 11,

    /// <summary>A counterpart's owner answers: the grade of the stranger in <c>Other</c>.</summary>
    Reputation = 12,

    /// <summary>A counterpart that this line touched in the last 72 h has turned bad (or good again).</summary>
    Exposure = 13,

    /// <summary>Progress of time of raw partitions.</summary>
    Progress = 14,

    /// <summary>A transfer for the payer's account as somebody's counterpart, where the payer's line is named and gets the
    /// <see cref="Money"/> leg; <c>Other</c> is the payee account.</summary>
    MoneySent = 15,

    /// <summary>A payer was warned when it paid this account; <c>Other</c> is the payer's line.</summary>
    PayerWarned = 16,

    /// <summary>A number that calls strangers, <c>Other</c>, is used in this device.</summary>
    DeviceUsed = 17,

    /// <summary>Several numbers are used in the device of this number, <c>Other</c>.</summary>
    DeviceShared = 18,
}

public enum CallPhase : byte { Unknown = 0, Start = 1, Answer = 2, Partial = 3, End = 4, Record = 5 }

/// <summary>Seen from the entity that the leg is for.</summary>
public enum CallDirection : byte { Unknown = 0, Incoming = 1, Outgoing = 2, Forwarded = 3 }

/// <summary>Class of a number as its form and the network tell it.</summary>
public enum NumberClass : byte
{
    Unknown = 0,
    Mobile = 1,
    Landline = 2,
    TollFree = 3,
    ServiceCode = 4,
    Port106 = 5,
    Iot = 6,
    International = 7,
    Irregular = 8,
    VirtualOperator = 9,
    Emergency = 10,
    Alphanumeric = 11,
    P2P = 12,
    FalseBaseStationSuspect = 13,
}

public enum Attestation : byte { Absent = 0, Full = 1, Partial = 2, Gateway = 3, Failed = 4 }

public enum SmsTemplate : byte
{
    Other = 0,
    Otp = 1,
    LoanAdvertisement = 2,
    Link = 3,
    Flight = 4,
    Parcel = 5,
    BankAlert = 6,
    JobAdvertisement = 7,
    Government = 8,
    Personal = 9,
}

public enum MoneyEvent : byte
{
    Unknown = 0,
    Transfer = 1,
    PayeeAdded = 2,
    LimitRaised = 3,
    LoanDisbursed = 4,
    OwnAccountsConsolidated = 5,
    DepositBroken = 6,
    CashReserved = 7,
    CashWithdrawn = 8,
    WalletOpened = 9,
}

public enum MoneyPhase : byte { Unknown = 0, Attempted = 1, Accepted = 2, Rejected = 3, Settled = 4, Returned = 5 }

public static class MoneyPhases
{
    /// <summary>The money did not leave, or came back.</summary>
    public static bool IsRefusal(this MoneyPhase phase) => phase is MoneyPhase.Rejected or MoneyPhase.Returned;
}

public enum PayeeKind : byte { Unknown = 0, Bank = 1, Wallet = 2, DigitalYuan = 3, Merchant = 4, Crypto = 5, Gold = 6 }

/// <summary>Confirmation/verification of payee: does the given name match the account?</summary>
public enum NameCheck : byte { Unknown = 0, Match = 1, CloseMatch = 2, NoMatch = 3, Unavailable = 4 }

public enum RegistryFact : byte
{
    Unknown = 0,
    AccountLinked = 1,
    Guardian = 2,
    AgeBand = 3,
    BusinessLine = 4,
    HomeRegion = 5,
    SimChanged = 6,
    DeviceChanged = 7,
    ForwardingSet = 8,
    ForwardingCleared = 9,
    NewOwner = 10,
}

public enum AgeBand : byte { Unknown = 0, Minor = 1, Young = 2, Adult = 3, Elderly = 4 }

/// <summary>Graded reputation of a counterpart.</summary>
public enum Grade : byte { None = 0, Medium = 1, High = 2, VeryHigh = 3 }

/// <summary>How an objection against a list entry stands; upheld lifts the entry.</summary>
public enum Appeal : byte { None = 0, Pending = 1, Upheld = 2, Refused = 3 }

/// <summary>Urgency, most urgent first: P0 money is moving or a strong pattern is on a call now, P3 exposure only.</summary>
public enum Tier : byte { P0 = 0, P1 = 1, P2 = 2, P3 = 3, None = 255 }

/// <summary>How far the fraud has come: 引流, 信任, 操控, 转账, 追加, 提现受阻.</summary>
public enum Stage : byte { None = 0, Lure = 1, Trust = 2, Control = 3, Transfer = 4, FurtherTransfer = 5, Blocked = 6 }

public enum DispatchMode : byte { Live = 0, Hold = 1, Shadow = 2 }

public enum CommandKind : byte { Unknown = 0, SetMode = 1, Release = 2, MoveCase = 3, Activate = 4, AcceptCase = 5, ActivateModel = 6, ShadowModel = 7 }

/// <summary>What an agent found out. Names as agents use them (see schemas/dispositions.proto).</summary>
public enum DispositionCode : byte
{
    Unknown = 0,
    NotReachedBusy = 1,
    NotReachedNoAnswer = 2,
    NotReachedOff = 3,
    Rejected = 4,
    WrongPerson = 5,
    ForwardedSuspect = 6,
    ThirdPartyAnsweredUnverified = 7,
    ReachedDissuaded = 8,
    ReachedDenies = 9,
    ReachedNotRelevant = 10,
    AlreadyLost = 11,
    Duplicate = 12,
    FalsePositiveConfirmed = 13,
    RelativeContacted = 14,
    VisitDissuaded = 15,
    Unlocatable = 16,
}
