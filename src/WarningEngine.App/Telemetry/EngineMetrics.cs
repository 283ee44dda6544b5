using Prometheus;
using WarningEngine.App.Evaluation;
using WarningEngine.App.Owners;
using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Artifacts;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Telemetry;

/// <summary>What Prometheus reads at <c>/metrics</c>. No label ever holds a number or a token.</summary>
public sealed class EngineMetrics : IEngineObserver
{
    private readonly TimeProvider _clock;

    /// <summary>By role and partition, ms since epoch: what is told once a second stands still where its thread does, and the clock does not.</summary>
    private readonly Dictionary<(string Role, int Partition), long> _times = [];
    private readonly Counter _events;
    private readonly Counter _rejections;
    private readonly Counter _unknownValues;
    private readonly Counter _legs;
    private readonly Counter _clamped;
    private readonly Counter _dropped;
    private readonly Counter _touchedOverflow;
    private readonly Counter _answersOverflow;
    private readonly Counter _talksOverflow;
    private readonly Counter _seenOverflow;
    private readonly Counter _warnings;
    private readonly Counter _entries;
    private readonly Counter _kept;
    private readonly Counter _surgeHeld;
    private readonly Gauge _surge;
    private readonly Counter _skipped;
    private readonly Counter _deliveryFailures;
    private readonly Gauge _lag;
    private readonly Gauge _rawLag;
    private readonly PartitionHolders _raw = new();
    private readonly PartitionHolders _owners = new();
    private readonly Gauge _timeBehind;
    private readonly Gauge _owned;
    private readonly Gauge _running;
    private readonly Counter _faults;
    private readonly Gauge _checkpointAge;
    private readonly Counter _checkpoints;
    private readonly Gauge _stopped;
    private readonly Gauge _ruleSet;
    private readonly Gauge _reload;
    private readonly Gauge _reloadedAt;
    private readonly Dictionary<int, string> _artifacts = [];
    private readonly ModelMetrics _models;
    private readonly Counter _restores;
    private readonly Counter _logicChanges;
    private readonly Counter _snapshots;
    private readonly Gauge _snapshotCut;
    private readonly Gauge _snapshotsEvery;
    private readonly Histogram _latency;

