using WarningEngine.Core.Events;
using static WarningEngine.Core.Features.FeatureInfo;

namespace WarningEngine.Core.Features;

/// <summary>What models ask for of the last three days of a person under suspicion: money to and from unfamiliar parties, talks with
/// strangers and their messages. Patterns keep what they need of it in steps of their own.</summary>
public static class DiaryFeatureTable
{
    /// <summary>By place; they follow <see cref="EpisodeFeatureTable.All"/>.</summary>
    public static readonly IReadOnlyList<FeatureInfo> All =
    [
        Moved(Feature.MovesPaid1h, "moves.paid_1h", "payments to parties never paid before, in an hour", "1小时内向陌生收款方付款笔数"),
        Moved(Feature.MovesPaid24h, "moves.paid_24h", "the same in 24 h", "24小时内向陌生收款方付款笔数"),
        Moved(Feature.MovesPaid72h, "moves.paid_72h", "the same in 72 h", "72小时内向陌生收款方付款笔数"),
        Money(Feature.MovesPaidSum24h, "moves.paid_sum_24h", "these of 24 h together", "24小时内付给陌生收款方合计", FeatureSource.Transfers),
        Money(Feature.MovesPaidSum72h, "moves.paid_sum_72h", "these of 72 h together", "72小时内付给陌生收款方合计", FeatureSource.Transfers),
        Moved(Feature.MovesPaidParties, "moves.paid_parties", "different parties of these of 72 h", "72小时内陌生收款方数"),
        Moved(Feature.MovesPaidMerchants, "moves.paid_merchants", "how many of these went to merchants", "其中商户收款笔数"),
        Money(Feature.MovesPaidLast, "moves.paid_last", "the last of these", "最近一笔付给陌生收款方", FeatureSource.Transfers),
        Duration(Feature.MovesPaidLastAgo, "moves.paid_last_ago", "since the last of these", "距最近一笔", FeatureSource.Transfers),
        Duration(Feature.MovesPaidFirstAgo, "moves.paid_first_ago", "since the first of these", "距其中首笔", FeatureSource.Transfers),
        Duration(Feature.MovesPaidGap, "moves.paid_gap", "between the last two of these", "最近两笔间隔", FeatureSource.Transfers),
        Ratio(Feature.MovesPaidGrowth, "moves.paid_growth", "the last / the largest of those before", "最近一笔与此前最大一笔之比", FeatureSource.Transfers),
        Moved(Feature.MovesRefused24h, "moves.refused_24h", "payments refused or returned in 24 h", "24小时内被拒或退回笔数"),
        Moved(Feature.MovesCame24h, "moves.came_24h", "payments from parties never paid, in 24 h", "24小时内陌生方转入笔数"),
        Moved(Feature.MovesCame72h, "moves.came_72h", "the same in 72 h", "72小时内陌生方转入笔数"),
        Moved(Feature.MovesCameParties, "moves.came_parties", "different parties of these of 72 h", "72小时内陌生转入方数"),
        Money(Feature.MovesCameSum72h, "moves.came_sum_72h", "these of 72 h together", "72小时内陌生方转入合计", FeatureSource.Transfers),
        Moved(Feature.MovesReturns, "moves.returns", "payments that came and are 0.9 to 1.6 of one to another party of the day before", "疑似返利笔数"),
        Ratio(Feature.MovesReturnRatio, "moves.return_ratio", "the last of these / that payment", "最近一笔返利与付款之比", FeatureSource.Transfers),
        Duration(Feature.MovesReturnLag, "moves.return_lag", "between that payment and what came", "付款到返利的时间", FeatureSource.Transfers),
        Duration(Feature.MovesReturnAgo, "moves.return_ago", "since the last of these came", "距最近一笔返利", FeatureSource.Transfers),
        Moved(Feature.MovesLoans, "moves.loans", "loans in 72 h", "72小时内放款笔数"),
        Moved(Feature.MovesLenders, "moves.lenders", "different lenders of these", "72小时内放款机构数"),
        Money(Feature.MovesLent, "moves.lent", "these loans together", "72小时内放款合计", FeatureSource.Transfers),
        Ratio(Feature.MovesLentGone, "moves.lent_gone", "paid to unfamiliar parties since the first loan / lent", "放款后付给陌生方占比", FeatureSource.Transfers),
        Moved(Feature.MovesGathered, "moves.gathered", "payees added, limits raised, accounts consolidated, deposits broken, wallets opened in 72 h", "72小时内筹款或开通操作数"),
        Money(Feature.MovesCash, "moves.cash", "cash reserved or withdrawn in 72 h", "72小时内预约或取现合计", FeatureSource.Transfers),
        Talked(Feature.MetCalls24h, "met.calls_24h", "answered calls with strangers in 24 h", "24小时内与陌生人通话次数"),
        Talked(Feature.MetParties72h, "met.parties_72h", "different strangers talked with in 72 h", "72小时内通话陌生人数"),
        Talked(Feature.MetCalling72h, "met.calling_72h", "calls to strangers among these", "72小时内主动拨打陌生号码次数"),
        Talked(Feature.MetAgain, "met.again", "most calls with one and the same stranger", "与同一陌生人通话次数"),
        Duration(Feature.MetTalk24h, "met.talk_24h", "talked with strangers in 24 h", "24小时内与陌生人通话时长", FeatureSource.Calls),
        Duration(Feature.MetLongest, "met.longest", "longest of these talks of 72 h", "其中最长通话", FeatureSource.Calls),
        Duration(Feature.MetLongestAgo, "met.longest_ago", "since that began", "距最长通话开始", FeatureSource.Calls),
        OfCategory<NumberClass>(Feature.MetLongestClass, "met.longest_class", "class of that number", "最长通话号码类别", FeatureSource.Calls),
        Duration(Feature.MetFirstAgo, "met.first_ago", "since the first of these talks began", "距首次与陌生人通话", FeatureSource.Calls),
        Duration(Feature.MetHandOver, "met.hand_over", "shortest time from the end of a talk with one stranger to one with another", "更换陌生通话对象的最短间隔", FeatureSource.Calls),
        Count(Feature.MetSms72h, "met.sms_72h", "messages of strangers in 72 h, but codes", "72小时内陌生短信数", FeatureSource.Sms, Limits.MeetingsPerEpisodeMax),
        Duration(Feature.MetSmsAgo, "met.sms_ago", "since the last of these", "距最近一条陌生短信", FeatureSource.Sms),
        OfCategory<SmsTemplate>(Feature.MetSmsTemplate, "met.sms_template", "class of its text", "最近陌生短信类别", FeatureSource.Sms),
        OfCategory<NumberClass>(Feature.MetSmsClass, "met.sms_class", "class of its sender", "最近陌生短信发送方类别", FeatureSource.Sms),
        Flag(Feature.MetSmsUrl, "met.sms_url", "it links to a web page", "最近陌生短信含网址", FeatureSource.Sms),
    ];

    private static FeatureInfo Moved(Feature place, string name, string meaning, string zh) =>
        Count(place, name, meaning, zh, FeatureSource.Transfers, Limits.MovesPerEpisodeMax);

    private static FeatureInfo Talked(Feature place, string name, string meaning, string zh) =>
        Count(place, name, meaning, zh, FeatureSource.Calls, Limits.MeetingsPerEpisodeMax);
}
