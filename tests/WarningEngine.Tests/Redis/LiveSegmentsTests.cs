using WarningEngine.Redis;

namespace WarningEngine.Tests.Redis;

public sealed class LiveSegmentsTests
{
    [Fact]
    public void A_few_small_checkpoints_are_left_alone() =>
        Assert.Null(Live([.. Enumerable.Range(0, MergeLimits.FreshMax).Select(x => new SegmentRef($"1-{x}", 1_000, 0))]).Due());

    [Fact]
    public void Many_small_checkpoints_do_not_rewrite_what_is_merged()
    {
        var due = Live([new("1-0", 30_000_000, 0, 1), .. Enumerable.Range(1, MergeLimits.FreshMax + 1).Select(x => new SegmentRef($"1-{x}", 1_000, 0))]).Due();

        Assert.Equal(MergeKind.Run, due!.Kind);
        Assert.Equal(MergeLimits.FreshMax + 1, due.Replaced.Count);
    }

    [Fact]
    public void Many_checkpoints_are_sorted_into_ranges_and_a_first_time_divided()
    {
        SegmentRef[] checkpoints = [new("1-5", 9_000_000, 0), new("1-6", 9_000_000, 0)];

        Assert.Equal((MergeKind.Range, 1), KindAndRange(Live(checkpoints).Due()));
        Assert.Equal(
            (MergeKind.Sort, 0), KindAndRange(Live([new("1-0", 9_000_000, 0, 2), new("1-1", 9_000_000, 0, 3), checkpoints[0]]).Due()));
    }

    [Fact]
    public void Where_there_is_one_range_checkpoints_are_merged_with_it_unsorted()
    {
        SegmentRef[] live = [new("1-0", 6_000_000, 0, 1), new("1-1", 9_000_000, 0)];

        Assert.Null(Live(live).Due());
        var due = Live([.. live, new("1-2", 9_000_000, 0)]).Due();
        Assert.Equal((MergeKind.Range, 1), KindAndRange(due));
        Assert.Equal(["1-0", "1-1", "1-2"], due!.Replaced.Select(x => x.Name));
    }

    [Fact]
    public void The_range_that_holds_most_of_what_is_superseded_is_merged()
    {
        SegmentRef[] ranges = [new("1-0", 9_000_000, 0, 2), new("1-1", 9_000_000, 0, 3), new("1-2", 7_000_000, 0, 2)];

        Assert.Null(Live(ranges).Due());
        Assert.Equal((MergeKind.Range, 3), KindAndRange(Live([.. ranges, new("1-3", 10_000_000, 0, 3)]).Due()));
    }

    [Fact]
    public void Of_many_small_pieces_one_is_made()
    {
        var due = Live([new("1-0", 90_000_000, 0, 1), .. Enumerable.Range(1, 13).Select(x => new SegmentRef($"1-{x}", 1_000, 0, 1))]).Due();

        Assert.Equal((MergeKind.Pieces, 1), KindAndRange(due));
        Assert.Equal(13, due!.Replaced.Count);
    }

    [Fact]
    public void There_is_room_for_half_of_what_is_merged()
    {
        SegmentRef[] live = [new("1-0", 40_000_000, 0, 2), new("1-1", 60_000_000, 0, 3), new("1-2", 20_000_000, 0, 2), new("1-3", 10_000_000, 0)];

        Assert.True(Live(live).HasRoomFor(20_000_000));
        Assert.False(Live(live).HasRoomFor(20_000_001));
        Assert.True(Live([]).HasRoomFor(MergeLimits.Default.NewerBytesFree));
    }

    [Fact]
    public void Room_is_made_where_most_of_it_is()
    {
        SegmentRef[] merged = [new("1-0", 9_000_000, 0, 2), new("1-1", 9_000_000, 0, 3)];

        Assert.Null(Live(merged).ForRoom());
        Assert.Equal((MergeKind.Sort, 0), KindAndRange(Live([.. merged, new("1-2", 100_000, 0)]).ForRoom()));
        Assert.Equal((MergeKind.Range, 3), KindAndRange(Live([.. merged, new("1-2", 100_000, 0, 3)]).ForRoom()));
    }

    [Fact]
    public void A_record_is_rewritten_seldom_and_live_segments_stay_few()
    {
        // A state of 400 MB in 64 ranges, changed evenly: what is merged stays as large.
        List<SegmentRef> live = [.. Enumerable.Range(64, 64).Select(x => new SegmentRef($"0-{x}", 6_250_000, 0, x))];
        const int Checkpoints = 20_000;
        const int Bytes = 400_000;
        long written = 0;
        var limits = MergeLimits.Default;
        for (var i = 0; i < Checkpoints; i++)
        {
            Assert.True(new LiveSegments(live, limits).HasRoomFor(Bytes));
            live.Add(new SegmentRef($"1-{i}", Bytes, 0));
            while (new LiveSegments(live, limits).Due() is { } plan)
            {
                var at = live.IndexOf(plan.Replaced[0]);
                live.RemoveAll(plan.Replaced.Contains);
                var bytes = (int)(plan.Kind == MergeKind.Range ? 6_250_000 : plan.Bytes);
                live.InsertRange(at, plan.Kind == MergeKind.Sort
                    ? Enumerable.Range(64, 64).Select(x => new SegmentRef($"{i}s-{x}", bytes / 64, 0, x))
                    : [new SegmentRef($"{i}m-{written}", bytes, 0, plan.Range)]);
                written += bytes;
            }

            Assert.InRange(live.Count, 1, (64 * MergeLimits.PiecesMax) + MergeLimits.FreshMax);
        }

        Assert.InRange((double)written / ((long)Checkpoints * Bytes), 0, 5.5);
    }

    private static LiveSegments Live(IReadOnlyList<SegmentRef> live) => new(live, MergeLimits.Default);

    private static (MergeKind, int) KindAndRange(MergePlan? plan) => (plan!.Kind, plan.Range);
}
