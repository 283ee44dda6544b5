using System.Text;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Wire;
using WarningEngine.Kafka.Wire.Proto;
using WarningEngine.Load.Engines;
using WarningEngine.Load.Input;

namespace WarningEngine.Tests.Benchmarks;

public sealed class StretchTests
{
    private static readonly Source Raw = new("telecom.calls", 1, 0);

    /// <summary>Neither where the events are taken in, nor where they are scored, nor where nothing but the time comes any more.</summary>
    [Fact]
    public void It_ends_where_all_is_committed_scored_and_delivered()
    {
        Come[] looks = [new(10, [4, 5], [3, 0]), new(10, [5, 5], [2, 0]), new(9, [5, 5], [3, 0]), new(10, [5, 5], [3, 0]), new(10, [9, 9], [4, 4])];
        Assert.Equal(3, Stretch.End(looks, 10, [5, 5], [3, 0]));
    }

    [Fact]
    public void What_was_not_done_at_any_look_has_no_end() =>
        Assert.Throws<InvalidOperationException>(() => Stretch.End([new(10, [5], [2])], 10, [5], [3]));

    [Fact]
    public void A_frame_of_progress_is_time_and_one_with_a_call_is_not()
    {
        Assert.True(LogTails.IsTime(Frame(calls: 0, progress: 2)));
        Assert.False(LogTails.IsTime(Frame(calls: 1, progress: 1)));
    }

    /// <summary>The rest of a batch that is not full is a message too; each partition's records stay together and in their order.</summary>
    [Fact]
    public void Every_record_stands_in_a_batch_of_its_partition()
    {
        var records = Enumerable.Range(0, 600).Select(i => new InputRecord(RawTopic.Calls, i % 2, Encoding.UTF8.GetBytes($$"""{"callingNumber":"{{i}}"}"""), i));
        var messages = RawLoader.Protobuf(records, TestContext.Current.CancellationToken).ToArray();
        Assert.Equal([(0, 250), (1, 250), (0, 50), (1, 50)], messages.Select(x => (x.Partition, x.Events)));
        Assert.Equal(
            ["0", "2", "4"],
            CallRecords.Parser.ParseFrom(messages[0].Value).Records.Take(3).Select(x => x.CallingNumber));
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
