using WarningEngine.Load.Engines;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Benchmarks;

public sealed class SettledTests
{
    private readonly ManualClock _clock = new();
    private long[] _come = [0, 0];
    private long[] _ends = [0, 0];

    [Fact]
    public void What_scoring_causes_after_intake_has_ended_is_waited_for()
    {
        var log = New();
        (_come, _ends) = ([9, 4], [10, 4]);
        Assert.False(log.Ask());

        // The last leg has caused another, in another partition.
        (_come, _ends) = ([10, 4], [10, 5]);
        Assert.False(log.Ask());
        (_come, _ends) = ([10, 5], [10, 5]);
        Assert.True(log.Ask());
    }

    [Fact]
    public void What_is_caused_while_it_is_looked_is_waited_for()
    {
        (_come, _ends) = ([10, 4], [10, 4]);
        var log = new Settled(() => Then(_come, () => (_come, _ends) = ([10, 4], [10, 5])), () => _ends, 1, _clock);
        Assert.False(log.Ask());
    }

    [Fact]
    public void Time_that_goes_on_afterwards_changes_nothing()
    {
        var log = New();
        (_come, _ends) = ([10, 4], [10, 4]);
        Assert.True(log.Ask());
        _ends = [11, 5];
        Assert.True(log.Ask());
    }

    [Fact]
    public void Progress_that_is_always_ahead_of_the_checkpoints_does_not_make_it_endless() =>
        Assert.True(Looks(messagesPerSecond: 1) is <= 8);

    [Fact]
    public void A_log_that_grows_faster_than_time_is_told_is_not_settled() => Assert.Null(Looks(messagesPerSecond: 3));

    [Fact]
    public void A_log_that_stands_still_before_its_end_is_not_settled()
    {
        var log = New();
        (_come, _ends) = ([9, 4], [10, 4]);
        for (var second = 0; second < 100; second++, _clock.Advance(TimeSpan.FromSeconds(1)))
        {
            Assert.False(log.Ask());
        }
    }

    /// <summary>Seconds until it is settled, where checkpoints are always a message behind.</summary>
    private int? Looks(int messagesPerSecond)
    {
        var log = New();
        for (var second = 0; second < 100; second++, _clock.Advance(TimeSpan.FromSeconds(1)))
        {
            var end = 10 + (second * messagesPerSecond);
            (_come, _ends) = ([end - 1, end - 1], [end, end]);
            if (log.Ask())
            {
                return second;
            }
        }

        return null;
    }

    private static long[] Then(long[] value, Action after)
    {
        after();
        return value;
    }

    private Settled New() => new(() => _come, () => _ends, 1, _clock);
}
