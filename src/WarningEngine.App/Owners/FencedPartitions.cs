namespace WarningEngine.App.Owners;

/// <summary>Partitions that were dropped because somebody else has taken them, or that could not be taken, and when they may be taken again. The
/// pause grows with each time that this happens before a checkpoint succeeds, and is jittered: two owners that both believe in
/// their right do not rob each other in step.</summary>
/// <param name="jitter">For the pauses.</param>
internal sealed class FencedPartitions(Random jitter)
{
    private const long PauseMsMin = 500;
    private const long PauseMsMax = 30_000;

    private readonly Dictionary<int, (int Times, long DueMs)> _partitions = [];

    /// <summary>A partition was fenced.</summary>
    /// <param name="partition">Its number.</param>
    /// <param name="nowMs">A monotonic time.</param>
    /// <param name="grows">False where nobody robs anybody: the store is away, and is to be found soon after it is back.</param>
    /// <returns>The pause, in ms.</returns>
    public long Add(int partition, long nowMs, bool grows = true)
    {
        var times = grows ? _partitions.GetValueOrDefault(partition).Times : 0;
        var pause = Math.Min(PauseMsMax, PauseMsMin << Math.Min(times, 10));
        pause += jitter.Next((int)pause / 2);
        _partitions[partition] = (times + 1, nowMs + pause);
        return pause;
    }

    /// <summary>A checkpoint succeeded, or the group no longer assigns the partition.</summary>
    public void Forget(int partition) => _partitions.Remove(partition);

    /// <summary>The partition whose pause has been over for longest, named once; null where there is none. One at a time: to take it may mean to wait for
    /// a broker that does not answer, and between two there is something to read.</summary>
    public int? Due(long nowMs)
    {
        int? due = null;
        foreach (var (partition, (_, dueMs)) in _partitions)
        {
            due = dueMs <= nowMs && (due is not { } other || dueMs < _partitions[other].DueMs) ? partition : due;
        }

        if (due is { } named)
        {
            _partitions[named] = (_partitions[named].Times, long.MaxValue);
        }

        return due;
    }
}
