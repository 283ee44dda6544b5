using WarningEngine.App.Telemetry;
using WarningEngine.Core.Dispatch;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Telemetry;

public sealed class EngineHealthTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task All_is_good_while_feeds_flow_and_checkpoints_are_written()
    {
        var health = new EngineHealth(_clock);
        health.RoleState("score", true, "running");
        health.Owned("score", 3, true);
        health.EventsRead("telecom.calls", 1);
        Assert.Equal(HealthState.Good, (await health.ReportAsync()).State);
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public async Task A_stopped_role_is_not_ready_and_says_why()
    {
        var health = new EngineHealth(_clock);
        health.RoleState("score", false, "out of disk");
        var report = await health.ReportAsync();
        Assert.Equal((HealthState.Bad, "out of disk"), (report.State, Assert.Single(report.Checks).Why));
    }

    [Fact]
    public async Task A_late_checkpoint_degrades_and_names_the_partition()
    {
        var health = new EngineHealth(_clock);
        health.Owned("score", 3, true);
        health.CheckpointAge("score", 3, TimeSpan.FromSeconds(30));
        Assert.Equal(["checkpoint.score"], health.Degraded());
        Assert.Contains("partition 3", (await health.ReportAsync()).Checks[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_that_is_held_for_its_surge_degrades_until_it_is_released_or_given_away()
    {
        var health = new EngineHealth(_clock);
        health.Surged(3, new Surge("T21-parcel", SurgeState.Held, 40, 2));
        health.Surged(4, new Surge("T21-parcel", SurgeState.Held, 30, 1.5));
        Assert.Equal(["surge.T21-parcel"], health.Degraded());
        Assert.Equal(
            "held in 2 partitions: 70 warnings in an hour, usually 3.5; RELEASE lets it go on",
            Assert.Single((await health.ReportAsync()).Checks).Why);

        health.Surged(3, new Surge("T21-parcel", SurgeState.Released, 40, 2));
        health.Owned("score", 4, false);
        Assert.NotEmpty(health.Degraded());
        health.Owned("dispatch", 4, false);
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public void A_partition_that_was_given_away_is_forgotten()
    {
        var health = new EngineHealth(_clock);
        health.Owned("score", 3, true);
        health.CheckpointAge("score", 3, TimeSpan.FromSeconds(30));
        health.Owned("score", 3, false);
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public async Task An_owner_that_tells_nothing_is_not_ready()
    {
        var health = new EngineHealth(_clock);
        health.Owned("score", 3, true);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HealthState.Bad, (await health.ReportAsync()).State);
    }

    [Fact]
    public void A_feed_without_records_for_five_minutes_is_silent()
    {
        var health = new EngineHealth(_clock);
        health.EventsRead("bank.transfers", 1);
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(["feed.bank.transfers"], health.Degraded());
        health.EventsRead("bank.transfers", 1);
        Assert.Empty(health.Degraded());
    }

    /// <summary>By a restart, or as a partition is shared out anew: who takes it looks at what was read last.</summary>
    [Fact]
    public void A_feed_that_somebody_else_read_last_is_silent_too()
    {
        var health = new EngineHealth(_clock);
        health.HadRecords("telecom.sms");
        health.HadRecords("registry");
        Assert.Empty(health.Degraded());
        _clock.Advance(TimeSpan.FromMinutes(4));
        health.HadRecords("telecom.sms");
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["feed.telecom.sms"], health.Degraded());
    }

    [Fact]
    public void Of_topics_that_are_quiet_by_nature_silence_says_nothing()
    {
        var health = new EngineHealth(_clock);
        health.EventsRead("commands", 1);
        health.EventsRead("registry", 1);
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public void A_feed_is_forgotten_with_its_last_partition()
    {
        var health = new EngineHealth(_clock);
        health.RawOwned("telecom.calls", 0, true);
        health.RawOwned("telecom.calls", 1, true);
        health.EventsRead("telecom.calls", 1);
        _clock.Advance(TimeSpan.FromMinutes(6));
        health.RawOwned("telecom.calls", 0, false);
        Assert.Equal(["feed.telecom.calls"], health.Degraded());

        health.RawOwned("telecom.calls", 1, false);

        Assert.Empty(health.Degraded());
    }

    /// <summary>Who stood still for too long learns late that it has lost a partition: another thread here may have it by then.</summary>
    [Fact]
    public void A_feed_that_another_thread_has_taken_meanwhile_is_not_forgotten_with_the_one_that_lost_it()
    {
        var health = new EngineHealth(_clock);
        health.RawOwned("telecom.calls", 0, true);
        health.EventsRead("telecom.calls", 1);
        health.RawOwned("telecom.calls", 0, true);
        health.RawOwned("telecom.calls", 0, false);
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(["feed.telecom.calls"], health.Degraded());

        health.RawOwned("telecom.calls", 0, false);

        Assert.Empty(health.Degraded());
    }

    [Fact]
    public async Task A_topic_that_may_not_be_read_is_named_until_everybody_reads_it()
    {
        var health = new EngineHealth(_clock);
        health.Unreadable("intake", "registry", "not authorized");
        var report = await health.ReportAsync();
        Assert.Equal(
            (HealthState.Degraded, "read.registry", "not authorized"), (report.State, report.Checks[0].Name, report.Checks[0].Why));

        health.Unreadable("score", "legs", "not authorized");
        health.Unreadable("score-2", "legs", "not authorized");
        Assert.Equal(HealthState.Bad, (await health.ReportAsync()).State);
        health.Unreadable("score", "legs", null);
        Assert.Equal(["read.legs", "read.registry"], health.Degraded());
        health.Unreadable("score-2", "legs", null);
        health.Unreadable("intake", "registry", null);
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public async Task A_partition_that_waits_for_a_rule_set_is_not_ready_and_named_until_it_goes_on()
    {
        var health = new EngineHealth(_clock);
        health.Stopped("score", 3, "rule set 5 is not in artifacts");
        var report = await health.ReportAsync();
        Assert.Equal(
            (HealthState.Bad, "partitions.score", "stopped, partition 3: rule set 5 is not in artifacts"),
            (report.State, report.Checks[0].Name, report.Checks[0].Why));

        health.Stopped("score", 3, null);
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public async Task What_stops_many_partitions_is_said_once()
    {
        var health = new EngineHealth(_clock);
        foreach (var partition in new[] { 4, 0, 7, 1, 2 })
        {
            health.Stopped("score", partition, partition < 3 ? "no password" : "damaged");
        }

        Assert.Equal("stopped, partitions 0 to 2: no password; partitions 4, 7: damaged", Assert.Single((await health.ReportAsync()).Checks).Why);
    }

    [Fact]
    public void A_partition_that_is_given_away_is_waited_for_by_somebody_else()
    {
        var health = new EngineHealth(_clock);
        health.Stopped("score", 3, "rule set 5 is not in artifacts");
        health.Owned("score", 3, false);
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public void Who_takes_a_partition_that_had_no_snapshot_tells_of_it_and_nobody_else()
    {
        var health = new EngineHealth(_clock);
        health.Owned("score", 3, true);
        health.Snapshotted("score", 3, null);
        health.Owned("score", 4, false);
        health.Owned("dispatch", 3, false);
        Assert.Equal(["snapshot.score"], health.Degraded());
        health.Owned("score", 3, false);
        Assert.Empty(health.Degraded());

        // It had been begun before.
        health.Snapshotted("score", 3, null);
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public async Task Of_two_partitions_without_a_snapshot_one_that_has_it_again_does_not_stand_for_the_other()
    {
        var health = new EngineHealth(_clock);
        health.Owned("score", 3, true);
        health.Owned("score", 4, true);
        health.Snapshotted("score", 3, null);
        health.Snapshotted("score", 4, null);
        health.Snapshotted("score", 4, 7);
        Assert.Contains((await health.ReportAsync()).Checks, x => x.Name == "snapshot.score" && x.Why!.Contains("partition 3 could", StringComparison.Ordinal));
        health.Snapshotted("score", 3, 8);
        Assert.Empty(health.Degraded());
    }

    /// <summary>It was restoring a large partition, and learns that it has lost another when it goes on.</summary>
    [Fact]
    public void A_thread_that_learns_late_of_its_loss_takes_back_nothing_that_another_has_told()
    {
        var health = new EngineHealth(_clock);
        health.Owned("score", 3, true);
        health.Owned("score", 3, true);
        health.Stopped("score", 3, "rule set 5 is not in artifacts");
        health.Owned("score", 3, false);
        Assert.Equal(["partitions.score"], health.Degraded());
        health.Owned("score", 3, false);
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public void A_queue_that_failed_is_another_processs_once_dispatch_has_ended_here()
    {
        var health = new EngineHealth(_clock);
        health.RoleState("dispatch", true, "running");
        health.DeliveryFailed("dissuasion.820000.p0", "broker down");
        health.RoleState("dispatch", false, "fault");
        health.RoleState("dispatch", true, "running");
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public void A_queue_is_named_until_it_takes_an_entry_again()
    {
        var health = new EngineHealth(_clock);
        health.DeliveryFailed("dissuasion.510000.p0", "broker down");
        health.Delivered("dissuasion.unknown.p0", default, null);
        Assert.Equal(["queue.dissuasion.510000.p0"], health.Degraded());
        health.Delivered("dissuasion.510000.p0", default, null);
        Assert.Empty(health.Degraded());
    }

    [Fact]
    public async Task A_degraded_probe_leaves_the_engine_ready()
    {
        var health = new EngineHealth(
            _clock, ("redis", () => Task.FromResult(new HealthCheck("redis", HealthState.Degraded, "away"))));
        Assert.Equal(HealthState.Degraded, (await health.ReportAsync()).State);
    }
}
