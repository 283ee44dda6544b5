using WarningEngine.Redis;

namespace WarningEngine.Tests.Redis;

public sealed class FreshSegmentsTests
{
    private const int RoomBytes = 100;
    private readonly FreshRoom _room = new(RoomBytes);

    [Fact]
    public void What_was_written_is_there_until_it_is_no_longer_live_whatever_becomes_of_the_writers_memory()
    {
        using var fresh = new FreshSegments(_room);
        byte[] memory = [1, 2, 3];
        fresh.Add("1-0", memory.AsMemory(0, 2));
        fresh.Add("1-1", memory);
        memory[0] = 9;

        using (var first = fresh.Rent("1-0"))
        {
            Assert.Equal([1, 2], first!.Memory.ToArray());
        }

        fresh.Keep([new SegmentRef("1-1", 3, 0)]);
        Assert.Null(fresh.Rent("1-0"));
        Assert.Equal(3, _room.Taken);
        using var second = fresh.Rent("1-1");
        Assert.Equal([1, 2, 3], second!.Memory.ToArray());
    }

    [Fact]
    public void What_is_being_merged_stays_until_the_merge_gives_it_back_and_its_room_with_it()
    {
        var fresh = new FreshSegments(_room);
        fresh.Add("1-0", new byte[] { 1, 2 });
        var read = fresh.Rent("1-0")!;
        fresh.Dispose();

        Assert.Equal([1, 2], read.Memory.ToArray());
        Assert.Equal(2, _room.Taken);
        read.Dispose();
        read.Dispose();
        Assert.Equal(0, _room.Taken);
    }

    [Fact]
    public void What_finds_no_room_is_left_to_the_store_and_all_leases_of_a_process_share_the_room()
    {
        using var one = new FreshSegments(_room);
        using var other = new FreshSegments(_room);
        one.Add("1-0", new byte[RoomBytes - 10]);
        other.Add("2-0", new byte[11]);
        other.Add("2-1", new byte[10]);
        Assert.Null(other.Rent("2-0"));

        one.Keep([]);
        other.Add("2-2", new byte[RoomBytes - 10]);
        using var found = other.Rent("2-2");
        Assert.Equal(RoomBytes - 10, found?.Memory.Length);
        Assert.Equal(RoomBytes, _room.Taken);
    }

    [Fact]
    public void After_the_partition_is_let_go_nothing_is_copied_any_more()
    {
        var fresh = new FreshSegments(_room);
        fresh.Dispose();
        fresh.Add("1-0", new byte[] { 1 });

        Assert.Null(fresh.Rent("1-0"));
        Assert.Equal(0, _room.Taken);
    }
}
