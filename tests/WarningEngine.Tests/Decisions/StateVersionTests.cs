using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Models;
using WarningEngine.Core.Profiles;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Decisions;

/// <summary>The state that the version before left is gone on with; no other is.</summary>
public sealed class StateVersionTests
{
    /// <summary>A header as version 12 wrote it: one mark (telecom.calls/1/2 at 345.6.7), time 1,772,503,200,000, calls since
    /// 1,771,000,000,000, no transfers yet, one raw partition that holds back, generations 5 and 6 of seen events, 99 steps swept, rule set 10 activated by
    /// command 11, and model 12 of persons in shadow by command 13.</summary>
    private const string HeaderOfVersion12 =
        "0C"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "5901000000000000" + "06000000" + "07000000"
        + "00716CB19C010000" + "006ED3579C010000" + "0000000000000000"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "00716CB19C010000" + "00000000" + "01"
        + "0500000000000000" + "0600000000000000" + "6300000000000000"
        + "01" + "0000000000000000" + "0A00000000000000" + "0000000000000000" + "0B00000000000000"
        + "01" + "0101" + "0000000000000000" + "0C00000000000000" + "0000000000000000" + "0D00000000000000";

    private static readonly Token Stranger = new(0x3003, 0x4004);

    [Fact]
    public void A_header_of_version_12_is_read_and_written_again_as_version_13()
    {
        var state = new ScoringState();
        state.Read([0], Convert.FromHexString(HeaderOfVersion12));
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

    /// <summary>Version 12 followed no talks that go on; all else stood as it does now.</summary>
    [Fact]
    public void Records_of_version_12_are_gone_on_with()
    {
        var line = new Token(1, 1);
        var before = new ScoringState();
        ref var profile = ref before.Profiles[before.Profiles.FindOrAdd(line)];
        profile.Kind = EntityKind.Number;
        profile.Calls[1] = new RecentCall
        {
            Peer = Hashing.Peer(Stranger), StartSec = 800_000_000, DurationSec = 600, AliveSec = 30, Direction = CallDirection.Outgoing,
            PeerClass = NumberClass.International, Marks = CallMarks.Answered | CallMarks.OfGateway, PeerGrade = Grade.VeryHigh, RingSec = 9,
        };
        var state = new ScoringState();
        foreach (var (key, value) in StateImage.Of(before).InOrder())
        {
            state.Read(key, [12, .. value[1..]]);
        }

        var again = Again(state);
        profile = ref again.Profiles[again.Profiles.Find(line)];
        Assert.Equal(
            (Hashing.Peer(Stranger), 800_000_000u, 800_000_009u, 600, 30, CallDirection.Outgoing, Grade.VeryHigh, false),
            (profile.Calls[1].Peer, profile.Calls[1].StartSec, profile.Calls[1].AnswerSec, profile.Calls[1].DurationSec, profile.Calls[1].AliveSec,
                profile.Calls[1].Direction, profile.Calls[1].PeerGrade, profile.Calls[1].OverGateway));
        Assert.Equal(0, again.Talks.Table.Count);
    }

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
            () => new ScoringState().Read([0], [version, .. Convert.FromHexString(HeaderOfVersion12)[1..]]));
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
    }
}
