using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Owners;
using WarningEngine.App.Snapshots;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Redis;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Snapshots;

/// <summary>Where the state of a taken partition is looked for, and in which order.</summary>
public sealed class PartitionRestoreTests : IDisposable
{
    private readonly MemoryCheckpointStore _store = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_checkpoint_comes_first()
    {
        await CheckpointAsync(50);
        Snapshot(40);

        var found = Found(0, 60);

        Assert.Equal((50, StateOrigin.Checkpoint, false), (found.NextOffset, found.Origin, found.Replaces));
        Assert.Equal("checkpoint 50", Of(found));
    }

    [Fact]
    public async Task A_damaged_checkpoint_gives_way_to_the_newest_snapshot_and_is_replaced()
    {
        await CheckpointAsync(50);
        _store.Damage("score", 0, "bit rot");
        Snapshot(30);
        Snapshot(40);

        var found = Found(0, 60);

        Assert.Equal((40, StateOrigin.Snapshot, true), (found.NextOffset, found.Origin, found.Replaces));
        Assert.Equal("snapshot 40", Of(found));
    }

    [Fact]
    public void An_empty_store_gives_way_to_the_newest_snapshot_that_the_log_reaches()
    {
        Snapshot(30);
        Snapshot(99);

        var found = Found(10, 60);

        Assert.Equal((30, StateOrigin.Snapshot, true), (found.NextOffset, found.Origin, found.Replaces));
    }

    [Fact]
    public async Task A_checkpoint_that_the_log_no_longer_reaches_gives_way_to_a_snapshot()
    {
        await CheckpointAsync(5);
        Snapshot(20);

        Assert.Equal((20, StateOrigin.Snapshot), (Found(10, 60).NextOffset, Found(10, 60).Origin));
    }

    [Fact]
    public void With_nothing_at_all_a_whole_log_is_read_from_its_beginning()
    {
        var found = Found(0, 60);

        // The first checkpoint is complete: it sweeps segments whose meta record was lost.
        Assert.Equal((0, StateOrigin.Log, true), (found.NextOffset, found.Origin, found.Replaces));
        Assert.Empty(((KeyValueState)found.State).Values);
    }

    /// <summary>Of history and imports nothing else tells.</summary>
    [Fact]
    public void A_log_that_is_whole_is_not_read_from_an_empty_state_where_the_folder_of_snapshots_is_not_there()
    {
        Directory.Delete(_folder.Path);
        Assert.Contains($"{_folder.Path}, is not there", Why(0, 60), StringComparison.Ordinal);

        // A first start.
        Assert.Equal(StateOrigin.Log, Found(0, 0).Origin);
        Directory.CreateDirectory(_folder.Path);
        Assert.Equal(StateOrigin.Log, Found(0, 60).Origin);
    }

    [Fact]
    public void A_log_that_is_whole_is_not_read_from_an_empty_state_where_what_was_filled_in_beneath_it_cannot_be_read()
    {
        Snapshot(0);
        var file = Assert.Single(Directory.GetFiles(_folder.Path));
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..^1]);
        Assert.Contains($"cannot be read: {file}", Why(0, 60), StringComparison.Ordinal);

        File.WriteAllBytes(file, bytes);
        Assert.Equal("snapshot 0", Of(Found(0, 60)));
    }

    /// <summary>It says nothing of what it holds, and stops the one partition that needs it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(long first)
    {
        Snapshot(20);
        foreach (var unreadable in new Exception[] { new IOException("Input/output error"), new UnauthorizedAccessException("Access is denied") })
        {
            var locked = new SnapshotDirectory(_folder.Path, (_, _) => throw unreadable);
            var (found, why) = Find(first, 60, locked);
            Assert.Null(found);
            Assert.Contains($"{_folder.Path} cannot be read: {unreadable.Message}", why, StringComparison.Ordinal);
        }

        await CheckpointAsync(50);
        Assert.Equal(StateOrigin.Checkpoint, Found(first, 60).Origin);
    }

    /// <summary>What stands before it tells a log that was cut, or made anew, and has grown since.</summary>
    [Fact]
    public async Task A_checkpoint_says_what_stood_before_it_where_the_log_still_has_that()
    {
        var last = new LastMessage(Some.TimeMs, 3);
        var writer = new SegmentWriter();
        State("here").WriteAll(writer);
        await _store.Take("score", 0, 1, 1).WriteAsync(writer.Finish(), 50, lastMessage: last);

        Assert.Equal(last, Found(49, 60).LastMessage);
        Assert.Null(Found(50, 60).LastMessage);
    }

    [Fact]
    public void A_snapshot_says_what_stood_before_it_where_the_log_still_has_that()
    {
        var last = new LastMessage(Some.TimeMs, 3);
        Snapshot(50, last);

        Assert.Equal(last, Found(49, 60).LastMessage);
        Assert.Null(Found(50, 60).LastMessage);
    }

    /// <summary>The log was made anew and has grown past a file of the one before: its offset is the higher one, and it is the older.</summary>
    [Fact]
    public void The_newest_snapshot_is_that_which_was_cut_last()
    {
        Snapshot(70, cutAtMs: Some.TimeMs - 1);
        Snapshot(10);

        Assert.Equal(10, Found(0, 80).NextOffset);
    }

    [Fact]
    public void Where_neither_reaches_it_is_said_why()
    {
        Snapshot(7);

        var why = Why(10, 60);

        Assert.Contains("the store holds no checkpoint, and the log begins at offset 10", why, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_ends_before_the_checkpoint_is_another_log_and_no_older_state_hides_that()
    {
        await CheckpointAsync(50);
        Snapshot(20);

        Assert.Contains("goes on at offset 50, but the log ends at 30", Why(0, 30), StringComparison.Ordinal);
    }

    private static string Of(FoundState found) => ((KeyValueState)found.State).Values["from"];

    private FoundState Found(long first, long end) => Find(first, end).Found!;

    private string Why(long first, long end)
    {
        var (found, why) = Find(first, end);
        Assert.Null(found);
        return why;
    }

    private (FoundState? Found, string Why) Find(long first, long end, SnapshotDirectory? snapshots = null) =>
        new PartitionRestore("score", 1, 1, snapshots ?? new SnapshotDirectory(_folder.Path), new ObserverFan(), NullLogger.Instance)
            .Find(_store.Take("score", 0, 1, 2), 0, (first, end), () => new KeyValueState());

    private async Task CheckpointAsync(long offset)
    {
        var parts = new SegmentParts();
        State($"checkpoint {offset}").WriteAll(parts);
        await _store.Take("score", 0, 1, 1).ReplaceAsync(parts.Finish(), offset);
    }

    private void Snapshot(long offset, LastMessage? last = null, long cutAtMs = Some.TimeMs) => new SnapshotDirectory(_folder.Path).Write(
        new SnapshotHeader("score", 0, 1, 1, offset, Logic.Version, cutAtMs, last), StateImage.Of(State($"snapshot {offset}")), kept: 9);

    private static KeyValueState State(string from)
    {
        var state = new KeyValueState();
        state.Set("from", from);
        return state;
    }
}
