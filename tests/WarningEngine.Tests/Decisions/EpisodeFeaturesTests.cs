using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Patterns;
using WarningEngine.Testing;
using static WarningEngine.Tests.Patterns.Definitions;

namespace WarningEngine.Tests.Decisions;

/// <summary>What models are told of how far patterns have come.</summary>
public sealed class EpisodeFeaturesTests
{
    [Fact]
    public void Of_a_pattern_on_trial_no_model_hears()
    {
        PatternDefinition said = Of("T05", Tier.P2), trial = Of("T04", Tier.P0) with
        {
            State = PatternState.Shadow, Evidence = [new EvidenceDefinition(Text("true"), Text("T21"), 4)],
        };
        var alone = Features(said);

        Assert.Equal((double)Tier.P2, alone[Feature.EpisodeHitTier]);
        Assert.Equal((1, 1, 3), (alone[Feature.EpisodeBegun], alone[Feature.EpisodeTypes], alone[Feature.EpisodeTopPoints]));
        Assert.Equal(alone.Values, Features(said, trial).Values);
    }

    private static FeatureVector Features(params PatternDefinition[] definitions)
    {
        var set = Compile(definitions);
        using var state = new ScoringState();
        ref var episode = ref state.Begin(Some.Person, EntityKind.Number, 7, Some.TimeMs);
        var (vector, hits) = (new FeatureVector(), new List<PatternHit>());
        set.Advance(PatternEvent.Money, vector, new PatternFacts(Some.TimeMs, 1, 1, 0, 0), ref episode.Patterns, state.Episodes.Blocks, hits);
        Assert.Equal(definitions.Length, hits.Count);
        EpisodeFeatures.Fill(vector, PatternEvent.Money, ref episode, state.Episodes.Blocks, set, hits, Some.TimeMs);
        return vector;
    }

    private static PatternDefinition Of(string type, Tier tier) =>
        Pattern([Step("step", PatternEvent.Money, "true")], Raise("step", tier)) with { Id = $"{type}-test", ScamType = type };
}
