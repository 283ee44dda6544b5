using System.Collections.Frozen;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Features;

public enum FeatureUnit
{
    /// <summary>0 or 1.</summary>
    Flag,

    /// <summary>Milliseconds.</summary>
    Duration,

    /// <summary>Minor units of currency.</summary>
    Money,
    Count,
    Ratio,

    /// <summary>The number of an enum's member; files write the member in snake_case.</summary>
    Category,
}

/// <summary>One feature as files see it.</summary>
/// <param name="Id">Its place in the vector.</param>
/// <param name="Name">As patterns write it.</param>
/// <param name="Unit">What its number means.</param>
/// <param name="Meaning">One line for analysts.</param>
/// <param name="Category">The enum of a category, else null.</param>
public sealed record FeatureInfo(Feature Id, string Name, FeatureUnit Unit, string Meaning, Type? Category = null);

/// <summary>All features, by place and by name.</summary>
public static class FeatureTable
{
    public static readonly IReadOnlyList<FeatureInfo> All =
    [
        Category<AgeBand>(Feature.PersonAgeBand, "person.age_band", "age band from the registry"),
        Flag(Feature.PersonBusiness, "person.business", "a business line"),
        Duration(Feature.PersonSimChangedAgo, "person.sim_changed_ago", "since SIM or device changed"),
        Flag(Feature.PersonForwarding, "person.forwarding", "call forwarding is set"),
        Flag(Feature.PersonGuardian, "person.guardian", "a guardian is registered"),
        new(Feature.HourOfDay, "hour_of_day", FeatureUnit.Count, "0 to 23, UTC+8"),
        Duration(Feature.CallDuration, "call.duration", "talk time; of a call that goes on, so far, at most half an hour beyond its last sign of life"),
        Flag(Feature.CallAnswered, "call.answered", "the call was answered"),
        Category<CallDirection>(Feature.CallDirection, "call.direction", "seen from the person"),
        Category<NumberClass>(Feature.CallPeerClass, "call.peer_class", "class of the other number"),
        Flag(Feature.CallFirstContact, "call.first_contact",
            "the other number was first seen at most 24 h ago; unknown without 14 days of history"),
        Flag(Feature.CallOpen, "call.open", "the call is still going on"),
        Category<Attestation>(Feature.CallAttestation, "call.attestation", "STIR/SHAKEN attestation"),
        Flag(Feature.CallGateway, "call.international_gateway", "came over an international gateway"),
        Category<Grade>(Feature.CallPeerGrade, "call.peer_grade", "reputation of the other number, as far as heard"),
        Ratio(Feature.CallVersusUsual, "call.vs_usual", "talk time / the person's usual long talk"),
        Flag(Feature.OnCallActive, "on_call.active", "a call is going on"),
        Duration(Feature.OnCallDuration, "on_call.duration", "how long it has been going on, at most half an hour beyond its last sign of life"),
        Flag(Feature.OnCallStranger, "on_call.stranger", "with a first contact; unknown without history"),
        Category<NumberClass>(Feature.OnCallPeerClass, "on_call.peer_class", "class of the other number"),
        Category<Grade>(Feature.OnCallPeerGrade, "on_call.peer_grade", "reputation of the other number"),
        Duration(Feature.LastStrangerCallAgo, "last_stranger_call.ended_ago",
            "since the last talk with a stranger ended; 0 while it goes on"),
        Duration(Feature.LastStrangerCallDuration, "last_stranger_call.duration", "how long that talk was"),
        Duration(Feature.StrangerTalk1h, "stranger_talk.1h", "talked with strangers in the last hour"),
        Duration(Feature.StrangerTalk3h, "stranger_talk.3h", "talked with strangers in the last 3 h"),
        Count(Feature.StrangersLong2h, "strangers.long_2h", "different strangers with over 3 min in 2 h, 4 at most"),
        Category<SmsTemplate>(Feature.SmsTemplate, "sms.template", "class of the text, made upstream"),
        Category<NumberClass>(Feature.SmsSenderClass, "sms.sender_class", "class of the sender"),
        Flag(Feature.SmsHasUrl, "sms.has_url", "links to a web page"),
        Flag(Feature.SmsFirstSender, "sms.first_sender", "sender never seen; unknown without history"),
        Category<Grade>(Feature.SmsSenderGrade, "sms.sender_grade", "reputation of the sender, as far as heard"),
        Count(Feature.CodesCount15m, "otp.count_15m", "codes received in 15 minutes"),
        Count(Feature.CodesIssuers1h, "otp.issuers_1h", "different issuers of codes in about an hour"),
        Category<MoneyEvent>(Feature.MoneyEvent, "money.event", "what kind of money event"),
        Category<MoneyPhase>(Feature.MoneyPhase, "money.phase", "attempted to returned"),
        Flag(Feature.MoneyOutgoing, "money.outgoing", "leaves the person"),
        Money(Feature.MoneyAmount, "money.amount", "instructed amount"),
        Money(Feature.MoneyBalanceBefore, "money.balance_before", "balance before, where known"),
        Ratio(Feature.MoneyAmountRatio, "money.amount_ratio", "amount / balance before"),
        Ratio(Feature.MoneyDrain24h, "money.drain_24h", "sent in 24 h with this / balance 24 h ago"),
        Flag(Feature.MoneyNewPayee, "money.new_payee", "first payment to this payee; unknown without history"),
        Category<PayeeKind>(Feature.MoneyPayeeKind, "money.payee_kind", "where the money goes"),
        Category<Grade>(Feature.MoneyPayeeGrade, "money.payee_grade", "reputation of the payee, as far as heard"),
        Category<NameCheck>(Feature.MoneyNameCheck, "money.name_check", "payee-name check"),
        Ratio(Feature.MoneyVersusUsual, "money.vs_usual", "amount / the person's usual large amount"),
        Flag(Feature.MoneyOtherKnown, "money.other_known", "the other side's number is a contact of over 24 h"),
        Category<Grade>(Feature.ReputationGrade, "reputation.grade", "grade of a counterpart just heard of"),
        Duration(Feature.ReputationAge, "reputation.age", "age of that counterpart"),
        Count(Feature.WarningsCount, "warnings.count", "warnings so far, 255 at most"),
        Count(Feature.Denials, "denials", "times the person denied to an agent"),
        Flag(Feature.LossKnown, "loss_known", "an agent recorded a loss"),
        Category<CallDirection>(Feature.OnCallDirection, "on_call.direction", "who began the call that is going on"),
        Category<EntityKind>(
            Feature.ReputationKind, "reputation.kind", "what the counterpart is; an account is heard of when it was paid"),
        new(Feature.DayOfWeek, "day_of_week", FeatureUnit.Count, "1 Monday to 7 Sunday, UTC+8"),
        Count(Feature.ContactsUnreached30m, "contacts.unreached_30m",
            "calls to known contacts that were not answered in 30 minutes, 4 at most"),
        Flag(Feature.MoneyPaysStranger, "money.pays_stranger",
            "a transfer, not refused, to a new payee who is no merchant and no contact; unknown without history"),
        Flag(Feature.MoneyRound, "money.round", "a multiple of 1,000"),
        Flag(Feature.MoneyWhole, "money.whole", "no fraction of a unit"),
        Flag(Feature.ReputationListed, "reputation.listed", "the counterpart just heard of is on a list"),
        Flag(Feature.ReputationWarnedPayers, "reputation.warned_payers", "others who paid it were warned"),
        Duration(Feature.WarnedAgo, "warned.ago", "since the last warning of this episode; unknown where there was none"),
        Category<Tier>(Feature.WarnedTier, "warned.tier", "most urgent tier of this episode so far"),
        Count(Feature.CoursePayments, "course.payments",
            "payments to people never paid before, with this one, at most 30 days apart; unknown without history"),
        Count(Feature.CourseRises, "course.rises", "how many of these were at least a quarter larger than the one before"),
        Count(Feature.CourseInflows, "course.inflows", "money of that size that came meanwhile from people who were never paid"),
        Duration(Feature.CourseAge, "course.age", "since the first of these, in whole days"),
        Money(Feature.CourseSum, "course.sum", "all of these together, in hundreds of units"),
        Duration(Feature.CourseGatheredAgo, "course.gathered_ago",
            "since a loan, a broken deposit or a consolidation, in whole days; unknown where there was none in 180"),
    ];

