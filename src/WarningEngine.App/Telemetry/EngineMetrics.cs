using Prometheus;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Telemetry;

/// <summary>What Prometheus reads at <c>/metrics</c>. No label ever holds a number or a token.</summary>
public sealed class EngineMetrics : IEngineObserver
{
    private readonly TimeProvider _clock;
    private readonly Counter _events;
    private readonly Counter _rejections;
    private readonly Counter _legs;
    private readonly Counter _legsDropped;
    private readonly Counter _warnings;
    private readonly Counter _entries;
    private readonly Counter _deliveryFailures;
    private readonly Gauge _lag;
    private readonly Gauge _timeBehind;
    private readonly Gauge _owned;
    private readonly Gauge _checkpointAt;
    private readonly Gauge _checkpointAge;
    private readonly Counter _checkpoints;
    private readonly Counter _checkpointBytes;
    private readonly Histogram _checkpointSeconds;
    private readonly Histogram _latency;

    /// <param name="registry">One an engine, so that two in one process do not mix.</param>
    /// <param name="clock">Tells ages.</param>
    public EngineMetrics(CollectorRegistry registry, TimeProvider clock)
    {
        _clock = clock;
        var make = Metrics.WithCustomRegistry(registry);
        _events = make.CreateCounter("warning_engine_events_total", "Raw records read, rejected ones included.", "topic");
        _rejections = make.CreateCounter("warning_engine_rejections_total", "Raw records rejected.", "topic", "reason");
        _legs = make.CreateCounter("warning_engine_legs_total", "Legs read by scoring.");
        _legsDropped = make.CreateCounter("warning_engine_legs_dropped_total", "Legs dropped as seen before.");
        _warnings = make.CreateCounter("warning_engine_warnings_total", "Warnings made by scoring.", "tier", "scam_type");
        _entries = make.CreateCounter("warning_engine_queue_entries_total", "Queue entries acknowledged.", "tier", "state");
        _deliveryFailures = make.CreateCounter("warning_engine_delivery_failures_total", "Failed attempts to deliver.", "queue");
        _lag = make.CreateGauge("warning_engine_consumer_lag", "Messages not read yet.", "topic", "partition");
        _timeBehind = make.CreateGauge(
            "warning_engine_partition_time_behind_seconds", "The clock less the partition's own time.", "role", "partition");
        _owned = make.CreateGauge("warning_engine_partitions_owned", "Partitions that this process owns.", "role");
        _checkpointAt = make.CreateGauge(
            "warning_engine_checkpoint_time_seconds", "When the last checkpoint was written, since epoch.", "role", "partition");
        _checkpointAge = make.CreateGauge(
            "warning_engine_checkpoint_age_seconds", "Age of the oldest of this process's last checkpoints.", "role");
        _checkpoints = make.CreateCounter("warning_engine_checkpoints_total", "Checkpoints by how they went.", "role", "outcome");
        _checkpointBytes = make.CreateCounter("warning_engine_checkpoint_bytes_total", "Bytes of checkpoints.", "role");
        _checkpointSeconds = make.CreateHistogram(
            "warning_engine_checkpoint_seconds", "How long a checkpoint took.",
            new HistogramConfiguration { LabelNames = ["role"], Buckets = Histogram.ExponentialBuckets(0.001, 2, 14) });
        _latency = make.CreateHistogram(
            "warning_engine_event_to_warning_latency_seconds",
            "From Kafka's timestamp of the raw message to the acknowledged queue entry.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.002, 2, 16) });
        registry.AddBeforeCollectCallback(Age);
    }

    public void EventsRead(string topic, int count) => _events.WithLabels(topic).Inc(count);

    public void Rejected(string topic, Rejection reason) => _rejections.WithLabels(topic, reason.Label()).Inc();

    public void LegsScored(int partition, int count, long dropped)
    {
        _legs.Inc(count);
        _legsDropped.Inc(dropped);
    }

    public void Warned(Warning warning)
    {
        ArgumentNullException.ThrowIfNull(warning);
        _warnings.WithLabels(warning.Tier.ToString(), warning.ScamType).Inc();
    }

    public void EntryDelivered(QueueEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _entries.WithLabels(entry.Tier.ToString(), entry.State.ToString()).Inc();
        if (entry.State == EntryState.Open && entry.Case.IngestTimeMs > 0)
        {
            _latency.Observe(Math.Max(0, NowMs - entry.Case.IngestTimeMs) / 1000.0);
        }
    }

    public void DeliveryFailed(string queue, Exception error) => _deliveryFailures.WithLabels(queue).Inc();

    public void Lag(string topic, int partition, long messages) => _lag.WithLabels(topic, Text(partition)).Set(messages);

    public void PartitionTime(string role, int partition, long timeMs) =>
        _timeBehind.WithLabels(role, Text(partition)).Set(Math.Max(0, NowMs - timeMs) / 1000.0);

    public void PartitionOwned(string role, int partition, bool owned)
    {
        if (owned)
        {
            _owned.WithLabels(role).Inc();
            _checkpointAt.WithLabels(role, Text(partition)).Set(NowMs / 1000.0);
            return;
        }

        _owned.WithLabels(role).Dec();
        _checkpointAt.RemoveLabelled(role, Text(partition));
        _timeBehind.RemoveLabelled(role, Text(partition));
    }

    public void Checkpoint(string role, int partition, CheckpointOutcome outcome, int bytes, TimeSpan took)
    {
        _checkpoints.WithLabels(role, outcome.ToString()).Inc();
        _checkpointSeconds.WithLabels(role).Observe(took.TotalSeconds);
        if (outcome == CheckpointOutcome.Written)
        {
            _checkpointBytes.WithLabels(role).Inc(bytes);
            _checkpointAt.WithLabels(role, Text(partition)).Set(NowMs / 1000.0);
        }
    }

    public void RoleState(string role, string? problem)
    {
        // In words at /healthz/ready; numbers cannot say it.
    }

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An age is true only at the moment when somebody asks.</summary>
    private void Age()
    {
        foreach (var role in _checkpointAt.GetAllLabelValues().GroupBy(x => x[0]))
        {
            var oldest = role.Min(labels => _checkpointAt.WithLabels(labels).Value);
            _checkpointAge.WithLabels(role.Key).Set(Math.Max(0, (NowMs / 1000.0) - oldest));
        }
    }
}
