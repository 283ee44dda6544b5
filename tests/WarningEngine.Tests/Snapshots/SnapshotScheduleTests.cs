using Microsoft.Extensions.Logging.Abstractions;
using WarningEngine.App.Owners;
using WarningEngine.App.Snapshots;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Redis;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Snapshots;

public sealed class SnapshotScheduleTests : IDisposable
{
    private readonly MemoryCheckpointStore _store = new();
    private readonly ManualClock _clock = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_snapshot_is_the_last_checkpoint_once_a_day()
    {
        var schedule = Schedule();
        await CheckpointAsync(0, 10);
        await StepAsync(schedule, 0);
        await CheckpointAsync(0, 20);
        _clock.Advance(TimeSpan.FromHours(23));
        await StepAsync(schedule, 0);
        Assert.Equal([10], Offsets(0));

        _clock.Advance(TimeSpan.FromHours(2));
        await StepAsync(schedule, 0);
        Assert.Equal([20, 10], Offsets(0));
        var state = new KeyValueState();
        SnapshotFile.LoadInto(Directory(0)[0].Path, state);
        Assert.Equal("20", state.Values["offset"]);
    }

    [Fact]
    public async Task What_another_machine_made_is_not_made_again()
    {
        await CheckpointAsync(0, 10);
        await StepAsync(Schedule(), 0);
        await CheckpointAsync(0, 20);
        _clock.Advance(TimeSpan.FromHours(1));

        await StepAsync(Schedule(), 0);

        Assert.Equal([10], Offsets(0));
    }

    [Fact]
    public async Task The_one_that_was_cut_last_says_when_the_next_is_due_whatever_stands_at_a_higher_offset()
    {
        await CheckpointAsync(0, 10);
        await StepAsync(Schedule(), 0);
        new SnapshotDirectory(_folder.Path).Write(
            SnapshotFile.ReadHeader(Directory(0)[0].Path) with { Offset = 99, CutAtMs = _clock.GetUtcNow().AddDays(-3).ToUnixTimeMilliseconds() },
            new StateImage(), kept: 3);
        await CheckpointAsync(0, 20);

        await StepAsync(Schedule(), 0);

        Assert.Equal([99, 10], Offsets(0));
    }

    [Fact]
    public async Task It_knows_what_stood_before_its_offset()
    {
        var last = new LastMessage(Some.TimeMs, 3);
        await CheckpointAsync(0, 10, last);
        await StepAsync(Schedule(), 0);

        Assert.Equal(last, SnapshotFile.ReadHeader(Directory(0)[0].Path).LastMessage);
    }

    [Fact]
    public async Task What_a_machine_whose_clock_ran_ahead_has_made_is_not_waited_for()
    {
        await CheckpointAsync(0, 10);
        _clock.Advance(TimeSpan.FromDays(365));
        await StepAsync(Schedule(), 0);
        _clock.Advance(TimeSpan.FromDays(-365));
        await CheckpointAsync(0, 20);

        await StepAsync(Schedule(), 0);

        Assert.Equal([20, 10], Offsets(0));
    }

    [Fact]
    public async Task Every_partition_has_its_turn_also_where_they_come_due_faster_than_they_are_made()
    {
        var schedule = Schedule(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 6; i++)
        {
            foreach (var partition in new[] { 0, 1, 2 })
            {
                await CheckpointAsync(partition, i + 1);
            }

            await StepAsync(schedule, 0, 1, 2);
            _clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.All([0, 1, 2], partition => Assert.Equal(2, Offsets(partition).Length));
    }

    [Fact]
    public async Task One_that_cannot_be_written_is_tried_again_after_a_minute()
    {
        await CheckpointAsync(0, 10);
        var path = _folder.At("taken by a file");
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        var schedule = Schedule(directory: path);
        await StepAsync(schedule, 0);
        File.Delete(path);
        System.IO.Directory.CreateDirectory(path);
        await StepAsync(schedule, 0);
        Assert.Empty(new SnapshotDirectory(path).Of("score", 0));

        _clock.Advance(TimeSpan.FromSeconds(61));
        await StepAsync(schedule, 0);

        Assert.Single(new SnapshotDirectory(path).Of("score", 0));
    }

    /// <summary>It stood under its name before its folder was synced, or another machine has made it: a day long it was said to be missing.</summary>
    [Fact]
    public async Task One_that_is_there_all_the_same_is_told()
    {
        var health = new EngineHealth(_clock);
        health.Owned("score", 0, true);
        await CheckpointAsync(0, 10);
        System.IO.Directory.Delete(_folder.Path);
        var schedule = Schedule(observer: health);
        await StepAsync(schedule, 0);
        Assert.Contains("snapshot.score", health.Degraded());

        // Nor is the folder made: another in the place of one that is not mounted would look as if nothing had ever been in it.
        Assert.False(System.IO.Directory.Exists(_folder.Path));
        System.IO.Directory.CreateDirectory(_folder.Path);
        await StepAsync(Schedule(), 0);
        _clock.Advance(TimeSpan.FromSeconds(61));
        await StepAsync(schedule, 0);
        await StepAsync(schedule, 0);

        Assert.DoesNotContain("snapshot.score", health.Degraded());
        Assert.Equal([10], Offsets(0));
    }

    [Fact]
    public async Task A_partition_without_a_checkpoint_has_nothing_to_make_one_of()
    {
        await StepAsync(Schedule(), 0);
        Assert.Empty(Offsets(0));
    }

    private static async Task StepAsync(SnapshotSchedule schedule, params int[] owned)
    {
        schedule.Step(owned);
        await schedule.Idle;
    }

    private SnapshotSchedule Schedule(TimeSpan? every = null, string? directory = null, IEngineObserver? observer = null) => new(
        "score", 3, 1, new SnapshotOptions { Every = every ?? TimeSpan.FromDays(1) }, new SnapshotDirectory(directory ?? _folder.Path),
        _store, observer ?? new ObserverFan(), _clock, NullLogger.Instance);

    private IReadOnlyList<SnapshotPlace> Directory(int partition) => new SnapshotDirectory(_folder.Path).Of("score", partition);

    private long[] Offsets(int partition) => [.. Directory(partition).Select(x => x.Offset)];

    private async Task CheckpointAsync(int partition, long offset, LastMessage? last = null)
    {
        var state = new KeyValueState();
        state.Set("offset", $"{offset}");
        var parts = new SegmentParts();
        state.WriteAll(parts);
        await _store.Take("score", partition, 3, 1).ReplaceAsync(parts.Finish(), offset, last);
    }
}
