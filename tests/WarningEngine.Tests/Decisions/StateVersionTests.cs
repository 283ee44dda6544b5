using WarningEngine.App.City;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>The state that the version before left is gone on with; no other is.</summary>
public sealed class StateVersionTests
{
    /// <summary>A header as version 10 wrote it: one mark (telecom.calls/1/2 at 345.6.7), time 1,772,503,200,000, calls since
    /// 1,771,000,000,000, no transfers yet, one raw partition that holds back, generations 5 and 6 of seen events, 99 steps swept, rule set 10 activated by
    /// command 11, and model 12 of persons in shadow by command 13.</summary>
    private const string HeaderOfVersion10 =
        "0A"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "5901000000000000" + "06000000" + "07000000"
        + "00716CB19C010000" + "006ED3579C010000" + "0000000000000000"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "00716CB19C010000" + "00000000" + "01"
        + "0500000000000000" + "0600000000000000" + "6300000000000000"
        + "01" + "0000000000000000" + "0A00000000000000" + "0000000000000000" + "0B00000000000000"
        + "01" + "0101" + "0000000000000000" + "0C00000000000000" + "0000000000000000" + "0D00000000000000";

    private static readonly Token Stranger = new(0x3003, 0x4004);

    [Fact]
    public void A_header_of_version_10_is_read_and_written_again_as_version_11()
    {
        var state = new ScoringState();
        state.Read([0], Convert.FromHexString(HeaderOfVersion10));
        Judge(state);
        Judge(Again(state));
    }

    private static void Judge(ScoringState state)
    {
        Assert.Equal(1_772_503_200_000, state.Clock.NowMs);
        Assert.Equal(1_771_000_000_000, state.Clock.CallsSinceMs);
        var calls = new Source(RawStreams.Calls, 1, 2);
        Assert.False(state.Marks.IsAbove(new Stamp(calls, new Position(345, 6, 7))));
        Assert.True(state.Marks.IsAbove(new Stamp(calls, new Position(345, 6, 8))));
        Assert.Equal(99, state.SweptSteps);
        Assert.Equal([new Activation(10, 11)], state.RuleSets);
        Assert.Equal([new ModelActivation(ModelSubject.Person, IsShadow: true, 12, 13)], state.Models);
    }

    /// <summary>Version 10 did not know what was said of a pattern, which stands at the end, a byte of each that has begun: it was what the pattern raised.</summary>
    [Fact]
    public void Episodes_of_version_10_are_gone_on_with()
    {
        var partition = new ScoringPartition(new Source("legs", 1, 0), MemoryRuleSets.Of(ShippedRules.Set()));
        var legs = CityLegs.Of(new CityOptions(150, 1, 5, 0.2, CityOptions.DefaultStartMs));
        for (var i = 0; i < legs.Count; i++)
        {
            partition.Apply(legs[i], new Position(i, 0, 0), new ScoredItems());
        }

        var state = new ScoringState();
        Say(partition.State, _ => Tier.P3);
        var before = StateImage.Of(partition.State).InOrder().Where(x => x.Key[0] == 3).ToDictionary(x => Convert.ToHexString(x.Key), x => x);
        foreach (var person in partition.State.Episodes.Persons)
        {
            var id = new byte[Token.Size];
            person.Write(id);
            var (key, value) = before[$"03{Convert.ToHexString(id)}"];
            state.Read(key, [10, .. value[1..^partition.State.Episodes[person].Patterns.Begun.Length]]);
        }

        Assert.InRange(Say(partition.State, x => x.RaisedTier), 20, int.MaxValue);
        var expected = Episodes(partition.State);
        Assert.InRange(expected.Count, 50, int.MaxValue);
        Assert.Equal(expected, Episodes(state));
    }

    /// <summary>How many patterns have raised something.</summary>
    private static int Say(ScoringState state, Func<PatternProgress, Tier> said)
    {
        var raised = 0;
        foreach (var person in state.Episodes.Persons)
        {
            ref var patterns = ref state.Episodes[person].Patterns;
            for (var i = 0; i < patterns.Begun.Length; i++)
            {
                ref var pattern = ref patterns.At(i);
                raised += pattern.RaisedTier < Tier.None ? 1 : 0;
                pattern.SaidTier = said(pattern);
            }
        }

        return raised;
    }

    private static List<(string Key, string Value)> Episodes(ScoringState state) =>
        [.. StateImage.Of(state).InOrder().Where(x => x.Key[0] == 3).Select(x => (Convert.ToHexString(x.Key), Convert.ToHexString(x.Value)))];

    private static ScoringState Again(ScoringState state)
    {
        var again = new ScoringState();
        foreach (var (key, value) in StateImage.Of(state).InOrder())
        {
            Assert.Equal(ScoringState.Version, value[0]);
            again.Read(key, value);
        }

        return again;
    }

    [Theory]
    [InlineData(ScoringState.Version + 1)]
    [InlineData(ScoringState.Version - 2)]
    [InlineData(0)]
    public void A_state_of_any_other_version_is_refused_by_name(byte version)
    {
        var refused = Assert.Throws<InvalidDataException>(
            () => new ScoringState().Read([0], [version, .. Convert.FromHexString(HeaderOfVersion10)[1..]]));
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
    }
}
