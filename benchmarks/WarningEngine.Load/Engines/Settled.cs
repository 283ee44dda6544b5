namespace WarningEngine.Load.Engines;

/// <summary>Whether all that stands in a log is done and nothing more comes of it, once nobody writes to it from outside. Once it is so it stays so:
/// what stands behind it later is time, which goes on.</summary>
/// <param name="checkpoints">Offsets up to which the log is done, by partition: what it caused is acknowledged.</param>
/// <param name="ends">Where the log ends, by partition.</param>
/// <param name="timesPerSecond">Messages a second, in each partition, that tell nothing but the time.</param>
/// <param name="clock">Of the looks.</param>
internal sealed class Settled(Func<long[]> checkpoints, Func<long[]> ends, int timesPerSecond, TimeProvider clock)
{
    /// <summary>Where time is told so often, or checkpointed so late, that the log never ends at a checkpoint, it is looked at for so long.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(5);

    private readonly Queue<(long At, long[] Ends)> _looks = new();
    private bool _isSo;

    /// <summary>Looks.</summary>
    public bool Ask()
    {
        if (_isSo)
        {
            return true;
        }

        // Checkpoints first: what they hold had written everything it causes, so where the log ends no later than they do, nothing is left of it.
        var (come, now) = (checkpoints(), ends());
        _isSo = HaveCome(come, now) || OnlyTimeGoesOn(come, now);
        return _isSo;
    }

    private bool OnlyTimeGoesOn(long[] come, long[] now)
    {
        var at = clock.GetTimestamp();
        _looks.Enqueue((at, now));
        if (clock.GetElapsedTime(_looks.Peek().At, at) < Span)
        {
            return false;
        }

        var (since, before) = _looks.Dequeue();
        var told = timesPerSecond * (1 + Math.Ceiling(clock.GetElapsedTime(since, at).TotalSeconds));
        return HaveCome(come, before) && !now.Where((end, partition) => end - before[partition] > told).Any();
    }

    private static bool HaveCome(long[] come, long[] ends) => !ends.Where((end, partition) => come[partition] < end).Any();
}
