using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>The state that the version before left is gone on with; no other is.</summary>
public sealed class StateVersionTests
{
    /// <summary>A header as version 3 wrote it: one mark (telecom.calls/1/2 at 345.6.7), time 1,772,503,200,000, calls since
    /// 1,771,000,000,000, no transfers yet, one raw partition that holds back, generations 5 and 6 of seen events, 99 steps swept, rule set 10 activated by
    /// command 11, and model 12 of persons in shadow by command 13.</summary>
    private const string HeaderOfVersion3 =
        "03"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "5901000000000000" + "06000000" + "07000000"
        + "00716CB19C010000" + "006ED3579C010000" + "0000000000000000"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "00716CB19C010000" + "00000000" + "01"
        + "0500000000000000" + "0600000000000000" + "6300000000000000"
        + "01" + "0000000000000000" + "0A00000000000000" + "0000000000000000" + "0B00000000000000"
        + "01" + "0101" + "0000000000000000" + "0C00000000000000" + "0000000000000000" + "0D00000000000000";

    [Fact]
    public void A_header_of_version_3_is_read_and_written_again_as_version_4()
    {
        var state = new ScoringState();
        state.Read([0], Convert.FromHexString(HeaderOfVersion3));
        Judge(state);
        var again = new ScoringState();
        foreach (var (key, value) in StateImage.Of(state).InOrder())
        {
            Assert.Equal(4, value[0]);
            again.Read(key, value);
        }

        Judge(again);
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

    /// <summary>Version 3 wrote every step of a pattern that had begun, also those that nobody had taken.</summary>
    [Fact]
    public void An_episode_of_version_3_keeps_the_steps_that_were_taken()
    {
        var state = new ScoringState();
        var episode = new Episode(Some.Person, EntityKind.Number, 7, Some.TimeMs) { WarnedMs = 5 };
        var progress = new PatternProgress("T01-task-rebate/1", 77, steps: 3) { RaisedTier = Tier.P2, RaisedStage = Stage.Trust, RaisedMs = Some.TimeMs };
        progress.Steps[1].Add(new PatternFacts(Some.TimeMs, 3, 90_00, 0, 0));
        episode.Patterns.Add(progress);
        state.Begin(episode);
        var (key, value) = StateImage.Of(state).InOrder().Single(x => x.Key[0] == 3);

        // Behind the number of steps came no bits, but 68 bytes of each step.
        byte[] bits = [3, 2, 0];
        var at = value.AsSpan().IndexOf(bits) + 1;
        List<byte> old = [.. value[..at], .. new byte[68], .. value[(at + 2)..(at + 70)], .. new byte[68], .. value[(at + 70)..]];
        old[0] = 3;

        foreach (byte[] content in new byte[][] { value, [.. old] })
        {
            var read = new ScoringState();
            read.Read(key, content);
            var there = Assert.Single(read.Episodes[Some.Person].Patterns.Begun);
            Assert.Equal((progress.Key, progress.Logic, progress.RaisedTier, progress.RaisedMs), (there.Key, there.Logic, there.RaisedTier, there.RaisedMs));
            Assert.Equal(progress.Steps, there.Steps);
            Assert.Equal(5, read.Episodes[Some.Person].WarnedMs);
        }
    }

    [Theory]
    [InlineData(ScoringState.Version + 1)]
    [InlineData(ScoringState.Version - 2)]
    [InlineData(0)]
    public void A_state_of_any_other_version_is_refused_by_name(byte version)
    {
        var refused = Assert.Throws<InvalidDataException>(
            () => new ScoringState().Read([0], [version, .. Convert.FromHexString(HeaderOfVersion3)[1..]]));
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
    }
}
