using System.Runtime.CompilerServices;
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
    /// <summary>A header as version 6 wrote it: one mark (telecom.calls/1/2 at 345.6.7), time 1,772,503,200,000, calls since
    /// 1,771,000,000,000, no transfers yet, one raw partition that holds back, generations 5 and 6 of seen events, 99 steps swept, rule set 10 activated by
    /// command 11, and model 12 of persons in shadow by command 13.</summary>
    private const string HeaderOfVersion6 =
        "06"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "5901000000000000" + "06000000" + "07000000"
        + "00716CB19C010000" + "006ED3579C010000" + "0000000000000000"
        + "01000000" + "0D74656C65636F6D2E63616C6C73" + "01000000" + "02000000" + "00716CB19C010000" + "00000000" + "01"
        + "0500000000000000" + "0600000000000000" + "6300000000000000"
        + "01" + "0000000000000000" + "0A00000000000000" + "0000000000000000" + "0B00000000000000"
        + "01" + "0101" + "0000000000000000" + "0C00000000000000" + "0000000000000000" + "0D00000000000000";

    private static readonly Token Stranger = new(0x3003, 0x4004);

    [Fact]
    public void A_header_of_version_6_is_read_and_written_again_as_version_7()
    {
        var state = new ScoringState();
        state.Read([0], Convert.FromHexString(HeaderOfVersion6));
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

    /// <summary>Version 6 wrote records whole, and a profile with its token before it.</summary>
    [Fact]
    public void Records_of_version_6_are_gone_on_with()
    {
        var profile = new Profile { HomeRegion = 77, PaymentCount = 40, UsualLongCallSec = 900 };
        (profile.Contacts[15], profile.Shops[5]) = (9, 3);
        var counterpart = new Counterpart { Kind = EntityKind.Number, Grade = Grade.High, LastFraudMin = 12 };
        var block = new TouchedBlock { Owner = Stranger, Number = 3, Count = 1 };
        block.Lines[0] = new TouchedLine { Line = Some.Person, AtMin = 5 };
        var wave = new Wave { Sequence = 1, AgeMs = 44 };

        var state = new ScoringState();
        state.Read(Key(1, Some.Person), [6, .. Bytes(Some.Person), .. Bytes(profile)]);
        state.Read(Key(2, Stranger), [6, .. Bytes(counterpart)]);
        state.Read(Key(6, TouchedLines.KeyOf(Stranger, 3)), [6, .. Bytes(block)]);
        state.Read(Key(7, Stranger), [6, .. Bytes(wave)]);

        foreach (var each in new[] { state, Again(state) })
        {
            Assert.Equal(Bytes(profile), Bytes(each.Profiles[each.Profiles.Find(Some.Person)]));
            Assert.Equal(Bytes(counterpart), Bytes(each.Counterparts.Table[each.Counterparts.Table.Find(Stranger)]));
            Assert.Equal(Bytes(block)[..^(15 * Unsafe.SizeOf<TouchedLine>())], Bytes(each.Counterparts.Touched.Blocks[0])[..^(15 * Unsafe.SizeOf<TouchedLine>())]);
            Assert.Equal(Some.Person, each.Counterparts.Touched.Lines(Stranger, 3)[0].Line);
            Assert.Equal(Stranger, each.Counterparts.Waves.Next);
            Assert.Equal(44, each.Counterparts.Waves.Table[0].AgeMs);
        }
    }

    private static ScoringState Again(ScoringState state)
    {
        var again = new ScoringState();
        foreach (var (key, value) in StateImage.Of(state).InOrder())
        {
            Assert.Equal(7, value[0]);
            again.Read(key, value);
        }

        return again;
    }

    private static byte[] Key(byte kind, Token token)
    {
        var key = new byte[1 + Token.Size];
        key[0] = kind;
        token.Write(key.AsSpan(1));
        return key;
    }

    private static byte[] Bytes<T>(T record)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in record)).ToArray();

    [Theory]
    [InlineData(ScoringState.Version + 1)]
    [InlineData(ScoringState.Version - 2)]
    [InlineData(0)]
    public void A_state_of_any_other_version_is_refused_by_name(byte version)
    {
        var refused = Assert.Throws<InvalidDataException>(
            () => new ScoringState().Read([0], [version, .. Convert.FromHexString(HeaderOfVersion6)[1..]]));
        Assert.Contains($"version {version}", refused.Message, StringComparison.Ordinal);
    }
}
