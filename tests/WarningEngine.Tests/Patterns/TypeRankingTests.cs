using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;
using static WarningEngine.Tests.Patterns.Definitions;

namespace WarningEngine.Tests.Patterns;

/// <summary>Types compete by evidence: how far each pattern has come, and what its findings say for and against.</summary>
public sealed class TypeRankingTests : IDisposable
{
    private const long Start = 1_790_000_000_000;

    private readonly FeatureVector _features = new();
    private readonly NativeBlocks _blocks = new();
    private EpisodePatterns _state;
    private readonly List<PatternHit> _hits = [];

    public void Dispose() => _blocks.Dispose();

    [Fact]
    public void The_type_whose_pattern_has_come_furthest_leads_and_equal_ones_stand_in_order()
    {
        var set = Compile(Of("T06", Tier.P2), Of("T04", Tier.P0), Of("T05", Tier.P2), Of("T08", Tier.P3));
        Advance(set);

        Assert.Equal([("T04", 53), ("T05", 20), ("T06", 20)], Ranking(set));
    }

    [Fact]
    public void Findings_speak_for_a_type_and_against_others_and_are_remembered()
    {
        var set = Compile(
            Of("T04", Tier.P2) with { Evidence = [Finding("money.outgoing", "T04", 3), Finding("money.outgoing", "T05", -9)] },
            Of("T05", Tier.P1));
        Advance(set);
        Assert.Equal([("T05", 62), ("T04", 37)], Ranking(set));

        _features.Set(Feature.MoneyOutgoing, true);
        Advance(set);
        Assert.Equal([("T04", 100)], Ranking(set));

        _features.Set(Feature.MoneyOutgoing, false);
        Advance(set);
        Assert.Equal([("T04", 100)], Ranking(set));
    }

    [Fact]
    public void Rules_of_the_money_moment_and_touches_of_bad_parties_are_no_types()
    {
        var set = Compile(Of("M1", Tier.P0), Of("TH", Tier.P1));
        Advance(set);

        Assert.Empty(Ranking(set));
    }

    [Fact]
    public void What_is_on_trial_speaks_neither_for_a_type_nor_against_one()
    {
        var set = Compile(
            Of("T04", Tier.P0) with { State = PatternState.Shadow, Evidence = [Finding("true", "T21", 9), Finding("true", "T05", -9)] }, Of("T05", Tier.P2));
        Advance(set);

        Assert.Equal([("T05", 100)], Ranking(set));
    }

    [Fact]
    public void What_was_found_survives_a_checkpoint()
    {
        var set = Compile(Of("T04", Tier.P2) with { Evidence = [Finding("money.amount > 0 CNY", "T21", 4), Finding("money.amount > 0 CNY", "T04", 1)] });
        _features[Feature.MoneyAmount] = 5;
        Advance(set);
        var writer = new RecordWriter();
        _state.Write(writer);
        var read = default(EpisodePatterns);
        var reader = new RecordReader(writer.Written);
        read.Read(ref reader, _blocks);
        Assert.Equal(TypeRanking.Of(set, _state), TypeRanking.Of(set, read));
    }

    [Theory]
    [InlineData("T26", 1, "A scam type is T01 to T25, not 'T26'.")]
    [InlineData("M1", 1, "A scam type is T01 to T25, not 'M1'.")]
    [InlineData("T04", 10, "Points are 1 to 9, not 10.")]
    [InlineData("T04", 0, "Points are 1 to 9, not 0.")]
    public void A_finding_names_a_type_and_a_few_points(string type, int points, string message)
    {
        Assert.Null(PatternSet.Compile([Of("T04", Tier.P2) with { Evidence = [Finding("money.outgoing", type, points)] }], out var errors));
        Assert.Equal(message, Assert.Single(errors).Message);
    }

    private static PatternDefinition Of(string type, Tier tier) =>
        Pattern([Step("step", PatternEvent.Money, "true")], Raise("step", tier)) with { Id = $"{type}-test", ScamType = type };

    private static EvidenceDefinition Finding(string when, string type, int points) => new(Text(when), Text(type), points);

    private IEnumerable<(string, int)> Ranking(PatternSet set) => TypeRanking.Of(set, _state).Select(x => (x.ScamType, x.Percent));

    private void Advance(PatternSet set) =>
        set.Advance(PatternEvent.Money, _features, new PatternFacts(Start, 1, 1, 0, 0), ref _state, _blocks, _hits);
}
