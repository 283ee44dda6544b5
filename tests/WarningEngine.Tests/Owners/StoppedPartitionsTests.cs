using Confluent.Kafka;
using WarningEngine.App.Owners;
using WarningEngine.Kafka.Consuming;

namespace WarningEngine.Tests.Owners;

public sealed class StoppedPartitionsTests
{
    private readonly StoppedPartitions _stopped = new();

    [Fact]
    public void It_is_tried_again_after_a_pause_and_not_in_every_turn()
    {
        _stopped.Add(3, before: null, nowMs: 1_000);
        Assert.Empty(_stopped.Due(1_000));

        var later = 1_000 + 60;
        Assert.Equal([3], _stopped.Due(later).Select(x => x.Partition));
        Assert.Empty(_stopped.Due(later));
    }

    [Fact]
    public void The_message_that_it_stands_before_outlives_the_memory_in_which_it_came()
    {
        byte[] memory = [1, 2, 3];
        _stopped.Add(3, new HeldMessage(new TopicPartitionOffset("legs", 3, 7), memory.AsMemory(0, 2), timestampMs: 5), nowMs: 0);
        memory[0] = 9;

        Assert.Equal([1, 2], Assert.Single(_stopped.Due(1_000)).Before!.Value.ToArray());
    }

    [Fact]
    public void What_comes_a_moment_later_is_not_worth_a_word()
    {
        _stopped.Add(3, before: null, nowMs: 0);

        Assert.False(_stopped.TakeNews(3, "missing", 500));
        Assert.False(_stopped.Remove(3));
        Assert.False(_stopped.Contains(3));
    }

    [Fact]
    public void What_lasts_is_told_once_for_each_reason_and_so_is_its_end()
    {
        _stopped.Add(3, before: null, nowMs: 0);

        Assert.True(_stopped.TakeNews(3, "missing", 5_000));
        Assert.False(_stopped.TakeNews(3, "missing", 6_000));
        Assert.True(_stopped.TakeNews(3, "damaged", 7_000));
        Assert.True(_stopped.Remove(3));
    }
}
