using WarningEngine.Core;
using WarningEngine.Redis;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Redis;

/// <summary>The owner's side over a store that goes back in time.</summary>
public sealed class RedisCheckpointLeaseTests
{
    private readonly MemoryCheckpointKeys _keys = new();
    private readonly RedisCheckpointStore _store;

    public RedisCheckpointLeaseTests() => _store = new RedisCheckpointStore(() => _keys, TaskScheduler.Default);

    [Fact]
    public async Task Segments_of_two_takings_that_a_store_counted_alike_have_different_names()
    {
        // The replica that takes over between the counter and the owner key has not heard of the counter.
        var empty = _keys.Copy();
        _keys.BeforeNext = () => _keys.GoBack(empty);
        var first = _store.Take("score", 0, 1, owner: 1);
        Assert.Equal(CheckpointOutcome.Written, await first.WriteAsync(Segment("a", "first"), 1));
        Assert.Equal(CheckpointOutcome.Written, await first.WriteAsync(Segment("b", "first"), 2));

        var second = _store.Take("score", 0, 1, owner: 2);
        Assert.Equal(CheckpointOutcome.Written, await second.WriteAsync(Segment("c", "second"), 3));

        var state = new KeyValueState();
        Assert.Equal(3, _store.Peek("score", 0, state)?.NextOffset);
        Assert.Equal([new("a", "first"), new("b", "first"), new("c", "second")], state.Values);
    }

    /// <summary>Meta records of versions before know of none, and are read.</summary>
    [Fact]
    public async Task What_stood_before_a_checkpoint_is_known_again_until_a_complete_one_that_nobody_read_up_to()
    {
        var last = new LastMessage(Some.TimeMs, 7);
        Assert.Null(_store.Take("score", 0, 1, owner: 1).LastMessage);
        Assert.Equal(CheckpointOutcome.Written, await _store.Take("score", 0, 1, owner: 1).WriteAsync(Segment("a", "first"), 1, lastMessage: last));
        var second = _store.Take("score", 0, 1, owner: 2);
        Assert.Equal(last, second.LastMessage);

        Assert.Equal(CheckpointOutcome.Written, await second.ReplaceAsync([Segment("a", "first")], 1));

        Assert.Null(_store.Take("score", 0, 1, owner: 3).LastMessage);
        Assert.DoesNotContain("LastMessage", System.Text.Encoding.UTF8.GetString(_keys.Get("we:{score:0}:meta")!), StringComparison.Ordinal);
    }

    /// <summary>Where answers come later than anybody waits for them it would otherwise be written for ever, and none after it.</summary>
    [Fact]
    public async Task What_was_written_and_not_heard_of_is_not_written_again()
    {
        var lease = _store.Take("score", 0, 1, owner: 1);
        var whole = new[] { Segment("a", "first"), Segment("b", "first") };
        await LateAsync(() => lease.ReplaceAsync(whole, 1));
        Assert.Equal(2, Segments());
        await LateAsync(() => lease.WriteAsync(Segment("c", "first"), 2));
        Assert.Equal(3, Segments());
        await LateAsync(() => lease.WriteAsync(Segment("d", "last"), 2, isLast: true));
        Assert.Equal(4, Segments());

        // Who takes it next begins where this one ended.
        var next = _store.Take("score", 0, 1, owner: 2);
        Assert.True(next.WasClean);
        Assert.Equal(CheckpointOutcome.Written, await next.WriteAsync(Segment("e", "next"), 2, isLast: true));
        Assert.Equal(5, Segments());
        Assert.Equal(CheckpointOutcome.Written, await _store.Take("score", 0, 1, owner: 3).ReplaceAsync([Segment("f", "whole")], 2));
        Assert.Equal(1, Segments());

        async Task LateAsync(Func<Task<CheckpointOutcome>> writeAsync)
        {
            _keys.LosesNextAnswer = true;
            Assert.Equal(CheckpointOutcome.Unknown, await writeAsync());
            _keys.LosesNextAnswer = true;
            Assert.Equal(CheckpointOutcome.Written, await writeAsync());
            _keys.LosesNextAnswer = false;
        }

        int Segments() => _keys.Copy().Keys.Count(x => x.Contains(":seg:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public async Task A_merge_over_a_store_that_went_back_in_time_is_no_damage_but_a_fence(long held)
    {
        var background = new Background();
        var store = new RedisCheckpointStore(() => _keys, background, new MergeLimits { FreshBytesHeld = held });
        var lease = store.Take("score", 0, 1, owner: 1);
        var early = _keys.Copy();
        for (var i = 0; i <= MergeLimits.FreshMax; i++)
        {
            var written = lease.WriteAsync(Segment("a", $"{i}"), i + 1);
            background.RunNext();
            Assert.Equal(CheckpointOutcome.Written, await written);
        }

        // The last has made a merge due, which finds nothing any more, or its copies alone.
        _keys.GoBack(early);
        background.RunNext();

        var after = lease.WriteAsync(Segment("a", "after"), MergeLimits.FreshMax + 2);
        background.RunNext();
        Assert.Equal(CheckpointOutcome.Fenced, await after);
    }

    [Fact]
    public async Task A_merge_asks_the_store_for_nothing_that_was_just_written()
    {
        var background = new Background();
        var store = new RedisCheckpointStore(() => _keys, background);
        var lease = store.Take("score", 0, 1, owner: 1);
        for (var i = 0; i <= MergeLimits.FreshMax; i++)
        {
            var written = lease.WriteAsync(Segment($"{i}", "value"), i + 1);
            background.RunNext();
            Assert.Equal(CheckpointOutcome.Written, await written);
        }

        _keys.Asked.Clear();
        background.RunNext();

        Assert.DoesNotContain(_keys.Asked, x => x.Contains(":seg:", StringComparison.Ordinal));
        var state = new KeyValueState();
        Assert.Equal(MergeLimits.FreshMax + 1, store.Peek("score", 0, state)?.NextOffset);
        Assert.Equal(MergeLimits.FreshMax + 1, state.Values.Count);
        Assert.Single(_keys.Asked, x => x.Contains(":seg:", StringComparison.Ordinal));
    }

    private static ReadOnlyMemory<byte> Segment(string key, string value)
    {
        var writer = new SegmentWriter();
        var state = new KeyValueState();
        state.Set(key, value);
        state.WriteChanged(writer);
        return writer.Finish();
    }

    /// <summary>Does what it is given one after the other, when it is told to.</summary>
    private sealed class Background : TaskScheduler
    {
        private readonly Queue<Task> _waiting = new();

        public void RunNext() => Assert.True(TryExecuteTask(_waiting.Dequeue()));

        protected override IEnumerable<Task> GetScheduledTasks() => _waiting;

        protected override void QueueTask(Task task) => _waiting.Enqueue(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
    }
}
