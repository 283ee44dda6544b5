using System.Collections.Concurrent;
using WarningEngine.App.Owners;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Telemetry;

/// <summary>Knows what is wrong on this machine, and says why. Scoring never asks it: dispatch writes what it says onto
/// queue entries, and <c>/healthz/ready</c> shows it.</summary>
/// <remarks>What it does not listen to is no illness of this machine, and stands in metrics. A rejected record is its sender's, an unknown value means
/// that this version is older than its sources, and a kept entry is the operator's own order. A state is found wherever it is found. Where skipped legs
/// become many the partition stands still, and that is told. How long a checkpoint has been waited for says more than how one went. How far behind
/// is too far is the operator's alert rule.</remarks>
/// <param name="clock">Tells ages.</param>
/// <param name="probes">Asked when somebody asks: Kafka, Redis.</param>
public sealed class EngineHealth(TimeProvider clock, params IReadOnlyList<(string Name, Func<Task<HealthCheck>> Probe)> probes)
    : IEngineObserver
{
    /// <summary>What people do is told at all hours; of the other raw topics silence says nothing.</summary>
    private static readonly string[] Feeds = [RawTopic.Calls.Name, RawTopic.Sms.Name, RawTopic.Transfers.Name];

    /// <summary>A feed that had records, before this process too, and has had none for this long is silent.</summary>
    private static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(5);

    /// <summary>Checkpoints are due several times a second; Redis may fail over for some seconds.</summary>
    private static readonly TimeSpan CheckpointLateAfter = TimeSpan.FromSeconds(10);

    /// <summary>An owner tells of its partitions every two seconds.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _feeds = new();
    private readonly PartitionHolders _raw = new();
    private readonly PartitionHolders _owners = new();
    private readonly ConcurrentDictionary<(string Reader, string Topic), string> _unreadable = new();
    private readonly ConcurrentDictionary<(string Role, int Partition), (DateTimeOffset ToldAt, TimeSpan Age)> _partitions = new();
    private readonly ConcurrentDictionary<string, (bool Running, string Why)> _roles = new();
    private readonly ConcurrentDictionary<string, string> _deliveries = new();
    private readonly ConcurrentDictionary<(string Role, int Partition), string> _stopped = new();
    private readonly ConcurrentDictionary<(string Role, int Partition), bool> _snapshotFailed = new();
    private readonly ConcurrentDictionary<(int Partition, string Pattern), Surge> _surges = new();
    private volatile bool _reloaded = true;

    /// <summary>Names of what is not good, for queue entries; empty while all is well.</summary>
    public IReadOnlyList<string> Degraded() =>
        [.. Own().Where(x => x.State != HealthState.Good).Select(x => x.Name).Order(StringComparer.Ordinal)];

    /// <summary>Everything, with the reasons.</summary>
    public async Task<HealthReport> ReportAsync()
    {
        var asked = await Task.WhenAll(probes.Select(x => x.Probe()));
        HealthCheck[] checks = [.. asked, .. Own().OrderBy(x => x.Name, StringComparer.Ordinal)];
        return new HealthReport(checks.Select(x => x.State).DefaultIfEmpty().Max(), checks);
    }

    public void EventsRead(string topic, long count)
    {
        if (Feeds.Contains(topic))
        {
            _feeds[topic] = clock.GetUtcNow();
        }
    }

    public void HadRecords(string topic)
    {
        if (Feeds.Contains(topic))
        {
            _feeds.TryAdd(topic, clock.GetUtcNow());
        }
    }

    public void RawOwned(string topic, int partition, bool owned)
    {
        if (!_raw.Tell(topic, partition, owned).Any)
        {
            // Whether it is silent, whoever reads it now can tell.
            _feeds.TryRemove(topic, out _);
        }
    }

    public void Unreadable(string reader, string topic, string? why)
    {
        if (why is null)
        {
            _unreadable.TryRemove((reader, topic), out _);
        }
        else
        {
            _unreadable[(reader, topic)] = why;
        }
    }

    public void Delivered(string queue, Tier tier, double? latencySeconds) => _deliveries.TryRemove(queue, out _);

    public void DeliveryFailed(string queue, string why) => _deliveries[queue] = why;

    public void Owned(string role, int partition, bool owned)
    {
        // A thread may hear late of its loss, when another of this process has been given the partition and told what is wrong with it.
        var isOwned = _owners.Tell(role, partition, owned).Partition;
        if (owned)
        {
            _partitions[(role, partition)] = (clock.GetUtcNow(), TimeSpan.Zero);
        }
        else if (!isOwned)
        {
            _partitions.TryRemove((role, partition), out _);
            _stopped.TryRemove((role, partition), out _);

            // Nobody here makes its next snapshot, which would take this back.
            _snapshotFailed.TryRemove((role, partition), out _);
            foreach (var key in _surges.Keys.Where(x => role == "dispatch" && x.Partition == partition))
            {
                _surges.TryRemove(key, out _);
            }
        }
    }

    public void Surged(int partition, Surge surge)
    {
        if (surge.State == SurgeState.Held)
        {
            _surges[(partition, surge.PatternId)] = surge;
        }
        else
        {
            _surges.TryRemove((partition, surge.PatternId), out _);
        }
    }

    public void Snapshotted(string role, int partition, long? cutAtMs)
    {
        if (cutAtMs is not null)
        {
            _snapshotFailed.TryRemove((role, partition), out _);
        }
        else if (_partitions.ContainsKey((role, partition)))
        {
            // One that was begun before the partition was given away is no longer ours to make.
            _snapshotFailed[(role, partition)] = true;
        }
    }

    public void CheckpointAge(string role, int partition, TimeSpan age) =>
        _partitions[(role, partition)] = (clock.GetUtcNow(), age);

    public void Stopped(string role, int partition, string? why)
    {
        if (why is null)
        {
            _stopped.TryRemove((role, partition), out _);
        }
        else
        {
            _stopped[(role, partition)] = why;
        }
    }

    public void Reloaded(bool good) => _reloaded = good;

    public void RoleState(string role, bool running, string why)
    {
        _roles[role] = (running, why);
        if (!running && role.StartsWith("dispatch", StringComparison.Ordinal))
        {
            // Its queues may be another's by now; what fails here again is told again.
            _deliveries.Clear();
        }
    }

    private IEnumerable<HealthCheck> Own()
    {
        var now = clock.GetUtcNow();
        foreach (var (role, (running, why)) in _roles)
        {
            yield return new HealthCheck(role, running ? HealthState.Good : HealthState.Bad, running ? null : why);
        }

        foreach (var role in _partitions.GroupBy(x => x.Key.Role, x => (x.Key.Partition, x.Value.ToldAt, x.Value.Age)))
        {
            yield return Checkpoint(role.Key, role.MaxBy(x => x.Age));
            var quiet = role.MinBy(x => x.ToldAt);
            if (now - quiet.ToldAt > StuckAfter)
            {
                yield return new HealthCheck(
                    $"answer.{role.Key}", HealthState.Bad, $"partition {quiet.Partition} has told nothing for {(now - quiet.ToldAt).TotalSeconds:0} s");
            }
        }

        foreach (var role in _stopped.GroupBy(x => x.Key.Role, x => (x.Key.Partition, x.Value)))
        {
            var which = string.Join("; ", role.OrderBy(x => x.Partition).GroupBy(x => x.Value, x => x.Partition).Select(x => $"{Named([.. x])}: {x.Key}"));
            yield return new HealthCheck($"partitions.{role.Key}", HealthState.Bad, $"stopped, {which}");
        }

        foreach (var pattern in _surges.GroupBy(x => x.Key.Pattern, x => x.Value))
        {
            yield return new HealthCheck(
                $"surge.{pattern.Key}", HealthState.Degraded,
                $"held in {pattern.Count()} partitions: {pattern.Sum(x => x.LastHour)} warnings in an hour, usually "
                + $"{pattern.Sum(x => x.UsualPerHour):0.0}; RELEASE lets it go on");
        }

        if (!_reloaded)
        {
            yield return new HealthCheck(
                "rules.watch", HealthState.Degraded, "what the watched directory holds cannot be taken; what decided goes on");
        }

        foreach (var role in _snapshotFailed.Keys.GroupBy(x => x.Role, x => x.Partition))
        {
            yield return new HealthCheck(
                $"snapshot.{role.Key}", HealthState.Degraded, $"no snapshot of partition {string.Join(", ", role.Order())} could be made; the log says why");
        }

        foreach (var (topic, at) in _feeds)
        {
            yield return now - at < SilentAfter
                ? new HealthCheck($"feed.{topic}", HealthState.Good, null)
                : new HealthCheck($"feed.{topic}", HealthState.Degraded, $"no record for {(now - at).TotalMinutes:0} min");
        }

        foreach (var topic in _unreadable.GroupBy(x => x.Key.Topic, x => x.Value))
        {
            // Without one raw topic the others are read; without a log of the engine nothing is decided.
            yield return new HealthCheck($"read.{topic.Key}", RawTopic.Find(topic.Key) is null ? HealthState.Bad : HealthState.Degraded, topic.First());
        }

        foreach (var (queue, why) in _deliveries)
        {
            yield return new HealthCheck($"queue.{queue}", HealthState.Degraded, why);
        }
    }

    /// <summary>What is wrong with all of them for one reason is said once.</summary>
    private static string Named(int[] partitions) => partitions switch
    {
        [var one] => $"partition {one}",
        [var first, .., var last] when last - first == partitions.Length - 1 => $"partitions {first} to {last}",
        _ => $"partitions {string.Join(", ", partitions)}",
    };

    private static HealthCheck Checkpoint(string role, (int Partition, DateTimeOffset ToldAt, TimeSpan Age) oldest) =>
        oldest.Age < CheckpointLateAfter
            ? new HealthCheck($"checkpoint.{role}", HealthState.Good, null)
            : new HealthCheck($"checkpoint.{role}", HealthState.Degraded,
                $"changes of partition {oldest.Partition} have waited {oldest.Age.TotalSeconds:0} s for a checkpoint");
}
