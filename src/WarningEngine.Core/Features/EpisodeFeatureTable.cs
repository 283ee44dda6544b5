using WarningEngine.Core.Events;
using static WarningEngine.Core.Features.FeatureInfo;

namespace WarningEngine.Core.Features;

/// <summary>What models ask for beside what patterns ask for: how far the patterns have come, and whom the person met. Patterns
/// cannot ask for it: it is their own work.</summary>
public static class EpisodeFeatureTable
{
    private const int Types = 25;
    private const int MoneyRules = 7;

    /// <summary>Far above what patterns of one type can come to.</summary>
    private const int PointsMost = 10_000;
    private const int TierPointsMost = 8;

    /// <summary>By place; they follow <see cref="FeatureTable.All"/>.</summary>
    public static readonly IReadOnlyList<FeatureInfo> All = Create();

    private static List<FeatureInfo> Create()
    {
        List<FeatureInfo> all =
        [
            Count(Feature.EventKind, "event.kind", "what happened: 0 a call, 1 an SMS, 2 money, 3 a reputation, 4 an exposure, 5 a registry fact",
                "事件类型", FeatureSource.Time, 5),
            Duration(Feature.EpisodeAge, "episode.age", "since the first step that a pattern took",
                "本次事件已持续", FeatureSource.Decisions),
            Count(Feature.EpisodeBegun, "episode.begun", "patterns that have taken a step", "已触发的规则数", FeatureSource.Decisions, 255),
            Count(Feature.EpisodeSteps, "episode.steps", "steps that all of them have taken",
                "已完成的步骤数", FeatureSource.Decisions, 4080),
            Count(Feature.EpisodeRaised, "episode.raised", "patterns that have raised a tier",
                "已报警的规则数", FeatureSource.Decisions, 255),
            Count(Feature.EpisodeUrgent, "episode.urgent", "patterns that hold P0 or P1", "认定紧急的规则数", FeatureSource.Decisions, 255),
            OfCategory<Tier>(Feature.EpisodePatternsTier, "episode.patterns_tier", "most urgent tier that a pattern holds",
                "规则认定的最高级别", FeatureSource.Decisions),
            OfCategory<Tier>(Feature.EpisodeHitTier, "episode.hit_tier", "most urgent tier that a pattern raises at this event",
                "本事件报警级别", FeatureSource.Decisions),
            OfCategory<Stage>(Feature.EpisodeStage, "episode.stage", "furthest stage that a pattern holds",
                "规则认定的最远阶段", FeatureSource.Decisions),
            Count(Feature.EpisodeTypes, "episode.types", "scam types that anything speaks for",
                "可能的诈骗类型数", FeatureSource.Decisions, 25),
            Count(Feature.EpisodeTopPoints, "episode.top_points", "points of the likeliest type",
                "最可能类型得分", FeatureSource.Decisions, PointsMost),
            Count(Feature.EpisodeGraded, "episode.graded", "counterparts of medium grade or above that were heard of, 8 at most",
                "接触的高风险对方数", FeatureSource.Counterparts, 8),
            OfCategory<Grade>(Feature.EpisodeGradeNumber, "episode.grade_number", "highest grade heard of a number",
                "接触号码的最高等级", FeatureSource.Counterparts),
            OfCategory<Grade>(Feature.EpisodeGradeSender, "episode.grade_sender", "highest grade heard of a sender",
                "接触短信发送方的最高等级", FeatureSource.Counterparts),
            OfCategory<Grade>(Feature.EpisodeGradeAccount, "episode.grade_account", "highest grade heard of an account",
                "接触账户的最高等级", FeatureSource.Counterparts),
            OfCategory<Grade>(Feature.EpisodeGradeDomain, "episode.grade_domain", "highest grade heard of a domain",
                "接触网址的最高等级", FeatureSource.Counterparts),
            Duration(Feature.EpisodeGradedAgo, "episode.graded_ago", "since a counterpart of medium grade or above was last heard of; unknown where there was none",
                "距最近一次接触高风险对方", FeatureSource.Counterparts),
            Count(Feature.EpisodeListed, "episode.listed", "counterparts on a list that were heard of",
                "接触的名单内对方数", FeatureSource.Counterparts, 8),
            Money(Feature.EpisodeAtRisk, "episode.at_risk", "the largest payment that is leaving; unknown where there is none",
                "在途最大金额", FeatureSource.Transfers),
            Duration(Feature.EpisodeAtRiskAgo, "episode.at_risk_ago", "since that payment", "距该笔付款", FeatureSource.Transfers),
        ];
        for (var type = 1; type <= Types; type++)
        {
            all.Add(Count(
                Feature.PointsT01 + type - 1, $"points.t{type:00}", $"points for type T{type:00}", $"T{type:00} 类型得分",
                FeatureSource.Decisions, PointsMost));
        }

        for (var rule = 1; rule <= MoneyRules; rule++)
        {
            all.Add(Count(
                Feature.PointsM1 + rule - 1, $"points.m{rule}", $"points of the tier that M{rule} holds", $"规则 M{rule} 得分",
                FeatureSource.Decisions, TierPointsMost));
        }

        all.Add(Count(Feature.PointsTH, "points.th", "points of the tier that TH holds", "规则 TH 得分", FeatureSource.Decisions, TierPointsMost));
        return all;
    }
}
