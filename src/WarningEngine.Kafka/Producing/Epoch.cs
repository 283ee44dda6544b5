namespace WarningEngine.Kafka.Producing;

/// <summary>What was sent between two cuts: complete when everything in it is acknowledged.</summary>
public sealed class Epoch
{
    private int _pending;

    /// <summary>Messages not acknowledged yet.</summary>
    public int Pending => Volatile.Read(ref _pending);

    public void Enter() => Interlocked.Increment(ref _pending);

    public void Leave() => Interlocked.Decrement(ref _pending);
}
