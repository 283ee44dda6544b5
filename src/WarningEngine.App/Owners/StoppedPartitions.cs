using WarningEngine.Kafka.Consuming;

namespace WarningEngine.App.Owners;

/// <summary>Partitions that stand still before a message, since what it needs is not to be had. They keep their owner and
/// their state; what is read of them meanwhile is dropped, and read again once they go on.</summary>
internal sealed class StoppedPartitions
{
    private const long RetryMs = 50;

    /// <summary>What is there a moment later (it is on its way on another thread) is not worth a word.</summary>
    private const long TellAfterMs = 1_000;

    private readonly Dictionary<int, Stop> _stops = [];

    public bool Contains(int partition) => _stops.ContainsKey(partition);

    /// <summary>A partition stands still. Its message is held.</summary>
    /// <param name="partition">Its number.</param>
    /// <param name="before">The message that it cannot apply; null where it cannot go on with its state at all.</param>
    /// <param name="nowMs">A monotonic time.</param>
    public void Add(int partition, ReadMessage? before, long nowMs)
    {
        _stops[partition] = new Stop(before?.Hold(), nowMs) { RetryMs = nowMs + RetryMs };
    }

    /// <summary>It goes on, or is given away. Returns whether anybody had been told that it stood still.</summary>
    public bool Remove(int partition) => _stops.Remove(partition, out var stop) && stop.Told is not null;

    /// <summary>Those that may be tried again, with the message that each stands before.</summary>
    public (int Partition, ReadMessage? Before)[] Due(long nowMs)
    {
        if (_stops.Count == 0)
        {
            return [];
        }

        (int, ReadMessage?)[] due = [.. _stops.Where(x => x.Value.RetryMs <= nowMs).Select(x => (x.Key, x.Value.Before))];
        foreach (var (partition, _) in due)
        {
            _stops[partition].RetryMs = nowMs + RetryMs;
        }

        return due;
    }

    /// <summary>It was tried again in vain. True where that is to be told, and is now: once it has lasted, and for each reason once.</summary>
    public bool TakeNews(int partition, string why, long nowMs)
    {
        var stop = _stops[partition];
        if (nowMs - stop.SinceMs < TellAfterMs || stop.Told == why)
        {
            return false;
        }

        stop.Told = why;
        return true;
    }

    private sealed class Stop(ReadMessage? before, long sinceMs)
    {
        public ReadMessage? Before { get; } = before;

        public long SinceMs { get; } = sinceMs;

        public long RetryMs { get; set; }

        public string? Told { get; set; }
    }
}
