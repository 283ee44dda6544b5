using Microsoft.Extensions.Logging;
using WarningEngine.App.Owners;
using WarningEngine.Core;

namespace WarningEngine.App.Snapshots;

/// <summary>Makes the snapshots of the partitions that a role owns, one at a time, when they are due.</summary>
/// <remarks>A snapshot is a checkpoint read back: its segments are immutable, and together they are the state exactly at the
/// offset of its meta record, marks included, with everything caused before that acknowledged. So the thread that scores
/// copies nothing for it and never waits, however large the state is; what it costs is a read of Redis on another thread.
/// While Redis is away there are no new checkpoints to make a file of, and snapshots wait with them.</remarks>
internal sealed class SnapshotSchedule(
    string role, int partitions, int generation, SnapshotOptions options, SnapshotDirectory directory, ICheckpointStore store,
    IEngineObserver observer, TimeProvider clock, ILogger log)
{
    /// <summary>What could not be made is tried again after this time.</summary>
    private const long RetryMs = 60_000;

    private readonly Dictionary<int, long> _dueMs = [];
    private Task<(int Partition, long DueMs)>? _running;

    /// <summary>Ends with the snapshot that is being made; at once where none is.</summary>
    public Task Idle => _running ?? Task.CompletedTask;

    /// <summary>Begins a snapshot where one is due. Never waits.</summary>
    /// <param name="owned">Partitions that are owned just now and have been checkpointed.</param>
    public void Step(IReadOnlyCollection<int> owned)
    {
        if (_running is { IsCompleted: true })
        {
            var (partition, dueMs) = _running.Result;
            _dueMs[partition] = dueMs;
            _running = null;
        }

        foreach (var partition in _dueMs.Keys.Where(x => !owned.Contains(x)).ToArray())
        {
            // Whoever owns it meanwhile makes its snapshots: should it come back, the directory is looked at again.
            _dueMs.Remove(partition);
        }

        if (_running is not null || owned.Count == 0)
        {
            return;
        }

        // The longest due first, so that none starves where they come due faster than they can be made.
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var next = owned.MinBy(x => (_dueMs.GetValueOrDefault(x), x));
        if (_dueMs.GetValueOrDefault(next) <= nowMs)
        {
            _running = Task.Run(() => Make(next, nowMs));
        }
    }

    /// <summary>Makes one, unless the directory holds one that is young enough. When the next is due.</summary>
    private (int Partition, long DueMs) Make(int partition, long nowMs)
    {
        try
        {
            if (!directory.IsThere)
            {
                // Made here, it would hide from whoever looks for a state that another one is not mounted.
                throw new DirectoryNotFoundException($"{directory.Path} is not there");
            }

            // One that was cut later than now is of a machine whose clock went wrong: nobody waits for that time.
            var everyMs = (long)options.Every.TotalMilliseconds;
            if (CutAtMs(partition, nowMs + everyMs) is var cutAtMs && cutAtMs + everyMs is var dueMs && dueMs > nowMs)
            {
                // Also one of which this process said that it could not be written: the file stood before its folder was synced.
                observer.Snapshotted(role, partition, cutAtMs);
                return (partition, dueMs);
            }

            var image = new StateImage();
            if (store.Peek(role, partition, image) is not var (offset, lastMessage))
            {
                return (partition, nowMs + RetryMs);
            }

            directory.Write(
                new SnapshotHeader(role, partition, partitions, generation, offset, Logic.Version, nowMs, lastMessage), image, options.Kept,
                why => log.LogWarning("{Role}: older snapshots of partition {Partition} are not removed: {Why}", role, partition, why));
            observer.Snapshotted(role, partition, nowMs);
            log.LogInformation("{Role}: snapshot of partition {Partition} at offset {Offset}, {Records} records", role, partition, offset, image.Count);
            return (partition, nowMs + everyMs);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Its thread is nobody's, so nobody else would tell: a full disk, a store that is away. Older snapshots stay.
            observer.Snapshotted(role, partition, null);
            log.LogWarning("{Role}: no snapshot of partition {Partition}: {Why}", role, partition, failure.Message);
            return (partition, nowMs + RetryMs);
        }
    }

    /// <summary>When the one that was cut last of those that look whole was cut, not later than <paramref name="latestMs"/>; 0 where there is none.</summary>
    private long CutAtMs(int partition, long latestMs)
    {
        var cutAtMs = 0L;
        foreach (var place in directory.Of(role, partition).Where(x => x.Generation == generation))
        {
            try
            {
                cutAtMs = SnapshotFile.ReadHeader(place.Path).CutAtMs is var ms && ms <= latestMs ? Math.Max(cutAtMs, ms) : cutAtMs;
            }
            catch (InvalidDataException damaged)
            {
                log.LogWarning("{Role}: snapshot ignored: {Why}", role, damaged.Message);
            }
        }

        return cutAtMs;
    }
}
