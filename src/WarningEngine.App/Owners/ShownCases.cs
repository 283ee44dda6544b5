using Microsoft.Extensions.Logging;
using WarningEngine.Core.Cases;
using WarningEngine.Redis;

namespace WarningEngine.App.Owners;

/// <summary>What the console sees of partitions. It is derived and holds nobody up: nothing waits for a write. One that fails
/// leaves a partition of which nobody knows what the console sees; all its cases are written then, once the store answers.</summary>
/// <param name="console">Takes writes in their order.</param>
/// <param name="clock">For pauses between attempts.</param>
/// <param name="log">Told of what fails.</param>
internal sealed class ShownCases(IConsoleReadModel console, TimeProvider clock, ILogger log)
{
    /// <summary>Between two attempts: each puts all cases of a partition into words, and checkpoints are several a second.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, Shown> _partitions = [];

    /// <summary>A partition was taken: whatever the console sees of it is another's.</summary>
    /// <param name="owner">By whom.</param>
    /// <param name="cases">All of it.</param>
    public void Taken(PartitionOwner owner, IReadOnlyCollection<Case> cases)
    {
        _partitions[owner.Partition] = new Shown(owner.Name);
        Replace(owner.Partition, cases);
    }

    /// <summary>To be written at the next <see cref="Write"/>.</summary>
    public void Put(int partition, Case changed) => _partitions[partition].Changed[changed.Id] = changed;

    /// <inheritdoc cref="Put"/>
    public void Forget(int partition, Case forgotten) => _partitions[partition].Changed[forgotten.Id] = null;

    /// <summary>Writes what changed since the last time, of each partition at once.</summary>
    public void Write()
    {
        foreach (var (partition, shown) in _partitions)
        {
            if (shown.Changed.Count == 0)
            {
                continue;
            }

            if (!shown.IsStale)
            {
                Follow(partition, console.ChangeAsync(
                    partition, shown.Owner, [.. shown.Changed.Values.OfType<Case>()], [.. shown.Changed.Where(x => x.Value is null).Select(x => x.Key)]));
            }

            shown.Changed.Clear();
        }
    }

    /// <summary>Said every second: nobody misses one.</summary>
    public void PutTime(int partition, long timeMs) => console.PutTimeAsync(partition, timeMs).ContinueWith(
        failed => log.LogWarning("dispatch: the console was not told the time: {Error}", MessageOf(failed)),
        CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>The store answers, and the partition is still the caller's: what could not be written is made good.</summary>
    public void GoOn(int partition, IReadOnlyCollection<Case> cases)
    {
        var shown = _partitions[partition];
        if (shown is { IsStale: true, Replacing.IsCompleted: true } && clock.GetElapsedTime(shown.ReplacedAt) >= Pause)
        {
            Replace(partition, cases);
        }
    }

    private void Replace(int partition, IReadOnlyCollection<Case> cases)
    {
        var shown = _partitions[partition];
        shown.ReplacedAt = clock.GetTimestamp();

        // Before it is asked for: it may have failed when the call returns. Changes from here on are written behind it.
        shown.IsStale = false;
        shown.Changed.Clear();
        shown.Replacing = console.ReplaceAsync(partition, shown.Owner, cases);
        Follow(partition, shown.Replacing);
    }

    /// <summary>What has failed already is known when this returns.</summary>
    private void Follow(int partition, Task write)
    {
        var shown = _partitions[partition];
        write.ContinueWith(
            failed =>
            {
                if (!shown.IsStale)
                {
                    shown.IsStale = true;
                    log.LogWarning(
                        "dispatch: what the console sees of partition {Partition} was not written, and is written whole once the store answers: {Error}",
                        partition, MessageOf(failed));
                }
            },
            CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static string MessageOf(Task failed) => failed.Exception?.GetBaseException().Message ?? "given up";

    /// <param name="owner">Who shows it.</param>
    private sealed class Shown(string owner)
    {
        private volatile bool _isStale;

        public string Owner => owner;

        /// <summary>By id, and as it is now; null: no longer kept.</summary>
        public Dictionary<UInt128, Case?> Changed { get; } = [];

        /// <summary>A write failed, and all cases were not written since. Set on any thread.</summary>
        public bool IsStale
        {
            get => _isStale;
            set => _isStale = value;
        }

        public Task Replacing { get; set; } = Task.CompletedTask;

        /// <summary>When all cases were last asked to be written; of the clock.</summary>
        public long ReplacedAt { get; set; }
    }
}
