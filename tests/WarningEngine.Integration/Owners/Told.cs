using System.Collections.Concurrent;
using WarningEngine.App.Owners;
using WarningEngine.Core.Events;

namespace WarningEngine.Integration.Owners;

/// <summary>Remembers what a role tells of restores and snapshots.</summary>
internal class Told : IEngineObserver
{
    private volatile string? _whyStopped;
    private volatile bool _hasSnapshot;
    private int _origin = -1;
    private int _logicChanges;
    private long _events;
    private readonly ConcurrentDictionary<(string Role, int Partition), StateOrigin> _origins = new();
    private readonly ConcurrentDictionary<(string Role, int Partition), long> _snapshots = new();
    private readonly ConcurrentDictionary<string, string> _stops = new();

    /// <summary>Called after each of them.</summary>
    public Action Changed { get; set; } = () => { };

    public string? WhyStopped => _whyStopped;

    /// <summary>Roles of which a partition stood still.</summary>
    public IReadOnlyDictionary<string, string> Stops => _stops;

    public bool HasSnapshot => _hasSnapshot;

    public StateOrigin? Origin => Volatile.Read(ref _origin) is >= 0 and var origin ? (StateOrigin)origin : null;

    /// <summary>Where the state of each partition was found last.</summary>
    public IReadOnlyDictionary<(string Role, int Partition), StateOrigin> Origins => _origins;

    /// <summary>Partitions of which there is a snapshot.</summary>
    public int Snapshots => _snapshots.Count;

    public long Events => Volatile.Read(ref _events);

    public int LogicChanges => Volatile.Read(ref _logicChanges);

    public void Stopped(string role, int partition, string? why)
    {
        _whyStopped ??= why;
        if (why is not null)
        {
            _stops[role] = why;
        }

        Changed();
    }

    public void Restored(string role, int partition, StateOrigin origin)
    {
        _origins[(role, partition)] = origin;
        Volatile.Write(ref _origin, (int)origin);
    }

    public void LogicChanged(string role, int partition) => Interlocked.Increment(ref _logicChanges);

    public void Snapshotted(string role, int partition, long? cutAtMs)
    {
        if (cutAtMs is { } ms)
        {
            _hasSnapshot = true;
            _snapshots[(role, partition)] = ms;
        }

        Changed();
    }

    public void EventsRead(string topic, long count) => Interlocked.Add(ref _events, count);

    public virtual void Warned(Tier tier, string scamType)
    {
    }
}
