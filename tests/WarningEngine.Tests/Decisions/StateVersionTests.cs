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
    /// <summary>A header as version 2 wrote it: one mark (telecom.calls/1/2 at 345.6.7), time 1,772,503,200,000, calls since
    /// 1,771,000,000,000, no transfers yet, one raw partition that holds back, generations 5 and 6 of seen events, 99 steps swept, and
    /// rule set 10 activated by command 11.</summary>
    private const string HeaderOfVersion2 =
        "02"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "5901000000000000" + "06000000" + "07000000"
        + "00716CB19C010000" + "006ED3579C010000" + "0000000000000000"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "00716CB19C010000" + "00000000" + "01"
        + "0500000000000000" + "0600000000000000" + "6300000000000000"
        + "01" + "0000000000000000" + "0A00000000000000" + "0000000000000000" + "0B00000000000000";

    [Fact]
    public void A_header_of_version_2_is_read_and_written_again_as_version_3()
    {
        var state = new ScoringState();
        state.Read([0], Convert.FromHexString(HeaderOfVersion2));
        Judge(state);
        Assert.Empty(state.Models);

        state.Remember(new ModelActivation(ModelSubject.Person, IsShadow: true, 12, 13));
        var again = new ScoringState();
        foreach (var (key, value) in StateImage.Of(state).InOrder())
        {
            Assert.Equal(3, value[0]);
            again.Read(key, value);
        }

        Judge(again);
        Assert.Equal([new ModelActivation(ModelSubject.Person, IsShadow: true, 12, 13)], again.Models);
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
    }

    /// <summary>Version 2 did not say what the counterparts of an episode are.</summary>
    [Fact]
    public void An_episode_of_version_2_keeps_its_counterparts()
    {
        var state = new ScoringState();
        var episode = new Episode(Some.Person, EntityKind.Number, 7, Some.TimeMs) { WarnedMs = 5 };
        var contact = new GradedContact(new Token(8, 9), EntityKind.Account, Grade.High, ReputationReasons.PassThrough, 60_000, Some.TimeMs);
        episode.Add(contact);
        state.Begin(episode);
        var (key, value) = StateImage.Of(state).InOrder().Single(x => x.Key[0] == 3);

        // Its token, then the byte that version 2 did not have.
        byte[] token = [8, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0];
        List<byte> old = [.. value];
        old.RemoveAt(value.AsSpan().IndexOf(token) + token.Length);
        old[0] = 2;

        var read = new ScoringState();
        read.Read(key, [.. old]);
        var there = Assert.Single(read.Episodes[Some.Person].GradedContacts);
        Assert.Equal(contact with { Kind = EntityKind.None }, there);
        Assert.Equal(5, read.Episodes[Some.Person].WarnedMs);

        var same = new ScoringState();
        same.Read(key, value);
        Assert.Equal(contact, Assert.Single(same.Episodes[Some.Person].GradedContacts));
    }

    [Theory]
    [InlineData(ScoringState.Version + 1)]
    [InlineData(ScoringState.Version - 2)]
    [InlineData(0)]
    public void A_state_of_any_other_version_is_refused_by_name(byte version)
    {
        var refused = Assert.Throws<InvalidDataException>(
            () => new ScoringState().Read([0], [version, .. Convert.FromHexString(HeaderOfVersion2)[1..]]));
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
    }
}
