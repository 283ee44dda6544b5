using System.Text;
using WarningEngine.Redis;

namespace WarningEngine.Tests.Redis;

public sealed class SegmentMergeTests
{
    [Fact]
    public void The_last_record_of_each_key_wins()
    {
        var merged = Merge(isOldest: true, [("a", "1"), ("b", "1")], [("a", "2"), ("c", "1")], [("b", "3")]);

        Assert.Equal([("a", "2"), ("b", "3"), ("c", "1")], merged.Order());
    }

    [Fact]
    public void A_deletion_is_kept_while_something_older_may_hold_the_key()
    {
        Assert.Equal([("a", "")], Merge(isOldest: false, [("a", "1")], [("a", "")]));
        Assert.Empty(Merge(isOldest: true, [("a", "1")], [("a", "")]));
    }

    [Fact]
    public void A_large_merge_goes_on_in_another_part_and_no_record_is_split()
    {
        var records = Enumerable.Range(0, 100).Select(x => ($"key {x}", new string('x', 50))).ToArray();

        var parts = SegmentMerge.Merge([Segment("s", records)], isOldest: true, partBytesMax: 1_000).Finish();

        Assert.InRange(parts.Count, 6, 12);
        Assert.All(parts, x => Assert.InRange(x.Length, 1, 1_000 + 20));
        Assert.Equal(records.Order(), parts.SelectMany(x => Records(x.ToArray())).Order());
    }

    [Fact]
    public void A_merge_says_what_the_last_record_of_each_key_says_and_gives_its_memory_back()
    {
        var random = new Random(3);
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < 50; round++)
        {
            expected.Clear();
            var segments = Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Enumerable.Range(0, random.Next(300))
                .Select(_ => ($"{random.Next(400)}", random.Next(4) == 0 ? "" : new string('v', 1 + random.Next(40)))).ToArray()).ToArray();
            foreach (var (key, value) in segments.SelectMany(x => x))
            {
                expected[key] = value;
            }

            using var parts = SegmentMerge.Merge([.. segments.Select((x, i) => Segment($"{i}", x))], isOldest: round % 2 == 0, partBytesMax: 2_000);

            var merged = parts.Finish().SelectMany(x => Records(x.ToArray())).OrderBy(x => x.Key, StringComparer.Ordinal);
            Assert.Equal(expected.Where(x => round % 2 == 1 || x.Value.Length > 0).Select(x => (x.Key, x.Value)), merged);
        }
    }

    [Fact]
    public async Task Merges_wait_for_room_also_where_one_before_them_fails()
    {
        var merges = new MergeQueue(TaskScheduler.Default, bytesMax: 100);
        var (first, beside) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());

        var failing = merges.Run(() => first.Task, bytes: 60);
        var fitting = merges.Run(() => beside.Task, bytes: 40);
        var large = merges.Run(() => Task.FromResult(3), bytes: 500);
        beside.SetResult(2);
        Assert.Equal(2, await fitting);
        Assert.False(large.IsCompleted);
        first.SetException(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => failing);
        Assert.Equal(3, await large);
    }

    [Fact]
    public void Sorted_records_lie_in_their_ranges_and_a_range_is_halved_where_it_is_large()
    {
        var records = Enumerable.Range(0, 500).Select(x => ($"key {x}", new string('x', 50))).ToArray();

        using var merged = SegmentMerge.Merge(
            [Segment("s", records)], bytes => KeyRanges.Split(KeyRanges.All, bytes, 8_000), isOldest: true);

        var made = merged.Finish();
        var ranges = new KeyRanges([.. made.Select(x => x.Range)]);
        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], made.Select(x => x.Range));
        Assert.All(made, x => Assert.All(
            Records(x.Bytes.ToArray()), record => Assert.Equal(x.Range, ranges[ranges.IndexOf(Encoding.UTF8.GetBytes(record.Key))])));
        Assert.Equal(records.Order(), made.SelectMany(x => Records(x.Bytes.ToArray())).Order());
    }

    [Fact]
    public void Ranges_of_different_sizes_hold_each_key_once()
    {
        var uneven = new KeyRanges([2, 6, 14, 15]);

        var found = Enumerable.Range(0, 8_000).Select(x => uneven[uneven.IndexOf(Encoding.UTF8.GetBytes($"{x}"))]).CountBy(x => x).ToDictionary();

        Assert.InRange(found[2], 3_700, 4_300);
        Assert.InRange(found[6], 1_800, 2_200);
        Assert.InRange(found[14], 850, 1_150);
        Assert.InRange(found[15], 850, 1_150);
    }

    [Fact]
    public void A_damaged_segment_is_named_and_nothing_is_merged()
    {
        var damaged = Segment("we:{score:3}:seg:7-1", [("a", "1")]);
        damaged.Bytes[6]++;

        var error = Assert.Throws<InvalidDataException>(() => SegmentMerge.Merge([Segment("good", [("b", "1")]), damaged], true));

        Assert.Contains("we:{score:3}:seg:7-1", error.Message, StringComparison.Ordinal);
    }

    private static List<(string Key, string Value)> Merge(bool isOldest, params (string Key, string Value)[][] segments) =>
        [.. SegmentMerge.Merge([.. segments.Select((x, i) => Segment($"{i}", x))], isOldest).Finish().SelectMany(x => Records(x.ToArray()))];

    private static (string Name, byte[] Bytes) Segment(string name, (string Key, string Value)[] records)
    {
        var writer = new SegmentWriter();
        foreach (var (key, value) in records)
        {
            writer.Put(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        }

        return (name, writer.Finish().ToArray());
    }

    private static List<(string Key, string Value)> Records(byte[] segment)
    {
        var result = new List<(string, string)>();
        var records = new SegmentReader("segment", segment);
        while (records.Next())
        {
            result.Add((Encoding.UTF8.GetString(records.Key), Encoding.UTF8.GetString(records.Value)));
        }

        return result;
    }
}
