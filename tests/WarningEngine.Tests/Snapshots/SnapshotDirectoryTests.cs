using WarningEngine.App.Snapshots;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Snapshots;

public sealed class SnapshotDirectoryTests : IDisposable
{
    private static readonly SnapshotHeader Header = new("score", 3, 32, 1, 0, 1, Some.TimeMs);
    private readonly string _folder = Directory.CreateTempSubdirectory("warning-engine-").FullName;
    private readonly List<string> _ignored = [];

    private SnapshotDirectory Snapshots => new(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_newest_is_restored()
    {
        Write(9);
        Write(100);
        Assert.Equal((100, "100"), Restored());
        Assert.Empty(_ignored);
    }

    [Fact]
    public void A_damaged_one_is_passed_over_with_a_reason_for_the_one_before()
    {
        Write(100);
        var newest = Write(200);
        File.WriteAllBytes(newest, File.ReadAllBytes(newest)[..^1]);

        Assert.Equal((100, "100"), Restored());
        Assert.Contains(newest, Assert.Single(_ignored), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_the_log_no_longer_reaches_is_passed_over_with_a_reason()
    {
        Write(100);
        Assert.Null(Restored(x => x < 150 ? "the log begins at 150" : null));
        Assert.EndsWith("the log begins at 150", Assert.Single(_ignored), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dispatch", 3, 32, 1)]
    [InlineData("score", 4, 32, 1)]
    [InlineData("score", 3, 16, 1)]
    [InlineData("score", 3, 32, 2)]
    public void One_of_another_role_partition_number_of_partitions_or_generation_is_never_restored(
        string role, int partition, int partitions, int generation)
    {
        Write(100, Header with { Role = role, Partition = partition, Partitions = partitions, Generation = generation });
        Assert.Null(Restored());
    }

    [Fact]
    public void A_renamed_one_is_not_believed()
    {
        File.Move(Write(100), Path.Combine(_folder, "score-0003-g1-00000000000000000200.snapshot"));
        Assert.Null(Restored());
        Assert.Single(_ignored);
    }

    [Fact]
    public void Three_are_kept_and_damaged_ones_push_out_none()
    {
        for (var offset = 1; offset <= 5; offset++)
        {
            Write(offset);
        }

        Assert.Equal([5, 4, 3], Snapshots.Of("score", 3).Select(x => x.Offset));
        File.WriteAllText(Snapshots.Of("score", 3)[0].Path, "torn");
        Write(6);
        Assert.Equal([6, 5, 4, 3], Snapshots.Of("score", 3).Select(x => x.Offset));
        Write(7);
        Assert.Equal([7, 6, 5, 4], Snapshots.Of("score", 3).Select(x => x.Offset));
    }

    [Fact]
    public void What_was_filled_in_beneath_the_log_is_kept_and_found_however_many_come_after_it()
    {
        Assert.Null(Beneath());
        for (var offset = 0; offset <= 5; offset++)
        {
            Write(offset);
        }

        Assert.Equal([5, 4, 3, 0], Snapshots.Of("score", 3).Select(x => x.Offset));
        Assert.Equal("0", Beneath());
        Assert.Equal((5, "5"), Restored());
        Assert.Empty(_ignored);

        // Of the next generation's log it says nothing, and is one of many.
        for (var offset = 1; offset <= 3; offset++)
        {
            Write(offset, Header with { Generation = 2 });
        }

        Assert.Equal([(2, 3), (2, 2), (2, 1)], Snapshots.Of("score", 3).Select(x => (x.Generation, x.Offset)));
    }

    /// <summary>The log was made anew under the same generation: what is left of the one before stands at offsets that it comes to later, if ever.</summary>
    [Fact]
    public void Those_of_a_log_that_was_made_anew_are_kept_rather_than_those_of_the_one_before()
    {
        var day = (long)TimeSpan.FromDays(1).TotalMilliseconds;
        foreach (var (offset, days) in new[] { (50_000, -3), (60_000, -2), (70_000, -1) })
        {
            Write(offset, Header with { CutAtMs = Some.TimeMs + (days * day) });
        }

        foreach (var (offset, days, left) in new[]
        {
            (100, 0, new long[] { 70_000, 60_000, 100 }), (20_000, 1, [70_000, 20_000, 100]), (40_000, 2, [40_000, 20_000, 100]),
        })
        {
            Assert.True(File.Exists(Write(offset, Header with { CutAtMs = Some.TimeMs + (days * day) })));
            Assert.Equal(left, Snapshots.Of("score", 3).Select(x => x.Offset));
        }
    }

    [Fact]
    public void Those_of_a_clock_that_ran_ahead_push_out_none_that_is_written_after_them()
    {
        foreach (var offset in new[] { 1, 2, 3 })
        {
            Write(offset, Header with { CutAtMs = Some.TimeMs + 1_000_000 + offset });
        }

        Write(4);
        Assert.Equal([4, 3, 2], Snapshots.Of("score", 3).Select(x => x.Offset));
        Write(5, Header with { CutAtMs = Some.TimeMs + 1 });
        Assert.Equal([5, 4, 3], Snapshots.Of("score", 3).Select(x => x.Offset));
    }

    [Fact]
    public void A_directory_that_is_not_there_holds_none() =>
        Assert.Null(new SnapshotDirectory(Path.Combine(_folder, "missing"))
            .Find(Header, _ => null, () => new KeyValueState(), _ignored.Add));

    private string Write(long offset, SnapshotHeader? header = null)
    {
        var state = new KeyValueState();
        state.Set("offset", $"{offset}");
        return Snapshots.Write((header ?? Header) with { Offset = offset }, StateImage.Of(state), kept: 3);
    }

    private string? Beneath() => Snapshots.FindBeneath(Header, () => new KeyValueState(), _ignored.Add)?.State.Values["offset"];

    private (long Offset, string Value)? Restored(Func<long, string?>? refuse = null) =>
        Snapshots.Find(Header, refuse ?? (_ => null), () => new KeyValueState(), _ignored.Add) is { } found
            ? (found.Header.Offset, found.State.Values["offset"]) : null;
}
