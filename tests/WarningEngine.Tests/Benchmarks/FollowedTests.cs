using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;
using WarningEngine.Load.Engines;
using WarningEngine.Load.Input;

namespace WarningEngine.Tests.Benchmarks;

public sealed class FollowedTests
{
    private static readonly Source Raw = new("telecom.calls", 1, 0);

    [Fact]
    public void An_event_is_done_by_legs_and_not_by_messages_of_legs()
    {
        var legs = new FilledTopics();
        legs.Add(TopicPlan.Legs, 0, 1);
        legs.Add(TopicPlan.Legs, 0, 98);
        legs.Add(TopicPlan.Legs, 1, 1);
        Assert.Equal(
            [0, 1, 2, 100],
            Followed.Done([(50, [0, 0]), (100, [1, 0]), (100, [1, 1]), (100, [2, 1])], legs, 100));
    }

    [Fact]
    public void No_more_are_done_than_were_taken_in()
    {
        var legs = new FilledTopics();
        legs.Add(TopicPlan.Legs, 0, 10);
        Assert.Equal([7, 100], Followed.Done([(7, [1]), (100, [1])], legs, 100));
    }

    [Fact]
    public void Without_legs_what_was_taken_in_is_done() => Assert.Equal([7], Followed.Done([(7, [0])], new FilledTopics(), 100));

    [Fact]
    public void Progress_is_no_leg_and_every_message_keeps_its_offset()
    {
        var counts = new FilledTopics();
        LegCounts.Add(counts, 3, 0, Frame(calls: 2, progress: 1));
        LegCounts.Add(counts, 3, 2, Frame(calls: 0, progress: 1));
        LegCounts.Add(counts, 3, 3, Frame(calls: 5, progress: 0));
        Assert.Equal([0, 2, 2, 2, 7], Enumerable.Range(0, 5).Select(x => counts.EventsBefore(TopicPlan.Legs, 3, x)));
    }

    private static byte[] Frame(int calls, int progress)
    {
        var frame = new FrameWriter();
        for (var i = 0; i < calls; i++)
        {
            frame.Add(new Leg { Kind = LegKind.Call, Entity = new Token(1, 1), Stamp = new Stamp(Raw, new Position(i, 0, 0)) });
        }

        for (var i = 0; i < progress; i++)
        {
            frame.Add(new Leg { Kind = LegKind.Progress, Stamp = new Stamp(Raw, Position.Before), Progress = [new ProgressEntry(Raw, 1, true)] });
        }

        return frame.Take();
    }
}
