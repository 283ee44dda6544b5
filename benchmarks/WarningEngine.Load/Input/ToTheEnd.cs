namespace WarningEngine.Load.Input;

/// <summary>Reads partitions to their ends, and not for ever where these do not come.</summary>
internal static class ToTheEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <param name="partitions">As many ends have to come.</param>
    /// <param name="next">Waits for so long; null where nothing came.</param>
    /// <param name="isEnd">Whether it is the end of a partition, and no message.</param>
    /// <param name="each">Takes a message.</param>
    /// <param name="clock">Of the patience.</param>
    /// <param name="stop">Ends it, a second later at most.</param>
    /// <exception cref="InvalidOperationException">Nothing has come for half a minute.</exception>
    public static void Read<T>(int partitions, Func<TimeSpan, T?> next, Func<T, bool> isEnd, Action<T> each, TimeProvider clock, CancellationToken stop)
        where T : class
    {
        var heard = clock.GetTimestamp();
        while (partitions > 0)
        {
            stop.ThrowIfCancellationRequested();
            if (next(Moment) is not { } found)
            {
                if (clock.GetElapsedTime(heard) >= Patience)
                {
                    throw new InvalidOperationException($"{partitions} partitions do not come to their end: nothing has come for {Patience.TotalSeconds} s.");
                }

                continue;
            }

            heard = clock.GetTimestamp();
            if (isEnd(found))
            {
                partitions--;
            }
            else
            {
                each(found);
            }
        }
    }
}
