using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

public class CallsInDoubtTests
{
    private const uint StartSec = 850_000_000;
    private const long Minute = ProfileTime.MinuteMs;
    private static readonly long StartMs = ProfileTime.FromSeconds(StartSec);

    private readonly RecentCall[] _calls =
    [
        new() { Peer = 1, StartSec = StartSec, Marks = CallMarks.Answered | CallMarks.Open | CallMarks.Stranger },
        new() { Peer = 2, StartSec = StartSec - 3_600, DurationSec = 600, Marks = CallMarks.Answered | CallMarks.Ended },
    ];

    [Theory]
    [InlineData(10, 10)]
    [InlineData(30, 30)]
    [InlineData(95, 30)]
    public void An_open_call_counts_half_an_hour_beyond_its_answer(int minutes, int counted) =>
        Assert.Equal(counted * Minute, OngoingCalls.SoFarMs(_calls, 0, StartMs + (minutes * Minute)));

    [Fact]
    public void A_partial_record_confirms_what_has_passed()
    {
        _calls[0].AliveSec = 60 * 60;

        Assert.Equal(75 * Minute, OngoingCalls.SoFarMs(_calls, 0, StartMs + (75 * Minute)));
        Assert.False(OngoingCalls.IsUnconfirmed(_calls[0], StartMs + (75 * Minute)));
    }

    [Fact]
    public void Who_answers_another_call_has_ended_this_one_as_far_as_is_confirmed()
    {
        _calls[1] = new RecentCall { Peer = 3, StartSec = StartSec + 1_200, Marks = CallMarks.Answered | CallMarks.Open };

        Assert.Equal(0, OngoingCalls.SoFarMs(_calls, 0, StartMs + (25 * Minute)));
        Assert.Equal(5 * Minute, OngoingCalls.SoFarMs(_calls, 1, StartMs + (25 * Minute)));
    }

    [Fact]
    public void An_ended_call_is_as_long_as_its_record_says() => Assert.Equal(10 * Minute, OngoingCalls.SoFarMs(_calls, 1, StartMs));

    [Theory]
    [InlineData(-1, false, 10)]
    [InlineData(0, true, 0)]
    [InlineData(4, true, 4)]
    [InlineData(10, false, 10)]
    public void What_is_told_late_falls_into_a_call_that_is_over_as_far_as_it_had_come(int minutes, bool into, int counted)
    {
        var timeMs = StartMs - (60 * Minute) + (minutes * Minute);

        Assert.Equal(into, OngoingCalls.GoesOnAt(_calls[1], timeMs, fallsIn: true));
        Assert.Equal(counted * Minute, OngoingCalls.SoFarMs(_calls, 1, timeMs, fallsIn: true));
        Assert.Equal(10 * Minute, OngoingCalls.SoFarMs(_calls, 1, timeMs));
        Assert.False(OngoingCalls.GoesOnAt(_calls[1], timeMs, fallsIn: false));
    }

    [Fact]
    public void After_an_hour_without_a_sign_of_life_a_strangers_call_is_in_doubt()
    {
        Assert.False(OngoingCalls.IsUnconfirmed(_calls[0], StartMs + (60 * Minute)));
        Assert.True(OngoingCalls.IsUnconfirmed(_calls[0], StartMs + (61 * Minute)));

        _calls[0].Marks &= ~CallMarks.Stranger;
        Assert.False(OngoingCalls.IsUnconfirmed(_calls[0], StartMs + (61 * Minute)));
    }
}
