namespace WarningEngine.Redis;

/// <summary>Merges of one process, begun in the order in which they became due: each holds what it merges and what it makes of that, and those
/// of all partitions together would hold the whole state twice.</summary>
/// <param name="background">Where they run.</param>
/// <param name="bytesMax">Of segments that are merged at a time; a merge of more runs alone. Bytes.</param>
internal sealed class MergeQueue(TaskScheduler background, long bytesMax)
{
    private readonly TaskFactory _background = Background(background);
    private readonly Lock _gate = new();
    private readonly Queue<(Func<Task> Merge, long Bytes)> _waiting = new();
    private long _underWay;

    /// <summary>Starts tasks whose continuations follow where they end, on whatever scheduler: order is the scheduler's alone.</summary>
    public static TaskFactory Background(TaskScheduler scheduler) =>
        new(CancellationToken.None, TaskCreationOptions.HideScheduler, TaskContinuationOptions.None, scheduler);

    /// <summary>Runs a merge when those before it leave room for it, whichever way they end.</summary>
    /// <param name="bytes">Of the segments that it merges.</param>
    /// <returns>Whoever waits for it goes on where it ended.</returns>
    public Task<T> Run<T>(Func<Task<T>> merge, long bytes)
    {
        var result = new TaskCompletionSource<T>();
        lock (_gate)
        {
            _waiting.Enqueue((() => RunAsync(merge, bytes, result), bytes));
        }

        Begin();
        return result.Task;
    }

    private async Task RunAsync<T>(Func<Task<T>> merge, long bytes, TaskCompletionSource<T> result)
    {
        var ended = default(T);
        Exception? failed = null;
        try
        {
            ended = await merge().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Whoever waits for this merge is told; the next one has nothing to do with it.
            failed = error;
        }

        lock (_gate)
        {
            _underWay -= bytes;
        }

        Begin();
        if (failed is null)
        {
            result.SetResult(ended!);
        }
        else
        {
            result.SetException(failed);
        }
    }

    private void Begin()
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next) && (_underWay == 0 || _underWay + next.Bytes <= bytesMax))
            {
                _waiting.Dequeue();
                _underWay += next.Bytes;
                _background.StartNew(next.Merge);
            }
        }
    }
}
