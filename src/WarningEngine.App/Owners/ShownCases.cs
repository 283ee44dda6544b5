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
    public void Taken(int partition, IReadOnlyCollection<Case> cases)
    {
        _partitions[partition] = new Shown();
        Replace(partition, cases);
    }

    public void Put(int partition, Case changed)
    {
        if (!_partitions[partition].IsStale)
        {
            Follow(partition, console.PutAsync(partition, changed));
        }
    }

    public void Forget(int partition, Case forgotten)
    {
        if (!_partitions[partition].IsStale)
        {
            Follow(partition, console.ForgetAsync(partition, forgotten));
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
        shown.Replacing = console.ReplaceAsync(partition, cases);
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

    private sealed class Shown
    {
        private volatile bool _isStale;

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
