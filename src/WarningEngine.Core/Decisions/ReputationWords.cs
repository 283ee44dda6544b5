using WarningEngine.Core.Events;

namespace WarningEngine.Core.Decisions;

/// <summary>Says in words why a counterpart has a bad reputation.</summary>
internal static class ReputationWords
{
    private static readonly (ReputationReasons Reason, string Zh, string En)[] Words =
    [
        (ReputationReasons.Listed, "在涉诈名单中", "is on a fraud list"),
        (ReputationReasons.Confirmed, "已由坐席确认涉诈", "was confirmed as fraud by an agent"),
        (ReputationReasons.FanOut, "一天内拨打大量不同号码", "calls many different numbers a day"),
        (ReputationReasons.ShortCalls, "多为短呼或未接通", "most calls are short or unanswered"),
        (ReputationReasons.NeverCalledBack, "几乎无人回拨", "is hardly ever called back"),
        (ReputationReasons.NewNumber, "首次出现不足十天", "was first seen less than ten days ago"),
        (ReputationReasons.ForeignOrIrregular, "境外或不规范主叫", "is foreign or irregular"),
        (ReputationReasons.PassThrough, "资金快进快出", "passes money on at once"),
        (ReputationReasons.WarnedPayers, "多名付款人已被预警", "was paid by others who were warned"),
        (ReputationReasons.PayersBurst, "新账户短期内多人转入", "is a new account that several people paid in days"),
        (ReputationReasons.SharedDevice, "一机多卡", "shares its device with many other numbers"),
        (ReputationReasons.TemplateSpread, "向大量号码发送相同内容", "sent the same to many numbers"),
        (ReputationReasons.SmallThenLarge, "先收小额试探，再收大额", "was paid trifles first and large sums after"),
        (ReputationReasons.Model, "模型判定其行为异常", "behaves as frauds do, a model holds"),
        (ReputationReasons.AppealPending, "已提出申诉，尚在核查", "has objected to its entry, which is being checked"),
        (ReputationReasons.TouchedOverflow, "接触人数超出记录上限", "touched more people than are remembered"),
    ];

    public static Reason Of(in GradedContact contact)
    {
        var zh = new List<string>();
        var en = new List<string>();
        foreach (var (reason, zhWords, enWords) in Words)
        {
            if ((contact.Reasons & reason) != 0)
            {
                zh.Add(zhWords);
                en.Add(enWords);
            }
        }

        return new Reason(
            $"reputation.{contact.Grade}",
            new LocalText($"对方信誉差：{string.Join("，", zh)}", $"The other party {string.Join(", ", en)}"),
            contact.AtMs);
    }
}
