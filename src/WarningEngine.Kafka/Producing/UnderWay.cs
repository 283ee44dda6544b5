namespace WarningEngine.Kafka.Producing;

/// <summary>How many messages to one topic are not acknowledged yet. For several threads.</summary>
internal sealed class UnderWay
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Enter() => Interlocked.Increment(ref _count);

    public void Leave() => Interlocked.Decrement(ref _count);
}
