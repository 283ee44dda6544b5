using WarningEngine.Core;
using WarningEngine.Redis;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Redis;

/// <summary>Merges that fail, that end at once, and that are done without an answer.</summary>
public sealed class UnansweredMergesTests
{
    private const int Free = 4_000;
    private const int Lines = 60;

    private readonly MemoryCheckpointKeys _keys = new();

    [Theory]
    [InlineData(0)]
    [InlineData(3_000)]
    [InlineData(1 << 20)]
    public async Task What_was_done_and_not_heard_of_loses_nothing_brings_nothing_back_and_leaves_the_bound(long held)
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var keys = new MemoryCheckpointKeys();
            var random = new Random(seed);
            var background = new LaggingScheduler(random);
            var store = new RedisCheckpointStore(() => keys, background, Limits(held));
            var run = new Run(store.Take("score", 0, 1, owner: 1), keys, background);
            for (var offset = 1; offset <= Lines; offset++)
            {
                Change(run.State, random);
                await run.WriteAsync(offset, () => Disturb(keys, random));
                Assert.True(run.State.Values.SequenceEqual(Restored(store, offset)), $"seed {seed}: another state was restored at {offset}.");
            }

            // Nothing fails any more, and nothing is deleted: what is merged is no more than what is live.
            keys.LosesNextAnswer = false;
            for (var offset = 1; offset <= 30; offset++)
            {
                for (var i = 0; i < (offset == 1 ? Lines : 15); i++)
                {
                    run.State.Set(Line(offset == 1 ? i : random.Next(Lines)), Value(random));
                }

                await run.WriteAsync(Lines + offset, () => { });
            }

