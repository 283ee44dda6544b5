using System.Numerics;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;

namespace WarningEngine.Core.Decisions;

/// <summary>Fills what models ask for of an episode, after the patterns have taken their steps at the event.</summary>
internal static class EpisodeFeatures
{
    public static void Fill(
        FeatureVector vector, PatternEvent on, ref Episode episode, NativeBlocks blocks, PatternSet set, List<PatternHit> hits, long timeMs)
    {
        vector[Feature.EventKind] = (double)on;
        vector[Feature.EpisodeAge] = Math.Max(0, timeMs - episode.StartedMs);
        var raised = Tier.None;
        foreach (var hit in hits)
        {
            raised = hit is { IsSaid: true, WasDoubted: false } && hit.Tier < raised ? hit.Tier : raised;
        }

        vector[Feature.EpisodeHitTier] = (double)raised;
        FillPatterns(vector, ref episode.Patterns, blocks, set);
        FillContacts(vector, episode, timeMs);
        DiaryFeatures.Fill(vector, episode.Diary, timeMs);
        ref readonly var risk = ref episode.Risk;
        if (risk.IsKnown && !risk.HasFailed)
        {
            vector[Feature.EpisodeAtRisk] = risk.AmountMinor;
            vector[Feature.EpisodeAtRiskAgo] = Math.Max(0, timeMs - risk.EventTimeMs);
        }
    }

    private static void FillPatterns(FeatureVector vector, ref EpisodePatterns patterns, NativeBlocks blocks, PatternSet set)
    {
        for (var feature = Feature.PointsT01; feature <= Feature.PointsTH; feature++)
        {
            vector[feature] = 0;
        }

        int begun = 0, steps = 0, raised = 0, urgent = 0;
        var tier = Tier.None;
        var stage = Stage.None;
        var places = patterns.In(set, blocks);
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i].Number < 0 || set[places[i].Number].IsShadow)
            {
                continue;
            }

            ref readonly var progress = ref patterns.At(i);
            begun++;
            steps += progress.TakenCount;
            raised += progress.RaisedTier != Tier.None ? 1 : 0;
            urgent += progress.RaisedTier <= Tier.P1 ? 1 : 0;
            tier = progress.RaisedTier < tier ? progress.RaisedTier : tier;
            stage = progress.RaisedStage > stage ? progress.RaisedStage : stage;
            AddPoints(vector, set[places[i].Number], progress);
        }

        vector[Feature.EpisodeBegun] = begun;
        vector[Feature.EpisodeSteps] = steps;
        vector[Feature.EpisodeRaised] = raised;
        vector[Feature.EpisodeUrgent] = urgent;
        vector[Feature.EpisodePatternsTier] = (double)tier;
        vector[Feature.EpisodeStage] = (double)stage;
        int types = 0, top = 0;
        for (var feature = Feature.PointsT01; feature <= Feature.PointsTH; feature++)
        {
            // What speaks against a type leaves it with none.
            vector[feature] = Math.Max(0, vector[feature]);
            if (feature < Feature.PointsM1 && vector[feature] > 0)
            {
                types++;
                top = Math.Max(top, (int)vector[feature]);
            }
        }

        vector[Feature.EpisodeTypes] = types;
        vector[Feature.EpisodeTopPoints] = top;
    }

    private static void AddPoints(FeatureVector vector, CompiledPattern pattern, in PatternProgress progress)
    {
        if (pattern.PointsOf is { } own)
        {
            vector[own] += TypeRanking.PointsOf(progress.RaisedTier);
        }

        for (uint found = progress.Found; found != 0; found &= found - 1)
        {
            var evidence = BitOperations.TrailingZeroCount(found);
            if (pattern.EvidencePointsOf[evidence] is { } feature)
            {
                vector[feature] += pattern.Definition.Evidence[evidence].Points;
            }
        }
    }

    private static void FillContacts(FeatureVector vector, in Episode episode, long timeMs)
    {
        Span<byte> grades = stackalloc byte[4];
        grades.Clear();
        int graded = 0, listed = 0;
        long lastMs = -1;
        foreach (ref readonly var contact in episode.GradedContacts)
        {
            if (contact.Grade < Grade.Medium)
            {
                continue;
            }

            graded++;
            listed += (contact.Reasons & ReputationReasons.Listed) != 0 ? 1 : 0;
            lastMs = Math.Max(lastMs, contact.AtMs);
            var place = contact.Kind switch
            {
                EntityKind.Number => 0,
                EntityKind.Sender => 1,
                EntityKind.Account => 2,
                EntityKind.Domain => 3,
                _ => -1,
            };
            if (place >= 0)
            {
                grades[place] = Math.Max(grades[place], (byte)contact.Grade);
            }
        }

        vector[Feature.EpisodeGraded] = graded;
        vector[Feature.EpisodeListed] = listed;
        for (var i = 0; i < grades.Length; i++)
        {
            vector[Feature.EpisodeGradeNumber + i] = grades[i];
        }

        if (lastMs >= 0)
        {
            vector[Feature.EpisodeGradedAgo] = Math.Max(0, timeMs - lastMs);
        }
    }
}
