using WarningEngine.App.Evaluation;
using WarningEngine.App.Owners;
using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Demo;

/// <summary>Counts what the demo's engine does. Told from several threads.</summary>
internal sealed class DemoTally : IEngineObserver
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _byTier = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _byType = new(StringComparer.Ordinal);
    private readonly List<double> _latencies = [];
    private readonly List<JudgedWarning> _warnings = [];
    private long _events;
    private long _rejected;
    private int _owned;

    public long Events => Interlocked.Read(ref _events);

    public long RejectedCount => Interlocked.Read(ref _rejected);

    /// <summary>Partitions of <c>legs</c> and <c>warnings</c> that have an owner.</summary>
    public int OwnedCount => Volatile.Read(ref _owned);

    public int Warnings
    {
        get
        {
            lock (_lock)
            {
                return _warnings.Count;
            }
        }
    }

    /// <summary>A warning as it stands in the log <c>warnings</c>.</summary>
    public void Add(JudgedWarning warning)
    {
        lock (_lock)
        {
            _warnings.Add(warning);
            _byTier[warning.Tier] = _byTier.GetValueOrDefault(warning.Tier) + 1;
            _byType[warning.ScamType] = _byType.GetValueOrDefault(warning.ScamType) + 1;
        }
    }

    /// <summary>What <c>--report</c> writes. Precision and recall are null where there was nothing to judge yet.</summary>
    /// <param name="labels">All frauds that have begun.</param>
    /// <param name="nowMs">The city's time.</param>
    /// <param name="fromMs">From when on frauds are asked for.</param>
    public object Report(IReadOnlyList<Label> labels, long nowMs, long fromMs)
    {
        lock (_lock)
        {
            var quality = Judgement.SoFar(_warnings, labels, nowMs, fromMs);
            _latencies.Sort();
            return new
            {
                events = Events,
                warnings = _warnings.Count,
                warningsByTier = _byTier,
                warningsByType = _byType,
                frauds = quality.Frauds,
                precision = quality.Precision?.Value,
                recall = quality.Recall?.Value,
                latencyMs = new { p50 = At(0.5), p99 = At(0.99), p999 = At(0.999) },
            };
        }
    }

    public void EventsRead(string topic, long count) => Interlocked.Add(ref _events, count);

    public void Rejected(string topic, Rejection reason) => Interlocked.Increment(ref _rejected);

    public void Delivered(string queue, Tier tier, double? latencySeconds)
    {
        if (latencySeconds is { } seconds)
        {
            lock (_lock)
            {
                _latencies.Add(seconds * 1000);
            }
        }
    }

    public void LegsWritten(long count)
    {
    }

    public void Overflow(Unremembered what, long count)
    {
    }

    public void Dropped(string role, long count)
    {
    }

    public void Warned(Tier tier, string scamType)
    {
    }

    public void Kept(Tier tier, DispatchMode mode)
    {
    }

    public void Surged(int partition, Surge surge)
    {
    }

    public void SurgeHeld(string pattern)
    {
    }

    public void LegSkipped(int partition)
    {
    }

    public void Checkpointed(string role, int partition, CheckpointOutcome outcome)
    {
    }

    public void CheckpointAge(string role, int partition, TimeSpan age)
    {
    }

    public void UnknownValue(string topic, string field)
    {
    }

    public void Owned(string role, int partition, bool owned) => Interlocked.Add(ref _owned, owned ? 1 : -1);

    public void Stopped(string role, int partition, string? why)
    {
        // Told by the log.
    }

    public void RuleSet(int partition, string hash)
    {
    }

    public void Reloaded(bool good)
    {
    }

    public void Restored(string role, int partition, StateOrigin origin)
    {
        // The demo begins anew.
    }

    public void LogicChanged(string role, int partition)
    {
        // Likewise.
    }

    public void Snapshotted(string role, int partition, long? cutAtMs)
    {
        // It makes none.
    }

    public void DeliveryFailed(string queue, string why)
    {
    }

    public void PartitionTime(string role, int partition, long timeMs)
    {
    }

    public void Lag(string role, int partition, long messages)
    {
    }

    public void RoleState(string role, bool running, string why)
    {
    }

    private double? At(double share) =>
        _latencies.Count == 0 ? null : Math.Round(_latencies[(int)Math.Min(_latencies.Count - 1, share * _latencies.Count)], 2);
}