            Assert.True(Share(keys, run.State) <= 1.1, $"seed {seed}: {Share(keys, run.State):0.00} of what may stand beside the state.");
        }
    }

    [Fact]
    public async Task A_merge_that_fails_at_once_is_not_taken_for_one_that_has_merged_everything()
    {
        var store = new RedisCheckpointStore(() => _keys, new EagerScheduler(), Limits(held: 0));
        var lease = store.Take("score", 0, 1, owner: 1);
        var (state, random) = (new KeyValueState(), new Random(1));
        _keys.IsAway = x => x.Contains(":seg:", StringComparison.Ordinal);
        ReadOnlyMemory<byte> segment;
        var offset = 0;
        CheckpointOutcome outcome;
        do
        {
            offset++;
            state.Set(Line(offset), Value(random));
            state.Set(Line(offset + 1), Value(random));
            segment = Segment(state);
            outcome = await lease.WriteAsync(segment, offset);
        }
        while (outcome == CheckpointOutcome.Written);

        Assert.Equal(CheckpointOutcome.Unknown, outcome);
        _keys.IsAway = _ => false;
        Assert.Equal(offset, Restored(store, offset - 1).Count);
        Assert.Equal(CheckpointOutcome.Written, await lease.WriteAsync(segment, offset));
        Assert.Equal(state.Values, Restored(store, offset));
    }

    [Fact]
    public async Task A_large_checkpoint_over_a_store_that_went_back_in_time_is_fenced()
    {
        var store = new RedisCheckpointStore(() => _keys, new EagerScheduler(), Limits(held: 0));
        var lease = store.Take("score", 0, 1, owner: 1);
        var early = _keys.Copy();
        var state = new KeyValueState();
        state.Set("a", new string('1', 2 * Free));
        Assert.Equal(CheckpointOutcome.Written, await lease.WriteAsync(Segment(state), 1));
        _keys.GoBack(early);
        state.Set("b", new string('2', 3 * Free));

        Assert.Equal(CheckpointOutcome.Fenced, await lease.WriteAsync(Segment(state), 2));

        Assert.Equal(early.Keys.Order(StringComparer.Ordinal), _keys.Copy().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_not_sorted_into_ranges_is_never_replaced_by_a_checkpoint_alone()
    {
        var partition = new PartitionKeys("score", 0);
        var state = new KeyValueState();
        state.Set("a", "1");
        var bytes = Segment(state);
        var meta = CheckpointMeta.Empty(1) with
        {
            NextOffset = 1, Segments = [new SegmentRef("1-0", bytes.Length, SegmentReader.ChecksumOf(bytes.Span), 0)],
        };
        _keys.Set(partition.Owner, "me"u8.ToArray());
        _keys.Set(partition.Meta, meta.Write());
        _keys.Set(partition.Segment("1-0"), bytes.ToArray());
        var merges = new LeaseMerges(
            _keys, partition, new FencedMeta(_keys, partition, "me", "1-1", meta, meta.Write()), new FreshSegments(new FreshRoom(0)),
            new MergeQueue(TaskScheduler.Default, 1 << 20), Limits(held: 0));

        var other = new KeyValueState();
        other.Set("b", "2");
        Assert.Equal(CheckpointOutcome.Unknown, await merges.WriteThroughAsync(Segment(other), new MetaChange { NextOffset = 2 }));

        Assert.Equal(state.Values, Restored(new RedisCheckpointStore(() => _keys, TaskScheduler.Default), 1));
    }

    private static MergeLimits Limits(long held) =>
        new() { NewerBytesFree = Free, RangeBytesMax = 2_000, MergedBytesMax = 1 << 20, FreshBytesHeld = held };

    private static string Line(int number) => $"line {number:00}";

    private static string Value(Random random) => new((char)('a' + random.Next(26)), 100);

    private static void Change(KeyValueState state, Random random)
    {
        for (var i = random.Next(30); i > 0; i--)
        {
            if (random.Next(4) == 0)
            {
                state.Remove(Line(random.Next(Lines)));
            }
            else
            {
                state.Set(Line(random.Next(Lines)), Value(random));
            }
        }
    }

    private static void Disturb(MemoryCheckpointKeys keys, Random random)
    {
        if (random.Next(6) == 0)
        {
            keys.LosesNextAnswer = true;
        }

        if (random.Next(10) == 0)
        {
            keys.BeforeNext = () => throw new TimeoutException();
        }
    }

    private static ReadOnlyMemory<byte> Segment(KeyValueState state)
    {
        var writer = new SegmentWriter();
        state.WriteChanged(writer);
        return writer.Finish();
    }

    private static SortedDictionary<string, string> Restored(RedisCheckpointStore store, long offset)
    {
        var restored = new KeyValueState();
        Assert.Equal(offset, store.Peek("score", 0, restored)?.NextOffset);
        return restored.Values;
    }

    /// <summary>Of what may stand beside the state, how much does.</summary>
    private static double Share(MemoryCheckpointKeys keys, KeyValueState state)
    {
        var live = state.Values.Sum(x => (long)x.Key.Length + x.Value.Length + SegmentWriter.RecordOverhead);
        var stored = keys.Copy().Where(x => x.Key.Contains(":seg:", StringComparison.Ordinal)).Sum(x => (long)x.Value.Length);
        return (stored - live) / Math.Max(Free, MergeLimits.NewerShareMax * live);
    }

    /// <summary>One owner that writes.</summary>
    private sealed class Run(ICheckpointLease lease, MemoryCheckpointKeys keys, LaggingScheduler background)
    {
        public KeyValueState State { get; } = new();

        /// <summary>Until it is written.</summary>
        /// <param name="offset">Of it.</param>
        /// <param name="disturb">Before each attempt.</param>
        public async Task WriteAsync(long offset, Action disturb)
        {
            var segment = Segment(State);
            CheckpointOutcome outcome;
            do
            {
                disturb();
                var written = lease.WriteAsync(segment, offset);
                while (!written.IsCompleted)
                {
                    background.RunOne();
                }

                outcome = await written;
            }
            while (outcome == CheckpointOutcome.Unknown);

            keys.BeforeNext = null;
            Assert.Equal(CheckpointOutcome.Written, outcome);
        }
    }

    /// <summary>Whatever begins has ended, or waits for something, before whoever began it goes on.</summary>
    private sealed class EagerScheduler : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);
    }
}
