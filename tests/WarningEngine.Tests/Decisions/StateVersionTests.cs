using WarningEngine.App.Snapshots;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;

namespace WarningEngine.Tests.Decisions;

/// <summary>The state that the version before left is gone on with; no other is.</summary>
public sealed class StateVersionTests
{
    /// <summary>A header as version 1 wrote it: one mark (telecom.calls/1/2 at 345.6.7), time 1,772,503,200,000, calls since
    /// 1,771,000,000,000, no transfers yet, one raw partition that holds back, and the next part of the seen events.</summary>
    private const string HeaderOfVersion1 =
        "01"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "5901000000000000" + "06000000" + "07000000"
        + "00716CB19C010000" + "006ED3579C010000" + "0000000000000000"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "00716CB19C010000" + "00000000" + "01"
        + "05000000";

    [Fact]
    public void A_state_of_version_1_is_read_and_written_again_as_version_2()
    {
        var state = new ScoringState();
        state.Read([0], Convert.FromHexString(HeaderOfVersion1));

        Assert.Equal(1_772_503_200_000, state.Clock.NowMs);
        Assert.Equal(1_771_000_000_000, state.Clock.CallsSinceMs);
        var calls = new Source(RawStreams.Calls, 1, 2);
        Assert.False(state.Marks.Pass(new Stamp(calls, new Position(345, 6, 7))));
        Assert.True(state.Marks.Pass(new Stamp(calls, new Position(345, 6, 8))));
        Assert.Equal(0, state.SweptSteps);

        state.SweptSteps = 99;
        var again = new ScoringState();
        foreach (var (key, value) in StateImage.Of(state).InOrder())
        {
            Assert.Equal(ScoringState.Version, value[0]);
            again.Read(key, value);
        }

        Assert.Equal(99, again.SweptSteps);
        Assert.Equal(1_772_503_200_000, again.Clock.NowMs);
    }

    [Theory]
    [InlineData(ScoringState.Version + 1)]
    [InlineData(ScoringState.Version - 2)]
    public void A_state_of_any_other_version_is_refused_by_name(byte version)
    {
        var refused = Assert.Throws<InvalidDataException>(
            () => new ScoringState().Read([0], [version, .. Convert.FromHexString(HeaderOfVersion1)[1..]]));
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
    }
}
