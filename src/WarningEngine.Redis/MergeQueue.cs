namespace WarningEngine.Redis;

/// <summary>Merges of one process, one after the other: each holds what it merges and what it makes of that, and all partitions at once would
/// hold the whole state twice.</summary>
/// <param name="background">Where they run.</param>
internal sealed class MergeQueue(TaskScheduler background)
{
    private readonly TaskFactory _background = new(background);
    private readonly Lock _gate = new();
    private readonly Queue<Func<Task>> _waiting = new();
    private bool _busy;

    /// <summary>Runs a merge when those before it have ended, whichever way.</summary>
    public Task<T> Run<T>(Func<Task<T>> merge)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue(() => RunAsync(merge, result));
        }

        Next(hasEnded: false);
        return result.Task;
    }

    private async Task RunAsync<T>(Func<Task<T>> merge, TaskCompletionSource<T> result)
    {
        try
        {
            result.SetResult(await merge().ConfigureAwait(false));
        }
        catch (Exception error)
        {
            // Whoever waits for this merge is told; the next one has nothing to do with it.
            result.SetException(error);
        }
        finally
        {
            Next(hasEnded: true);
        }
    }

    private void Next(bool hasEnded)
    {
        Func<Task>? next;
        lock (_gate)
        {
            _busy &= !hasEnded;
            if (_busy || !_waiting.TryDequeue(out next))
            {
                return;
            }

            _busy = true;
        }

        _ = _background.StartNew(next);
    }
}
