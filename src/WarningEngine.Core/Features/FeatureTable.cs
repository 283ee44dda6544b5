using System.Collections.Frozen;
using WarningEngine.Core.Events;
using static WarningEngine.Core.Features.FeatureInfo;

namespace WarningEngine.Core.Features;

/// <summary>The features that patterns can ask for, by place and by name.</summary>
public static class FeatureTable
{
    /// <summary>What is known of a person at an event. Patterns and models ask for it.</summary>
    public static readonly IReadOnlyList<FeatureInfo> All =
    [
        OfCategory<AgeBand>(Feature.PersonAgeBand, "person.age_band", "age band from the registry", "年龄段（登记）", FeatureSource.Registry),
        Flag(Feature.PersonBusiness, "person.business", "a business line", "企业号码", FeatureSource.Registry),
        Duration(Feature.PersonSimChangedAgo, "person.sim_changed_ago", "since SIM or device changed; unknown before", "距上次换卡或换机", FeatureSource.Registry),
        Flag(Feature.PersonForwarding, "person.forwarding", "call forwarding is set", "已设置呼叫转移", FeatureSource.Registry),
        Flag(Feature.PersonGuardian, "person.guardian", "a guardian is registered", "登记有监护人", FeatureSource.Registry),
        Flag(Feature.PersonLineUnknown, "person.line_unknown", "an account whose owner's line nobody has told: no calls or messages are known",
            "未登记关联号码的账户", FeatureSource.Registry),
        Count(Feature.HourOfDay, "hour_of_day", "0 to 23, UTC+8", "时刻（0–23 时）", FeatureSource.Time, 23),
        Duration(Feature.CallDuration, "call.duration", "talk time; of a call that goes on, so far, at most half an hour beyond its last sign of life",
            "通话时长", FeatureSource.Calls),
        Flag(Feature.CallAnswered, "call.answered", "the call was answered", "已接通", FeatureSource.Calls),
        OfCategory<CallDirection>(Feature.CallDirection, "call.direction", "seen from the person", "呼叫方向", FeatureSource.Calls),
        OfCategory<NumberClass>(Feature.CallPeerClass, "call.peer_class", "class of the other number", "对方号码类别", FeatureSource.Calls),
        Flag(Feature.CallFirstContact, "call.first_contact",
            "the other number was first seen at most 24 h ago; unknown without 14 days of history", "对方为24小时内首次联系", FeatureSource.Calls),
        Flag(Feature.CallOpen, "call.open", "the call is still going on", "仍在通话", FeatureSource.Calls),
        OfCategory<Attestation>(Feature.CallAttestation, "call.attestation", "STIR/SHAKEN attestation", "主叫认证", FeatureSource.Calls),
        Flag(Feature.CallGateway, "call.international_gateway", "came over an international gateway", "经国际局来话", FeatureSource.Calls),
        OfCategory<Grade>(Feature.CallPeerGrade, "call.peer_grade", "reputation of the other number, as far as heard",
            "对方号码风险等级", FeatureSource.Counterparts),
        Ratio(Feature.CallVersusUsual, "call.vs_usual", "talk time / the person's usual long talk", "时长与本人平常长通话之比", FeatureSource.Calls),
        Flag(Feature.OnCallActive, "on_call.active", "a call is going on", "正在通话", FeatureSource.Calls),
        Duration(Feature.OnCallDuration, "on_call.duration", "how long it has been going on, at most half an hour beyond its last sign of life",
            "当前通话时长", FeatureSource.Calls),
        Flag(Feature.OnCallStranger, "on_call.stranger", "with a first contact; unknown without history", "正与陌生人通话", FeatureSource.Calls),
        OfCategory<NumberClass>(Feature.OnCallPeerClass, "on_call.peer_class", "class of the other number", "通话对方号码类别", FeatureSource.Calls),
        OfCategory<Grade>(Feature.OnCallPeerGrade, "on_call.peer_grade", "reputation of the other number", "通话对方风险等级", FeatureSource.Counterparts),
        Duration(Feature.LastStrangerCallAgo, "last_stranger_call.ended_ago",
            "since the last talk with a stranger ended; 0 while it goes on", "距上次陌生通话结束", FeatureSource.Calls),
        Duration(Feature.LastStrangerCallDuration, "last_stranger_call.duration", "how long that talk was", "上次陌生通话时长", FeatureSource.Calls),
        Duration(Feature.StrangerTalk1h, "stranger_talk.1h", "talked with strangers in the last hour", "1小时内陌生通话时长", FeatureSource.Calls),
        Duration(Feature.StrangerTalk3h, "stranger_talk.3h", "talked with strangers in the last 3 h", "3小时内陌生通话时长", FeatureSource.Calls),
        Count(Feature.StrangersLong2h, "strangers.long_2h", "different strangers with over 3 min in 2 h, 4 at most",
            "2小时内长谈的陌生号码数", FeatureSource.Calls, 4),
        OfCategory<SmsTemplate>(Feature.SmsTemplate, "sms.template", "class of the text, made upstream", "短信类别", FeatureSource.Sms),
        OfCategory<NumberClass>(Feature.SmsSenderClass, "sms.sender_class", "class of the sender", "发送方类别", FeatureSource.Sms),
        Flag(Feature.SmsHasUrl, "sms.has_url", "links to a web page", "含网址", FeatureSource.Sms),
        Flag(Feature.SmsFirstSender, "sms.first_sender", "sender is no contact of the line and no service code; unknown without history", "陌生发送方", FeatureSource.Sms),
        OfCategory<Grade>(Feature.SmsSenderGrade, "sms.sender_grade", "reputation of the sender, as far as heard",
            "发送方风险等级", FeatureSource.Counterparts),
        Count(Feature.CodesCount15m, "otp.count_15m", "codes received in 15 minutes", "15分钟内验证码数", FeatureSource.Sms, 1275),
        Count(Feature.CodesIssuers1h, "otp.issuers_1h", "different issuers of codes in about an hour", "约1小时内验证码来源数", FeatureSource.Sms, 8),
        OfCategory<MoneyEvent>(Feature.MoneyEvent, "money.event", "what kind of money event", "资金事件", FeatureSource.Transfers),
        OfCategory<MoneyPhase>(Feature.MoneyPhase, "money.phase", "attempted to returned", "资金阶段", FeatureSource.Transfers),
        Flag(Feature.MoneyOutgoing, "money.outgoing", "leaves the person", "资金转出", FeatureSource.Transfers),
        Money(Feature.MoneyAmount, "money.amount", "instructed amount; unknown where none is named", "金额", FeatureSource.Transfers),
        Money(Feature.MoneyBalanceBefore, "money.balance_before", "balance before, where known", "转前余额", FeatureSource.Transfers),
        Ratio(Feature.MoneyAmountRatio, "money.amount_ratio", "amount / balance before", "金额占余额之比", FeatureSource.Transfers),
        Ratio(Feature.MoneyDrain24h, "money.drain_24h", "left this account in 24 h with this / its balance 24 h ago; unknown of what arrives or was refused",
            "24小时内转出占余额之比", FeatureSource.Transfers),
        Flag(Feature.MoneyNewPayee, "money.new_payee", "first payment to this payee, or, in an episode, within a day of it; unknown without history, or where no payee is named", "首次收款方", FeatureSource.Transfers),
        OfCategory<PayeeKind>(Feature.MoneyPayeeKind, "money.payee_kind", "where the money goes", "收款渠道", FeatureSource.Transfers),
        OfCategory<Grade>(Feature.MoneyPayeeGrade, "money.payee_grade", "reputation of the payee, as far as heard",
            "收款方风险等级", FeatureSource.Counterparts),
        OfCategory<NameCheck>(Feature.MoneyNameCheck, "money.name_check", "payee-name check", "户名核对", FeatureSource.Transfers),
        Ratio(Feature.MoneyVersusUsual, "money.vs_usual", "amount / the person's usual large amount", "与本人平常大额之比", FeatureSource.Transfers),
        Flag(Feature.MoneyOtherKnown, "money.other_known", "the other side's number is a contact of over 24 h", "对方号码为熟人", FeatureSource.Transfers),
        OfCategory<Grade>(Feature.ReputationGrade, "reputation.grade", "grade of a counterpart just heard of", "刚获知的对方等级", FeatureSource.Counterparts),
        Duration(Feature.ReputationAge, "reputation.age", "age of that counterpart", "该对方出现时长", FeatureSource.Counterparts),
        Count(Feature.WarningsCount, "warnings.count", "warnings so far, 255 at most", "已预警次数", FeatureSource.Decisions, 255),
        Count(Feature.Denials, "denials", "times the person denied to an agent, 7 at most; forgotten 30 to 40 days after the last", "本人否认次数", FeatureSource.Decisions, 255),
        Flag(Feature.LossKnown, "loss_known", "an agent recorded a loss, some three months ago at most", "近三个月内已登记损失", FeatureSource.Decisions),
        OfCategory<CallDirection>(Feature.OnCallDirection, "on_call.direction", "who began the call that is going on", "当前通话方向", FeatureSource.Calls),
        OfCategory<EntityKind>(
            Feature.ReputationKind, "reputation.kind", "what the counterpart is; an account is heard of when it is paid or added as a payee",
            "对方类型", FeatureSource.Counterparts),
        Count(Feature.DayOfWeek, "day_of_week", "1 Monday to 7 Sunday, UTC+8", "星期（1–7）", FeatureSource.Time, 7),
        Count(Feature.ContactsUnreached30m, "contacts.unreached_30m",
            "calls to known contacts that were not answered in 30 minutes, 4 at most", "30分钟内未接通的熟人数", FeatureSource.Calls, 4),
        Flag(Feature.MoneyPaysStranger, "money.pays_stranger",
            "a transfer, not refused, to a new payee who is no merchant and no contact; unknown without history",
            "向陌生收款方转账", FeatureSource.Transfers),
        Flag(Feature.MoneyRound, "money.round", "a multiple of 1,000", "整千金额", FeatureSource.Transfers),
        Flag(Feature.MoneyWhole, "money.whole", "no fraction of a unit", "整元金额", FeatureSource.Transfers),
        Flag(Feature.ReputationListed, "reputation.listed", "the counterpart just heard of is on a list", "对方在名单内", FeatureSource.Counterparts),
        Flag(Feature.ReputationWarnedPayers, "reputation.warned_payers", "others who paid it were warned",
            "该收款方有其他付款人被预警", FeatureSource.Counterparts),
        Duration(Feature.WarnedAgo, "warned.ago", "since the last warning of this episode; unknown where there was none yet",
            "距本次事件上次预警", FeatureSource.Decisions),
        OfCategory<Tier>(Feature.WarnedTier, "warned.tier", "most urgent tier of this episode so far", "本次事件最高级别", FeatureSource.Decisions),
        Count(Feature.CoursePayments, "course.payments",
            "payments to people never paid before, with this one, at most 30 days apart; unknown without history",
            "陆续付给陌生人的笔数", FeatureSource.Transfers, 255),
        Count(Feature.CourseRises, "course.rises", "how many of these were larger than the one before: by a quarter always, by less than 11 % never",
            "其中明显增大的次数", FeatureSource.Transfers, 255),
        Count(Feature.CourseInflows, "course.inflows", "money of that size that came meanwhile from people who were never paid",
            "期间陌生人转入笔数", FeatureSource.Transfers, 255),
        Duration(Feature.CourseAge, "course.age", "since the first of these, in whole days", "距首笔", FeatureSource.Transfers),
        Money(Feature.CourseSum, "course.sum", "all of these together, each to the nearest hundred units", "累计金额", FeatureSource.Transfers),
        Duration(Feature.CourseGatheredAgo, "course.gathered_ago",
            "since a loan, a broken deposit or a consolidation, in whole days; unknown where there was none in 180",
            "距上次筹款（贷款、取定期、归集）", FeatureSource.Transfers),
    ];

    private static readonly FrozenDictionary<string, FeatureInfo> ByName = All.ToFrozenDictionary(x => x.Name);

    /// <summary>Null where there is no feature of that name.</summary>
    public static FeatureInfo? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Rests on calls that go on or have just ended, and so on what feeds say of their ends.</summary>
    public static bool IsOfTalk(Feature feature) => feature is Feature.OnCallActive or Feature.OnCallDuration or Feature.OnCallStranger
        or Feature.OnCallDirection or Feature.OnCallPeerClass or Feature.OnCallPeerGrade or Feature.LastStrangerCallAgo
        or Feature.LastStrangerCallDuration or Feature.StrangerTalk1h or Feature.StrangerTalk3h or Feature.StrangersLong2h;
}
