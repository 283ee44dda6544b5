using WarningEngine.Core.Events;
using static WarningEngine.Core.Features.FeatureInfo;

namespace WarningEngine.Core.Features;

/// <summary>The features of a counterpart, by place. Counts fade: they halve every 24 h, the slow ones every 14 days.</summary>
public static class CounterpartFeatureTable
{
    /// <summary>What a fading count can come to: 2^32 parts of 1/256.</summary>
    private const double CountMost = 16_777_216;

    public static readonly IReadOnlyList<FeatureInfo> All =
    [
        Count(CounterpartFeature.EventKind, "event.kind", "what happened: 0 a call, 1 a message or link, 2 a payment, 3 anything else, such as that it was added as a payee",
            "事件类型", FeatureSource.Time, 3),
        Count(CounterpartFeature.HourOfDay, "hour_of_day", "0 to 23, UTC+8", "时刻（0–23 时）", FeatureSource.Time, 23),
        Count(CounterpartFeature.DayOfWeek, "day_of_week", "1 Monday to 7 Sunday, UTC+8", "星期（1–7）", FeatureSource.Time, 7),
        OfCategory<EntityKind>(CounterpartFeature.Kind, "kind", "number, sender, account or domain", "对方类型", FeatureSource.Counterparts),
        OfCategory<NumberClass>(CounterpartFeature.NumberClass, "number_class", "class of the number", "号码类别", FeatureSource.Calls),
        Duration(CounterpartFeature.Age, "age", "since it was first seen", "首次出现至今", FeatureSource.Counterparts),
        Duration(CounterpartFeature.AwakeAge, "awake", "since it was first seen, or seen again after two weeks of silence",
            "重新活跃至今", FeatureSource.Counterparts),
        Count(CounterpartFeature.Originated, "calls.made", "calls it made", "主叫次数", FeatureSource.Calls, CountMost),
        Ratio(CounterpartFeature.AnsweredShare, "calls.answered_share", "of these, answered", "接通率", FeatureSource.Calls),
        Ratio(CounterpartFeature.ShortShare, "calls.short_share", "of the answered, short", "短呼占比", FeatureSource.Calls),
        Ratio(CounterpartFeature.RepeatedShare, "calls.repeated_share", "of the calls, to somebody it touched within 72 h",
            "重复呼叫占比", FeatureSource.Calls),
        Ratio(CounterpartFeature.CalledBackShare, "calls.called_back_share", "lines that called it / calls it made", "回拨占比", FeatureSource.Calls),
        Count(CounterpartFeature.Fresh, "touched.fresh", "lines and accounts touched that had not been for 72 h",
            "新接触人数", FeatureSource.Counterparts, CountMost),
        Count(CounterpartFeature.Messages, "messages", "messages it sent, or that link to it", "短信数", FeatureSource.Sms, CountMost),
        Ratio(CounterpartFeature.RiskyShare, "messages.risky_share", "of these, such as frauds send", "高危短信占比", FeatureSource.Sms),
        Ratio(CounterpartFeature.TopShare, "messages.top_share", "of these, of the top template", "同模板占比", FeatureSource.Sms),
        Count(CounterpartFeature.Payments, "payments", "payments to it", "收款笔数", FeatureSource.Transfers, CountMost),
        Count(CounterpartFeature.WarnedPayers, "payers.warned", "payers that were warned when they paid",
            "被预警付款人数", FeatureSource.Decisions, CountMost),
        Ratio(CounterpartFeature.WarnedShare, "payers.warned_share", "of those touched", "被预警付款人占比", FeatureSource.Decisions),
        Count(CounterpartFeature.SmallThenLarge, "payers.small_then_large", "payers who first paid a trifle and then much",
            "先小额后大额的付款人", FeatureSource.Transfers, CountMost),
        Money(CounterpartFeature.MoneyIn, "money.in", "money that came in", "入账金额", FeatureSource.Transfers),
        Ratio(CounterpartFeature.PassedOnShare, "money.passed_on_share", "went out / came in", "转出占比", FeatureSource.Transfers),
        Duration(CounterpartFeature.Retention, "money.retention", "how long money stays; unknown where none went out",
            "资金停留时间", FeatureSource.Transfers),
        Count(CounterpartFeature.SlowPayments, "slow.payments", "payments over weeks", "数周内收款笔数", FeatureSource.Transfers, CountMost),
        Count(CounterpartFeature.SlowFrauds, "slow.frauds", "of these, confirmed frauds", "数周内确认涉诈笔数", FeatureSource.Decisions, CountMost),
        Ratio(CounterpartFeature.SlowFraudShare, "slow.fraud_share", "confirmed frauds / payments over weeks", "数周内涉诈占比", FeatureSource.Decisions),
        Count(CounterpartFeature.Parties, "parties", "different lines and accounts since it was first seen, an estimate",
            "累计接触人数", FeatureSource.Counterparts, CountMost),
        Count(CounterpartFeature.Sims, "sims", "numbers in its device", "同机号码数", FeatureSource.Calls, 255),
        OfCategory<Grade>(CounterpartFeature.BehaviourGrade, "behaviour_grade", "what the rules say of its behaviour",
            "行为规则等级", FeatureSource.Counterparts),
        Money(CounterpartFeature.Amount, "event.amount", "of this payment", "本笔金额", FeatureSource.Transfers),
        Ratio(CounterpartFeature.AmountVersusMean, "event.amount_vs_mean", "this payment / the mean of those before",
            "本笔与平均之比", FeatureSource.Transfers),
        Flag(CounterpartFeature.AmountRound, "event.amount_round", "a multiple of 1,000", "整千金额", FeatureSource.Transfers),
        OfCategory<CallDirection>(CounterpartFeature.Direction, "event.direction", "of this call, seen from the number", "呼叫方向", FeatureSource.Calls),
        Duration(CounterpartFeature.Duration, "event.duration", "of this call, where it has ended", "通话时长", FeatureSource.Calls),
        OfCategory<PayeeKind>(CounterpartFeature.PayeeKind, "event.payee_kind", "where this payment goes", "收款渠道", FeatureSource.Transfers),
        OfCategory<NameCheck>(CounterpartFeature.NameCheck, "event.name_check", "payee-name check of this payment", "户名核对", FeatureSource.Transfers),
        Duration(CounterpartFeature.LastFraudAgo, "slow.last_fraud_ago", "since an agent last confirmed a fraud of it; unknown where none did", "距上次确认涉诈",
            FeatureSource.Decisions),
    ];
}
