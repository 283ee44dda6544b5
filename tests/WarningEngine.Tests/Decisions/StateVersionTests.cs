using WarningEngine.App.Snapshots;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

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

    private const uint FirstSeenMin = 13_780_000;

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

    /// <summary>A counterpart as version 1 wrote it: a number from abroad, graded high by a list until 2026-03-31 20:53, 30 calls of
    /// which 10 were answered, and six of its 24 places for lines touched taken.</summary>
    [Fact]
    public void A_counterpart_of_version_1_keeps_its_grade_its_list_entry_and_whom_it_touched()
    {
        const int size = 592;
        var old = new byte[1 + size];
        byte[] head = [1, (byte)EntityKind.Number, (byte)NumberClass.International, (byte)Grade.High, (byte)Grade.High, 1, 0, 0x55, 0x25, (byte)Grade.High];
        head.CopyTo(old, 0);
        uint[] numbers = [FirstSeenMin, FirstSeenMin + 100, FirstSeenMin, FirstSeenMin + 20_000, 30 * 256, 10 * 256, 0, 0, 0, 0, FirstSeenMin + 100];
        Buffer.BlockCopy(numbers, 0, old, head.Length, numbers.Length * 4);
        for (var i = 0; i < 6; i++)
        {
            var at = head.Length + (numbers.Length * 4) + 32 + (i * 21);
            old[at + 16] = (byte)EntityKind.Number;
            BitConverter.TryWriteBytes(old.AsSpan(at + 17), FirstSeenMin + 100);

            // Tokens in records are plain memory, not the big-endian form of keys.
            BitConverter.TryWriteBytes(old.AsSpan(at), CounterpartLog.Line(i).High);
            BitConverter.TryWriteBytes(old.AsSpan(at + 8), CounterpartLog.Line(i).Low);
        }

        var key = new byte[1 + Token.Size];
        key[0] = 2;
        CounterpartLog.Party.Write(key.AsSpan(1));
        var state = new ScoringState();

        // Segments that were not merged yet hold the record several times.
        state.Read(key, old);
        state.Read(key, old);

        ref var read = ref state.Counterparts.Table[state.Counterparts.Table.Find(CounterpartLog.Party)];
        Assert.Equal((Grade.High, NumberClass.International, FirstSeenMin), (read.Grade, read.Class, read.FirstSeenMin));
        Assert.Equal((30u * 256, 10u * 256), (read.Counts.Originated, read.Counts.Answered));
        Assert.Equal(FirstSeenMin + 20_000, CounterpartLists.NextMin(read));
        Assert.Equal(6, state.Counterparts.Touched.CountLive(read, CounterpartLog.Party, FirstSeenMin + 200, 100));

        var again = new ScoringState();
        foreach (var (itsKey, value) in StateImage.Of(state).InOrder())
        {
            again.Read(itsKey, value);
        }

        Assert.Equal(6, again.Counterparts.Touched.CountLive(read, CounterpartLog.Party, FirstSeenMin + 200, 100));
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
