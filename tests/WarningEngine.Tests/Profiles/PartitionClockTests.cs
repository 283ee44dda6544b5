using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

public sealed class PartitionClockTests
{
    [Fact]
    public void Time_is_the_least_of_the_raw_partitions_that_hold_back()
    {
        var clock = new PartitionClock();
        Assert.True(clock.Advance([new ProgressEntry(Raw(1, 0), 100, true), new ProgressEntry(Raw(1, 1), 50, true)]));
        Assert.Equal(50, clock.NowMs);
    }

    [Fact]
    public void A_new_generation_of_a_topic_no_longer_waits_for_the_old_one()
    {
        var clock = new PartitionClock();
        clock.Advance([new ProgressEntry(Raw(1, 0), 100, true), new ProgressEntry(Raw(1, 1), 100, true)]);
        clock.Advance([new ProgressEntry(Raw(2, 0), 200, true)]);
        Assert.Equal(200, clock.NowMs);
    }

    [Fact]
    public void What_still_speaks_of_the_old_generation_is_not_heard()
    {
        var clock = new PartitionClock();
        clock.Advance([new ProgressEntry(Raw(2, 0), 200, true)]);
        Assert.False(clock.Advance([new ProgressEntry(Raw(1, 1), 100, true)]));
        Assert.True(clock.Advance([new ProgressEntry(Raw(2, 0), 300, true)]));
        Assert.Equal(300, clock.NowMs);
    }

    private static Source Raw(int generation, int partition) => new(RawStreams.Calls, generation, partition);
}
