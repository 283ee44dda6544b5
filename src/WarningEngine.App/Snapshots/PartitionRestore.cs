using Microsoft.Extensions.Logging;
using WarningEngine.App.Owners;
using WarningEngine.Core;

namespace WarningEngine.App.Snapshots;

/// <summary>A partition's state as it was found.</summary>
/// <param name="State">Exactly that of everything before <paramref name="NextOffset"/>.</param>
/// <param name="NextOffset">Of the log.</param>
/// <param name="Origin">Where it was.</param>
/// <param name="LogicVersion">Of the program that computed it; null where nobody did yet.</param>
/// <param name="WasClean">Nothing had left that this state does not know of.</param>
/// <param name="Replaces">The store holds nothing, or nothing readable: the next checkpoint must be complete.</param>
/// <param name="LastMessage">What must stand before <paramref name="NextOffset"/> if the log is the same; null where nobody knows, or it is not
/// there any more.</param>
internal sealed record FoundState(
    ICheckpointedState State, long NextOffset, StateOrigin Origin, int? LogicVersion, bool WasClean, bool Replaces, LastMessage? LastMessage = null);

/// <summary>Finds the state of a taken partition: the checkpoint in the store; where that is lost, damaged, or of a place that
/// the log no longer has, the newest snapshot from which the log goes on; where there is none, the log from its beginning.
/// A store that cannot be reached is none of these: it throws, and whoever asked comes again.</summary>
internal sealed class PartitionRestore(
    string role, int partitions, int generation, SnapshotDirectory? snapshots, IEngineObserver observer, ILogger log)
{
    /// <summary>The state, or why there is none from which the log goes on.</summary>
    /// <param name="lease">The partition is taken.</param>
    /// <param name="partition">Its number.</param>
    /// <param name="bounds">The first offset that the log still has, and the one after its last.</param>
    /// <param name="newState">Makes an empty state.</param>
    public (FoundState? Found, string Why) Find(
        ICheckpointLease lease, int partition, (long First, long End) bounds, Func<ICheckpointedState> newState)
    {
        var (found, why) = Look(lease, partition, bounds, newState);
        if (found is not null)
        {
            Tell(partition, found);
        }

        return (found, why);
    }

    private void Tell(int partition, FoundState found)
    {
        observer.Restored(role, partition, found.Origin);
        log.LogInformation(
            "{Role}: took partition {Partition} at offset {Offset}, from the {Origin}", role, partition, found.NextOffset, found.Origin);
        if (found is { WasClean: false, LogicVersion: { } version } && version != Logic.Version)
        {
            observer.LogicChanged(role, partition);
            log.LogWarning(
                "{Role}: partition {Partition} goes on with what logic {Old} left when it crashed; this is {New}: what is regenerated may differ",
                role, partition, version, Logic.Version);
        }
    }

    private (FoundState? Found, string Why) Look(
        ICheckpointLease lease, int partition, (long First, long End) bounds, Func<ICheckpointedState> newState)
    {
        if (lease is { Damage: null, NextOffset: { } offset } && offset > bounds.End)
        {
            // Another history has begun: what the state knows is not of this log, and an older state would hide that.
            return (null, $"its checkpoint goes on at offset {offset}, but the log ends at {bounds.End}: it was cut, or made anew. "
                + "A log that was made anew needs a higher kafka.generation, and its state an import");
        }

        var (found, why) = InStore(lease, bounds, newState);
        if (found is not null)
        {
            return (found, "");
        }

        if (lease.NextOffset is not null || lease.Damage is not null)
        {
            log.LogWarning("{Role}: partition {Partition}: {Why}", role, partition, why);
        }

        try
        {
            return InFiles(partition, bounds, newState, why);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // A folder that is there and cannot be listed may hold anything.
            return (null, $"{why}; {snapshots!.Path} cannot be read: {unreadable.Message}");
        }
    }

    /// <param name="partition">Its number.</param>
    /// <param name="bounds">Of its log.</param>
    /// <param name="newState">Makes an empty state.</param>
    /// <param name="why">Why it is not in the store.</param>
    private (FoundState? Found, string Why) InFiles(int partition, (long First, long End) bounds, Func<ICheckpointedState> newState, string why)
    {
        var expected = new SnapshotHeader(role, partition, partitions, generation, 0, 0, 0);
        if (snapshots?.Find(
            expected, x => Reach(x, bounds), newState, ignored => log.LogWarning("{Role}: snapshot ignored: {Why}", role, ignored))
            is var (header, state))
        {
            return (new FoundState(
                state, header.Offset, StateOrigin.Snapshot, header.LogicVersion, false, Replaces: true,
                bounds.First < header.Offset ? header.LastMessage : null), "");
        }

        if (bounds.First != 0)
        {
            return (null, $"{why}; {(snapshots is null ? "no snapshots.directory is configured" : $"no snapshot in {snapshots.Path} reaches")}");
        }

        // Also where the store holds nothing that it names: segments whose meta record was lost stay until somebody sweeps.
        return snapshots?.WhyNotEmpty(role, partition, generation, bounds.End) is { } missing ? (null, $"{why}; {missing}")
            : (new FoundState(newState(), 0, StateOrigin.Log, null, WasClean: true, Replaces: true), "");
    }

    private static (FoundState? Found, string Why) InStore(
        ICheckpointLease lease, (long First, long End) bounds, Func<ICheckpointedState> newState)
    {
        if (lease.Damage is { } damage)
        {
            return (null, damage);
        }

        if (lease.NextOffset is not { } offset)
        {
            return (null, $"the store holds no checkpoint, and the log begins at offset {bounds.First}");
        }

        if (Reach(offset, bounds) is { } why)
        {
            return (null, $"its checkpoint goes on at offset {offset}, but {why}");
        }

        try
        {
            var state = newState();
            lease.LoadInto(state);
            return (new FoundState(
                state, offset, StateOrigin.Checkpoint, lease.LogicVersion, lease.WasClean, Replaces: false,
                bounds.First < offset ? lease.LastMessage : null), "");
        }
        catch (InvalidDataException damaged)
        {
            return (null, damaged.Message);
        }
    }

    private static string? Reach(long offset, (long First, long End) bounds) =>
        offset < bounds.First ? $"the log begins at {bounds.First}"
        : offset > bounds.End ? $"the log ends at {bounds.End}" : null;
}
