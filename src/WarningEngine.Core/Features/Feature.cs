namespace WarningEngine.Core.Features;

/// <summary>What patterns and models can ask of a person at one event. The names that files use, the units and the
/// meanings are in <see cref="FeatureTable"/>. Numbers are in models: append, never renumber.</summary>
public enum Feature
{
    PersonAgeBand,
    PersonBusiness,
    PersonSimChangedAgo,
    PersonForwarding,
    PersonGuardian,
    HourOfDay,

    CallDuration,
    CallAnswered,
    CallDirection,
    CallPeerClass,
    CallFirstContact,
    CallOpen,
    CallAttestation,
    CallGateway,
    CallPeerGrade,
    CallVersusUsual,

    OnCallActive,
    OnCallDuration,
    OnCallStranger,
    OnCallPeerClass,
    OnCallPeerGrade,
    LastStrangerCallAgo,
    LastStrangerCallDuration,

    StrangerTalk1h,
    StrangerTalk3h,
    StrangersLong2h,

    SmsTemplate,
    SmsSenderClass,
    SmsHasUrl,
    SmsFirstSender,
    SmsSenderGrade,
    CodesCount15m,
    CodesIssuers1h,

    MoneyEvent,
    MoneyPhase,
    MoneyOutgoing,
    MoneyAmount,
    MoneyBalanceBefore,
    MoneyAmountRatio,
    MoneyDrain24h,
    MoneyNewPayee,
    MoneyPayeeKind,
    MoneyPayeeGrade,
    MoneyNameCheck,
    MoneyVersusUsual,
    MoneyOtherKnown,

    ReputationGrade,
    ReputationAge,

    WarningsCount,
    Denials,
    LossKnown,

    OnCallDirection,
    ReputationKind,

    DayOfWeek,
    ContactsUnreached30m,
    MoneyPaysStranger,
    MoneyRound,
    MoneyWhole,
    ReputationListed,
    ReputationWarnedPayers,
    WarnedAgo,
    WarnedTier,
    CoursePayments,
    CourseRises,
    CourseInflows,
    CourseAge,
    CourseSum,
    CourseGatheredAgo,
}
