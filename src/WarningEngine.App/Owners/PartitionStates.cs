using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;

namespace WarningEngine.App.Owners;

/// <summary>Where the states of a role's partitions are found when they are taken, and the snapshots that they leave.</summary>
internal sealed class PartitionStates
{
    /// <summary>For this long what one partition heard of the store is true for the others too: each that asks may have to wait
    /// for its answer, and with it everything that the role owns.</summary>
    private static readonly TimeSpan AwayFor = TimeSpan.FromMilliseconds(400);

    private readonly string _role;
    private readonly int _partitions;
    private readonly ICheckpointStore _store;
    private readonly RoleSurroundings _around;
    private readonly PartitionRestore _restore;
    private readonly SnapshotSchedule? _snapshots;
    private readonly HashSet<int> _missing = [];

    private (string Why, long SinceTimestamp)? _away;

    public PartitionStates(string role, RoleSettings settings, ICheckpointStore store, RoleSurroundings around)
    {
        (_role, _partitions, _store, _around) = (role, settings.Partitions, store, around);
        var directory = around.Snapshots?.Directory is { } path ? new SnapshotDirectory(path) : null;
        _restore = new PartitionRestore(role, settings.Partitions, settings.Generation, directory, around.Observer, around.Log);
        _snapshots = directory is null ? null : new SnapshotSchedule(
            role, settings.Partitions, settings.Generation, around.Snapshots!, directory, store, around.Observer, around.Clock, around.Log);
    }

    /// <summary>Takes a partition and finds its state; none where the store is away, where its log does not answer, or where there is no state
    /// from which the log goes on: that is told, and the partition stands still.</summary>
    /// <param name="partition">Its number.</param>
    /// <param name="bounds">Asks for the first offset of its log, and the one after the last.</param>
    /// <param name="newState">Makes an empty state.</param>
    public (FoundState? Found, ICheckpointLease? Lease) Take(
        int partition, Func<(long First, long End)> bounds, Func<ICheckpointedState> newState)
    {
        if (_away is { } before && _around.Clock.GetElapsedTime(before.SinceTimestamp) < AwayFor)
        {
            TellAway(partition, before.Why);
            return (null, null);
        }

        try
        {
            var lease = _store.Take(_role, partition, _partitions, _around.OwnerBits());
            return (Ask(partition, bounds) is { } found ? Find(lease, partition, found, newState) : null, lease);
        }
        catch (StoreAwayException away)
        {
            _away = (away.Message, _around.Clock.GetTimestamp());
            TellAway(partition, away.Message);
            return (null, null);
        }
    }

    /// <summary>The bounds of its log; null where it does not tell them, for want of a leader above all: a matter of this partition alone, while
    /// whoever is given it would end of it, one after the other. Asked only once the partition is taken: whoever had it before may
    /// until then write a checkpoint beyond an end that was told earlier, and the log would look as if it had been cut.</summary>
    private (long First, long End)? Ask(int partition, Func<(long First, long End)> bounds)
    {
        try
        {
            return bounds();
        }
        catch (KafkaException error) when (!error.Error.IsFatal)
        {
            TellAway(partition, $"its log does not answer: {error.Error.Reason}");
            return null;
        }
    }

    /// <summary>One partition waits for its state. To stop the role for it would stop those that have theirs.</summary>
    private void TellAway(int partition, string why)
    {
        _around.Observer.Stopped(_role, partition, $"waits for its state: {why}");
        if (_missing.Add(partition))
        {
            _around.Log.LogWarning("{Role}: partition {Partition} waits for its state: {Why}", _role, partition, why);
        }
    }

    private FoundState? Find(
        ICheckpointLease lease, int partition, (long First, long End) bounds, Func<ICheckpointedState> newState)
    {
        var (found, why) = _restore.Find(lease, partition, bounds, newState);
        if (found is not null)
        {
            Forget(partition);
            return found;
        }

        _missing.Add(partition);
        _around.Observer.Stopped(_role, partition, why);
        _around.Log.LogError("{Role}: partition {Partition} stands still: {Why}", _role, partition, why);
        return null;
    }

    /// <summary>Makes the snapshots that are due of these partitions. Never waits.</summary>
    public void Step(IReadOnlyCollection<int> checkpointed) => _snapshots?.Step(checkpointed);

    /// <summary>The partition has a state now, or is no longer this role's.</summary>
    public void Forget(int partition)
    {
        if (_missing.Remove(partition))
        {
            _around.Observer.Stopped(_role, partition, null);
        }
    }

    /// <summary>No partition is this role's any more.</summary>
    public void ForgetAll()
    {
        foreach (var partition in _missing.ToArray())
        {
            Forget(partition);
        }
    }
}
