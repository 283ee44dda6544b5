using WarningEngine.App.Evaluation;
using WarningEngine.App.Owners;
using WarningEngine.Core.Events;

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
    private int _owned;

    public long Events => Interlocked.Read(ref _events);

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

    public void Owned(string role, int partition, bool owned) => Interlocked.Add(ref _owned, owned ? 1 : -1);

    private double? At(double share) =>
        _latencies.Count == 0 ? null : Math.Round(_latencies[(int)Math.Min(_latencies.Count - 1, share * _latencies.Count)], 2);
}