    private static readonly FrozenDictionary<string, FeatureInfo> ByName = All.ToFrozenDictionary(x => x.Name);

    /// <summary>Null where there is no feature of that name.</summary>
    public static FeatureInfo? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Rests on calls that go on or have just ended, and so on what feeds say of their ends.</summary>
    public static bool IsOfTalk(Feature feature) => feature is Feature.OnCallActive or Feature.OnCallDuration or Feature.OnCallStranger
        or Feature.OnCallDirection or Feature.OnCallPeerClass or Feature.OnCallPeerGrade or Feature.LastStrangerCallAgo
        or Feature.LastStrangerCallDuration or Feature.StrangerTalk1h or Feature.StrangerTalk3h or Feature.StrangersLong2h;

    private static FeatureInfo Flag(Feature id, string name, string meaning) => new(id, name, FeatureUnit.Flag, meaning);

    private static FeatureInfo Duration(Feature id, string name, string meaning) =>
        new(id, name, FeatureUnit.Duration, meaning);

    private static FeatureInfo Money(Feature id, string name, string meaning) => new(id, name, FeatureUnit.Money, meaning);

    private static FeatureInfo Count(Feature id, string name, string meaning) => new(id, name, FeatureUnit.Count, meaning);

    private static FeatureInfo Ratio(Feature id, string name, string meaning) => new(id, name, FeatureUnit.Ratio, meaning);

    private static FeatureInfo Category<T>(Feature id, string name, string meaning)
        where T : struct, Enum => new(id, name, FeatureUnit.Category, meaning, typeof(T));
}
