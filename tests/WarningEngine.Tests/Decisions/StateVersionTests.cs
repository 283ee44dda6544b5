using System.Runtime.InteropServices;
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
    /// <summary>A header as version 5 wrote it: one mark (telecom.calls/1/2 at 345.6.7), time 1,772,503,200,000, calls since
    /// 1,771,000,000,000, no transfers yet, one raw partition that holds back, generations 5 and 6 of seen events, 99 steps swept, rule set 10 activated by
    /// command 11, and model 12 of persons in shadow by command 13.</summary>
    private const string HeaderOfVersion5 =
        "05"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "5901000000000000" + "06000000" + "07000000"
        + "00716CB19C010000" + "006ED3579C010000" + "0000000000000000"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "00716CB19C010000" + "00000000" + "01"
        + "0500000000000000" + "0600000000000000" + "6300000000000000"
        + "01" + "0000000000000000" + "0A00000000000000" + "0000000000000000" + "0B00000000000000"
        + "01" + "0101" + "0000000000000000" + "0C00000000000000" + "0000000000000000" + "0D00000000000000";

    [Fact]
    public void A_header_of_version_5_is_read_and_written_again_as_version_6()
    {
        var state = new ScoringState();
        state.Read([0], Convert.FromHexString(HeaderOfVersion5));
        Judge(state);
        var again = new ScoringState();
        foreach (var (key, value) in StateImage.Of(state).InOrder())
        {
            Assert.Equal(6, value[0]);
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

    /// <summary>Version 5 had two bytes for each count of codes and for payments: byte 212 and on.</summary>
    [Fact]
    public void A_profile_of_version_5_goes_on_with_its_counts_and_without_shops()
    {
        var old = new byte[Profile.Size];
        MemoryMarshal.Write(old, Some.Person);
        old[20] = 77;
        old[164] = 9;
        MemoryMarshal.Write(old.AsSpan(212 + 2), (ushort)300);
        MemoryMarshal.Write(old.AsSpan(222), 1_000_000u);
        (old[226], old[227]) = (3, 4);
        MemoryMarshal.Write(old.AsSpan(228 + 12), 5_000u);
        MemoryMarshal.Write(old.AsSpan(244), 60_000u);
        MemoryMarshal.Write(old.AsSpan(248), 7_000u);
        MemoryMarshal.Write(old.AsSpan(252), (ushort)80);
        MemoryMarshal.Write(old.AsSpan(254), (ushort)900);
        var key = new byte[1 + Token.Size];
        key[0] = 1;
        Some.Person.Write(key.AsSpan(1));

        var state = new ScoringState();
        state.Read(key, [5, .. old]);
        var read = state.Profiles[state.Profiles.Find(Some.Person)];
        Assert.Equal((Some.Person, 77, 9), (read.Id, read.HomeRegion, read.Payees[0]));
        Assert.Equal((255, 1_000_000u, 3, 4), (read.Codes[1], read.CodesBucket, read.CodeIssuers, read.Denials));
        Assert.Equal((5_000u, 60_000u, 7_000u), (read.Sent[3], read.SentBucket, read.UsualLargeAmount));
        Assert.Equal((80, 255), (read.UsualLongCallSec, read.PaymentCount));
        Assert.Equal(new byte[6], ((ReadOnlySpan<byte>)read.Shops).ToArray());
    }

    [Theory]
    [InlineData(ScoringState.Version + 1)]
    [InlineData(ScoringState.Version - 2)]
    [InlineData(0)]
    public void A_state_of_any_other_version_is_refused_by_name(byte version)
    {
        var refused = Assert.Throws<InvalidDataException>(
            () => new ScoringState().Read([0], [version, .. Convert.FromHexString(HeaderOfVersion5)[1..]]));
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
    }
}
