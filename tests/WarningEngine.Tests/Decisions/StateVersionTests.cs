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
    /// <summary>A header as version 4 wrote it: one mark (telecom.calls/1/2 at 345.6.7), time 1,772,503,200,000, calls since
    /// 1,771,000,000,000, no transfers yet, one raw partition that holds back, generations 5 and 6 of seen events, 99 steps swept, rule set 10 activated by
    /// command 11, and model 12 of persons in shadow by command 13.</summary>
    private const string HeaderOfVersion4 =
        "04"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "5901000000000000" + "06000000" + "07000000"
        + "00716CB19C010000" + "006ED3579C010000" + "0000000000000000"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "00716CB19C010000" + "00000000" + "01"
        + "0500000000000000" + "0600000000000000" + "6300000000000000"
        + "01" + "0000000000000000" + "0A00000000000000" + "0000000000000000" + "0B00000000000000"
        + "01" + "0101" + "0000000000000000" + "0C00000000000000" + "0000000000000000" + "0D00000000000000";

    [Fact]
    public void A_header_of_version_4_is_read_and_written_again_as_version_5()
    {
        var state = new ScoringState();
        state.Read([0], Convert.FromHexString(HeaderOfVersion4));
        Judge(state);
        var again = new ScoringState();
        foreach (var (key, value) in StateImage.Of(state).InOrder())
        {
            Assert.Equal(5, value[0]);
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

    /// <summary>Version 4 knew no diary, which stands before the last warning, the end and the money at risk.</summary>
    [Fact]
    public void An_episode_of_version_4_goes_on_with_an_empty_diary()
    {
        const int behindDiary = 8 + 8 + 1;
        var state = new ScoringState();
        var episode = new Episode(Some.Person, EntityKind.Number, 7, Some.TimeMs) { WarnedMs = 5 };
        episode.Add(new GradedContact(new Token(8, 9), EntityKind.Account, Grade.High, ReputationReasons.Listed, 0, Some.TimeMs));
        state.Begin(episode);
        var (key, value) = StateImage.Of(state).InOrder().Single(x => x.Key[0] == 3);
        byte[] old = [4, .. value[1..^(behindDiary + 2)], .. value[^behindDiary..]];

        var read = new ScoringState();
        read.Read(key, old);
        var there = read.Episodes[Some.Person];
        Assert.Equal((5, episode.EndsMs), (there.WarnedMs, there.EndsMs));
        Assert.Equal(Grade.High, there.GradeOf(new Token(8, 9)));
        Assert.Equal((0, 0), (there.Diary.Moves.Length, there.Diary.Meetings.Length));
    }

    [Theory]
    [InlineData(ScoringState.Version + 1)]
    [InlineData(ScoringState.Version - 2)]
    [InlineData(0)]
    public void A_state_of_any_other_version_is_refused_by_name(byte version)
    {
        var refused = Assert.Throws<InvalidDataException>(
            () => new ScoringState().Read([0], [version, .. Convert.FromHexString(HeaderOfVersion4)[1..]]));
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
    }
}
