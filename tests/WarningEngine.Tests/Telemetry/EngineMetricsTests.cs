using System.Text;
using Prometheus;
using WarningEngine.App.Owners;
using WarningEngine.App.Patterns;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;

namespace WarningEngine.Tests.Telemetry;

public sealed class EngineMetricsTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly ManualClock _clock = new();
    private readonly EngineMetrics _metrics;

    public EngineMetricsTests() => _metrics = new EngineMetrics(_registry, _clock);

    [Fact]
    public async Task Names_are_those_that_rules_and_dashboards_use()
    {
        _metrics.EventsRead("telecom.calls", 1);
        _metrics.Rejected("telecom.calls", Rejection.InvalidNumber);
        _metrics.LegsWritten(2);
        _metrics.Clamped(6);
        _metrics.Dropped("score", 1);
        _metrics.Warned(Tier.P0, "T04");
        _metrics.Delivered("dissuasion.510000.p0", Tier.P0, 0.5);
        _metrics.Lag("score", 3, 17);
        _metrics.PartitionTime("score", 3, 0);
        _metrics.CheckpointAge("score", 3, TimeSpan.FromSeconds(2));
        _metrics.Checkpointed("score", 3, CheckpointOutcome.Written);
        _metrics.RoleState("score", true, "running");
        _metrics.RoleState("dispatch", false, "out of disk");
        _metrics.RoleFaulted("dispatch");
        _metrics.Stopped("score", 3, "missing");
        _metrics.RuleSet(3, "aa");
        _metrics.RuleSet(3, "bb");
        _metrics.Reloaded(false);
        _metrics.Overflow(Unremembered.TouchedLine, 3);
        _metrics.Overflow(Unremembered.AnswerAhead, 4);
        _metrics.Overflow(Unremembered.EventIdentity, 5);
        var text = await TextAsync();
        Assert.All(
            [
                "warning_engine_events_total{topic=\"telecom.calls\"} 1",
                "warning_engine_rejections_total{topic=\"telecom.calls\",reason=\"invalid_number\"} 1",
                "warning_engine_legs_total 2",
                "warning_engine_times_clamped_total 6",
                "warning_engine_legs_dropped_total{role=\"score\"} 1",
                "warning_engine_warnings_total{tier=\"P0\",scam_type=\"T04\"} 1",
                "warning_engine_consumer_lag{role=\"score\",partition=\"3\"} 17",
                "warning_engine_checkpoint_age_seconds{role=\"score\",partition=\"3\"} 2",
                "warning_engine_role_running{role=\"score\"} 1",
                "warning_engine_role_running{role=\"dispatch\"} 0",
                "warning_engine_role_faults_total{role=\"score\"} 0",
                "warning_engine_role_faults_total{role=\"dispatch\"} 1",
                "warning_engine_partition_stopped{role=\"score\",partition=\"3\"} 1",
                "warning_engine_rule_set_info{partition=\"3\",hash=\"bb\"} 1",
                "warning_engine_config_reload_success 0",
                "warning_engine_touched_overflow_total 3",
                "warning_engine_answers_overflow_total 4",
                "warning_engine_seen_overflow_total 5",
                "warning_engine_event_to_warning_latency_seconds_count 1",
            ],
            line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.DoesNotContain("hash=\"aa\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_alerts_ask_the_growth_of_begins_at_zero()
    {
        var text = await TextAsync();
        Assert.All(
            RawTopic.All,
            topic =>
            {
                Assert.Contains($"warning_engine_events_total{{topic=\"{topic.Name}\"}} 0\n", text, StringComparison.Ordinal);
                Assert.Contains($"warning_engine_rejections_total{{topic=\"{topic.Name}\",reason=\"missing_field\"}} 0\n", text, StringComparison.Ordinal);
            });
        Assert.All(
            Directory.EnumerateFiles(PatternFiles.Shipped, "*.yaml").Select(ScamTypeOf).Append(WarningMaker.UntypedModel),
            type => Assert.Contains($"warning_engine_warnings_total{{tier=\"P3\",scam_type=\"{type}\"}} 0\n", text, StringComparison.Ordinal));
        Assert.DoesNotContain("\"none\"", text, StringComparison.OrdinalIgnoreCase);
    }

    private static string ScamTypeOf(string file) =>
        File.ReadLines(file).Single(x => x.StartsWith("scamType:", StringComparison.Ordinal))["scamType:".Length..].Trim();

    /// <summary>Two threads of a process may have it for a moment: who lost it without knowing, and who was given it.</summary>
    [Fact]
    public async Task What_is_not_read_yet_is_shown_until_nobody_here_reads_it()
    {
        const string name = "warning_engine_raw_consumer_lag{topic=\"registry\",partition=\"0\"} ";
        _metrics.RawOwned("registry", 0, true);
        _metrics.RawOwned("registry", 0, true);
        _metrics.RawLag("registry", 0, 7);
        _metrics.RawOwned("registry", 0, false);
        Assert.Contains($"{name}7\n", await TextAsync(), StringComparison.Ordinal);

        _metrics.RawOwned("registry", 0, false);

        Assert.DoesNotContain(name, await TextAsync(), StringComparison.Ordinal);
    }

    /// <summary>A thread that hangs tells nothing more, and its partition falls behind all the same; one that is given away is nobody's concern.</summary>
    [Fact]
    public async Task How_far_a_partition_is_behind_grows_while_nothing_is_told()
    {
        _metrics.Owned("score", 3, true);
        _metrics.PartitionTime("score", 3, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        const string name = "warning_engine_partition_time_behind_seconds{role=\"score\",partition=\"3\"} ";
        Assert.Contains($"{name}0\n", await TextAsync(), StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Contains($"{name}90\n", await TextAsync(), StringComparison.Ordinal);

        _metrics.Owned("score", 3, false);
        Assert.DoesNotContain(name, await TextAsync(), StringComparison.Ordinal);
    }

    /// <summary>It is made by a thread of its own, and its series would grow old with nobody to make the next one.</summary>
    [Fact]
    public async Task A_snapshot_that_ends_after_its_partition_was_given_away_leaves_no_series()
    {
        const string name = "warning_engine_snapshot_cut_seconds{role=\"score\",partition=\"3\"} ";
        _metrics.Owned("score", 3, true);
        _metrics.Snapshotted("score", 3, 7_000);
        Assert.Contains($"{name}7\n", await TextAsync(), StringComparison.Ordinal);

        _metrics.Owned("score", 3, false);
        _metrics.Snapshotted("score", 3, 9_000);

        var text = await TextAsync();
        Assert.DoesNotContain(name, text, StringComparison.Ordinal);
        Assert.Contains("warning_engine_snapshots_total{role=\"score\",outcome=\"Written\"} 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_often_snapshots_are_made_is_told_only_where_they_are()
    {
        const string name = "\nwarning_engine_snapshots_every_seconds ";
        Assert.DoesNotContain(name, await TextAsync(), StringComparison.Ordinal);
        _metrics.SnapshotsEvery(TimeSpan.FromDays(3));
        Assert.Contains($"{name}259200\n", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reloads_are_told_only_where_something_is_watched() =>
        Assert.DoesNotContain("config_reload_success 0", await TextAsync(), StringComparison.Ordinal);

    [Fact]
    public async Task An_entry_without_a_warning_behind_it_has_no_latency()
    {
        _metrics.Delivered("dissuasion.510000.p0", Tier.P0, null);
        Assert.Contains("warning_engine_event_to_warning_latency_seconds_count 0", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_surge_is_told_by_pattern_and_partition_while_it_is_held()
    {
        _metrics.Surged(3, new Surge("T21-parcel", SurgeState.Held, 40, 2));
        _metrics.Surged(4, new Surge("T21-parcel", SurgeState.Held, 40, 2));
        _metrics.SurgeHeld("T21-parcel");
        _metrics.Surged(4, new Surge("T21-parcel", SurgeState.Released, 40, 2));

        var text = await TextAsync();
        Assert.Contains("warning_engine_pattern_surge{pattern=\"T21-parcel\",partition=\"3\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("warning_engine_surge_held_total{pattern=\"T21-parcel\"} 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("partition=\"4\"", text, StringComparison.Ordinal);
        _metrics.Owned("score", 3, false);
        Assert.Contains("partition=\"3\"", await TextAsync(), StringComparison.Ordinal);
        _metrics.Owned("dispatch", 3, false);
        Assert.DoesNotContain("partition=\"3\"", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_of_a_partition_end_when_it_is_given_away()
    {
        _metrics.Owned("score", 3, true);
        _metrics.Lag("score", 3, 17);
        _metrics.CheckpointAge("score", 3, TimeSpan.Zero);
        _metrics.Stopped("score", 3, null);
        _metrics.RuleSet(3, "aa");
        _metrics.Owned("score", 3, false);
        Assert.DoesNotContain("partition=\"3\"", await TextAsync(), StringComparison.Ordinal);
    }

    private async Task<string> TextAsync()
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
