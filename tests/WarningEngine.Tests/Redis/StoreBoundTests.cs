using WarningEngine.Core;
using WarningEngine.Redis;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Redis;

/// <summary>How much the store holds of a partition, while merges come when they come.</summary>
public sealed class StoreBoundTests
{
    /// <summary>Beyond half of what is merged; the meta record is not counted.</summary>
    private const int Free = 20_000;

    private static readonly MergeLimits Limits = new() { NewerBytesFree = Free, RangeBytesMax = 10_000, MergedBytesMax = 1 << 20 };

    private readonly MemoryCheckpointKeys _keys = new();

    [Theory]
    [InlineData(1, 40, 0.5)]
    [InlineData(2, 400, 0.7)]
    [InlineData(3, 4_000, 0)]
    public async Task The_store_never_holds_more_than_half_as_much_again_as_the_state(int seed, int changes, double closeTo)
    {
        var random = new Random(seed);
        var background = new LaggingScheduler(random);
        var store = new RedisCheckpointStore(() => _keys, background, Limits);
        var lease = store.Take("score", 0, 1, owner: 1);
        var state = new KeyValueState();
        double share = 0;
        for (var offset = 1; offset <= 150; offset++)
        {
            for (var i = 0; i < changes; i++)
            {
                state.Set($"line {random.Next(4_000):0000}", new string((char)('a' + random.Next(26)), 100));
            }

            using var segment = new SegmentWriter();
            state.WriteChanged(segment);
            var written = lease.WriteAsync(segment.Finish(), offset);
            while (!written.IsCompleted)
            {
                background.RunOne();
                share = Math.Max(share, Share(state));
            }

            Assert.Equal(CheckpointOutcome.Written, await written);
            if (offset % 15 == 0)
            {
                Assert.Equal(state.Values, Restored(store, offset));
            }
        }

        // Close to it, or nothing here would say that it is kept; a little more for the segments' headers. What changes all of the state at once
        // is merged before it is written.
        Assert.InRange(share, closeTo, 1.03);
    }

    [Fact]
    public async Task What_was_deleted_goes_and_what_the_store_was_away_for_is_merged_again()
    {
        var random = new Random(7);
        var background = new LaggingScheduler(random);
        var store = new RedisCheckpointStore(() => _keys, background, Limits);
        var lease = store.Take("score", 0, 1, owner: 1);
        var state = new KeyValueState();
        var unknown = 0;
        for (var offset = 1; offset <= 200; offset++)
        {
            for (var i = 0; i < 60; i++)
            {
                var key = $"line {random.Next(1_000):0000}";
                if (random.Next(3) == 0)
                {
                    state.Remove(key);
                }
                else
                {
                    state.Set(key, new string('v', 10 + random.Next(150)));
                }
            }

            using var segment = new SegmentWriter();
            state.WriteChanged(segment);
            var bytes = segment.Finish();
            CheckpointOutcome outcome;
            do
            {
                if (random.Next(10) == 0)
                {
                    _keys.BeforeNext = () => throw new TimeoutException();
                }

                var written = lease.WriteAsync(bytes, offset);
                while (!written.IsCompleted)
                {
                    background.RunOne();
                }

                outcome = await written;
                unknown += outcome == CheckpointOutcome.Unknown ? 1 : 0;
            }
            while (outcome == CheckpointOutcome.Unknown);

            Assert.Equal(CheckpointOutcome.Written, outcome);
            Assert.Equal(state.Values, Restored(store, offset));
        }

        Assert.InRange(unknown, 5, 150);
    }

    private static SortedDictionary<string, string> Restored(RedisCheckpointStore store, long offset)
    {
        var restored = new KeyValueState();
        Assert.Equal(offset, store.Peek("score", 0, restored)?.NextOffset);
        return restored.Values;
    }

    /// <summary>Of what may stand beside the state, how much does.</summary>
    private double Share(KeyValueState state)
    {
        var live = state.Values.Sum(x => (long)x.Key.Length + x.Value.Length + SegmentWriter.RecordOverhead);
        var stored = _keys.Copy().Where(x => x.Key.Contains(":seg:", StringComparison.Ordinal)).Sum(x => (long)x.Value.Length);

        // What is merged is no more than what is live now: here nothing is deleted.
        return (stored - live) / Math.Max(Free, MergeLimits.NewerShareMax * live);
    }
}