    /// <param name="registry">One an engine, so that two in one process do not mix.</param>
    /// <param name="clock">Partitions' times are measured against it.</param>
    public EngineMetrics(CollectorRegistry registry, TimeProvider clock)
    {
        _clock = clock;
        var make = Metrics.WithCustomRegistry(registry);
        registry.AddBeforeCollectCallback(TellBehind);
        _events = make.CreateCounter("warning_engine_events_total", "Raw records read, rejected ones included.", "topic");
        _rejections = make.CreateCounter("warning_engine_rejections_total", "Raw records rejected.", "topic", "reason");
        _unknownValues = make.CreateCounter(
            "warning_engine_unknown_values_total", "Enum values of a later schema, read as unspecified.", "topic", "field");
        _legs = make.CreateCounter("warning_engine_legs_total", "Legs written by intake.");
        _clamped = make.CreateCounter(
            "warning_engine_times_clamped_total", "Times of events that lay less than five minutes ahead of their arrival, and were set to it.");
        _touchedOverflow = make.CreateCounter(
            "warning_engine_touched_overflow_total", "Lines that counterparts touched within 72 h and that are not remembered: they will not be told.");
        _answersOverflow = make.CreateCounter(
            "warning_engine_answers_overflow_total", "Answers about callers that overtook their calls and are not remembered: "
                + "the calls are scored without them.");
        _talksOverflow = make.CreateCounter(
            "warning_engine_talks_overflow_total", "Talks with strangers that go on and are not followed: they are looked at when they have ended.");
        _seenOverflow = make.CreateCounter(
            "warning_engine_seen_overflow_total", "Identities of events that found no room within their term: what is sent again counts twice.");
        _dropped = make.CreateCounter(
            "warning_engine_legs_dropped_total", "Legs and warnings dropped as seen before: regenerated, or sent twice.", "role");
        _warnings = make.CreateCounter("warning_engine_warnings_total", "Warnings made by scoring.", "tier", "scam_type");
        _entries = make.CreateCounter("warning_engine_queue_entries_total", "Queue entries acknowledged.", "tier");
        _skipped = make.CreateCounter("warning_engine_legs_skipped_total", "Legs that throw whenever they are scored, left out.");
        _kept = make.CreateCounter(
            "warning_engine_queue_entries_kept_total", "Cases that did not go to their queue, for the mode of dispatch or a surge.", "tier", "mode");
        _surgeHeld = make.CreateCounter(
            "warning_engine_surge_held_total", "Cases kept back, each revision, for a pattern that fires ten times its usual rate.", "pattern");
        _surge = make.CreateGauge(
            "warning_engine_pattern_surge", "1 while a pattern that fires ten times its usual rate is held in a partition.", "pattern", "partition");
        _deliveryFailures = make.CreateCounter("warning_engine_delivery_failures_total", "Failed attempts to deliver.", "queue");
        _lag = make.CreateGauge("warning_engine_consumer_lag", "Messages not read yet.", "role", "partition");
        _rawLag = make.CreateGauge("warning_engine_raw_consumer_lag", "Messages of raw topics not read yet.", "topic", "partition");
        _timeBehind = make.CreateGauge(
            "warning_engine_partition_time_behind_seconds", "The clock less the partition's own time.", "role", "partition");
        _owned = make.CreateGauge("warning_engine_partitions_owned", "Partitions that this process owns.", "role");
        _running = make.CreateGauge("warning_engine_role_running", "1 while the role runs.", "role");
        _faults = make.CreateCounter(
            "warning_engine_role_faults_total", "Times that a role ended by a fault.", "role");
        _checkpointAge = make.CreateGauge(
            "warning_engine_checkpoint_age_seconds", "For how long changes have waited for a checkpoint.", "role", "partition");
        _checkpoints = make.CreateCounter("warning_engine_checkpoints_total", "Checkpoints by how they went.", "role", "outcome");
        _stopped = make.CreateGauge(
            "warning_engine_partition_stopped", "1 while a partition stands still: a rule set or a state is missing.", "role", "partition");
        _ruleSet = make.CreateGauge(
            "warning_engine_rule_set_info", "1 for the rule set that decides in a partition.", "partition", "hash");
        _models = new ModelMetrics(make);

        // Told only where there is a directory: one that is watched, or one of snapshots.
        var silent = new GaugeConfiguration { SuppressInitialValue = true };
        _reload = make.CreateGauge(
            "warning_engine_config_reload_success", "1 where what a watched directory holds could be taken, 0 where not.", silent);
        _reloadedAt = make.CreateGauge(
            "warning_engine_config_last_reload_success_timestamp_seconds", "When it last could.", silent);
        _restores = make.CreateCounter(
            "warning_engine_restores_total", "Partitions taken, by where their state was found.", "role", "origin");
        _logicChanges = make.CreateCounter(
            "warning_engine_logic_changes_total", "Partitions taken after a crash of another version of the logic.", "role");
        _snapshots = make.CreateCounter("warning_engine_snapshots_total", "Snapshots by how they went.", "role", "outcome");
        _snapshotCut = make.CreateGauge(
            "warning_engine_snapshot_cut_seconds", "When the last snapshot written here was cut, since epoch.", "role", "partition");
        _snapshotsEvery = make.CreateGauge("warning_engine_snapshots_every_seconds", "Time between two snapshots of a partition.", silent);
        _latency = make.CreateHistogram(
            "warning_engine_event_to_warning_latency_seconds",
            "From Kafka's timestamp of the raw message to the acknowledged queue entry.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.002, 2, 16) });
        BeginAtZero();
    }

    public void EventsRead(string topic, long count) => _events.WithLabels(topic).Inc(count);

    public void Rejected(string topic, Rejection reason) => _rejections.WithLabels(topic, reason.Label()).Inc();

    public void UnknownValue(string topic, string field) => _unknownValues.WithLabels(topic, field).Inc();

    public void LegsWritten(long count) => _legs.Inc(count);

    public void Clamped(long count) => _clamped.Inc(count);

    public void Overflow(Unremembered what, long count) => (what switch
    {
        Unremembered.TouchedLine => _touchedOverflow,
        Unremembered.AnswerAhead => _answersOverflow,
        Unremembered.OngoingTalk => _talksOverflow,
        Unremembered.EventIdentity => _seenOverflow,
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    }).Inc(count);

    public void Dropped(string role, long count) => _dropped.WithLabels(role).Inc(count);

    public void Warned(Tier tier, string scamType) => _warnings.WithLabels(tier.ToString(), scamType).Inc();

    public void Delivered(string queue, Tier tier, double? latencySeconds)
    {
        _entries.WithLabels(tier.ToString()).Inc();
        if (latencySeconds is { } seconds)
        {
            _latency.Observe(Math.Max(0, seconds));
        }
    }

    public void Kept(Tier tier, DispatchMode mode) =>
        _kept.WithLabels(tier.ToString(), mode.ToString().ToLowerInvariant()).Inc();

    public void Surged(int partition, Surge surge)
    {
        if (surge.State == SurgeState.Held)
        {
            _surge.WithLabels(surge.PatternId, Text(partition)).Set(1);
        }
        else
        {
            _surge.RemoveLabelled(surge.PatternId, Text(partition));
        }
    }

    public void SurgeHeld(string pattern) => _surgeHeld.WithLabels(pattern).Inc();

    public void Stopped(string role, int partition, string? why) =>
        _stopped.WithLabels(role, Text(partition)).Set(why is null ? 0 : 1);

    public void RuleSet(int partition, string hash)
    {
        ForgetRuleSet(partition);
        lock (_artifacts)
        {
            _artifacts[partition] = hash;
        }

        _ruleSet.WithLabels(Text(partition), hash).Set(1);
    }

    public void ArtifactRefused(ArtifactKind kind) => _models.Refused(kind);

    public void Model(int partition, ModelSubject subject, bool isShadow, string? hash) => _models.Decides(partition, subject, isShadow, hash);

    public void ModelAsked(ModelSubject subject, ModelStatistics statistics) => _models.Asked(subject, statistics);

    public void Reloaded(bool good)
    {
        _reload.Set(good ? 1 : 0);
        if (good)
        {
            _reloadedAt.Set(NowMs / 1000.0);
        }
    }

    public void LegSkipped(int partition) => _skipped.Inc();

    public void DeliveryFailed(string queue, string why) => _deliveryFailures.WithLabels(queue).Inc();

    public void RawLag(string topic, int partition, long messages) => _rawLag.WithLabels(topic, Text(partition)).Set(messages);

    public void RawOwned(string topic, int partition, bool owned)
    {
        if (!_raw.Tell(topic, partition, owned).Partition)
        {
            _rawLag.RemoveLabelled(topic, Text(partition));
        }
    }

    public void Lag(string role, int partition, long messages) => _lag.WithLabels(role, Text(partition)).Set(messages);

    public void PartitionTime(string role, int partition, long timeMs)
    {
        lock (_times)
        {
            _times[(role, partition)] = timeMs;
        }
    }

    /// <summary>Prometheus sees what a counter grew by between two of its values: of one that begins with what it counts first, as many as are read until
    /// the first scrape, that would be no increase.</summary>
    private void BeginAtZero()
    {
        foreach (var topic in RawTopic.All)
        {
            _events.WithLabels(topic.Name);
            foreach (var reason in Enum.GetValues<Rejection>().Where(x => x != Rejection.None))
            {
                _rejections.WithLabels(topic.Name, reason.Label());
            }
        }

        foreach (var tier in Enum.GetNames<Tier>().Where(x => x != nameof(Tier.None)))
        {
            foreach (var type in ScamTypes.Warned)
            {
                _warnings.WithLabels(tier, type);
            }
        }
    }

    private void TellBehind()
    {
        lock (_times)
        {
            foreach (var ((role, partition), timeMs) in _times)
            {
                _timeBehind.WithLabels(role, Text(partition)).Set(Math.Max(0, NowMs - timeMs) / 1000.0);
            }
        }
    }

    public void Owned(string role, int partition, bool owned)
    {
        var isOwned = _owners.Tell(role, partition, owned).Partition;
        if (owned)
        {
            _owned.WithLabels(role).Inc();
            return;
        }

        _owned.WithLabels(role).Dec();
        if (isOwned)
        {
            // By another thread of this process, which has told of it already.
            return;
        }

        lock (_times)
        {
            _times.Remove((role, partition));
            _timeBehind.RemoveLabelled(role, Text(partition));
        }

        foreach (var gauge in new[] { _checkpointAge, _lag, _stopped, _snapshotCut })
        {
            gauge.RemoveLabelled(role, Text(partition));
        }

        if (role == "score")
        {
            ForgetRuleSet(partition);
            _models.Forget(partition);
        }
        else if (role == "dispatch")
        {
            foreach (var labels in _surge.GetAllLabelValues().Where(x => x[1] == Text(partition)).ToArray())
            {
                _surge.RemoveLabelled(labels);
            }
        }
    }

    public void Restored(string role, int partition, StateOrigin origin) => _restores.WithLabels(role, origin.ToString()).Inc();

    public void LogicChanged(string role, int partition) => _logicChanges.WithLabels(role).Inc();

    /// <summary>Snapshots are made here, a partition's each so often: what is old hangs on it.</summary>
    public void SnapshotsEvery(TimeSpan every) => _snapshotsEvery.Set(every.TotalSeconds);

    public void Snapshotted(string role, int partition, long? cutAtMs)
    {
        _snapshots.WithLabels(role, cutAtMs is null ? "Failed" : "Written").Inc();
        if (cutAtMs is { } ms)
        {
            _snapshotCut.WithLabels(role, Text(partition)).Set(ms / 1000.0);
            if (!_owners.Has(role, partition))
            {
                // A thread of its own made it, and the partition was given away meanwhile: the series would grow old here, with nobody to make the next one.
                _snapshotCut.RemoveLabelled(role, Text(partition));
            }
        }
    }

    public void Checkpointed(string role, int partition, CheckpointOutcome outcome) =>
        _checkpoints.WithLabels(role, outcome.ToString()).Inc();

    public void CheckpointAge(string role, int partition, TimeSpan age) =>
        _checkpointAge.WithLabels(role, Text(partition)).Set(age.TotalSeconds);

    public void RoleState(string role, bool running, string why)
    {
        _running.WithLabels(role).Set(running ? 1 : 0);

        // Begins at zero, as what stands in BeginAtZero.
        _faults.WithLabels(role);
    }

    public void RoleFaulted(string role) => _faults.WithLabels(role).Inc();

    private void ForgetRuleSet(int partition)
    {
        lock (_artifacts)
        {
            if (_artifacts.Remove(partition, out var hash))
            {
                _ruleSet.RemoveLabelled(Text(partition), hash);
            }
        }
    }

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
