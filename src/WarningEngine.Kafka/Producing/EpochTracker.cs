namespace WarningEngine.Kafka.Producing;

/// <summary>Numbers the epochs of a sender, and tells up to which one everything is acknowledged.</summary>
/// <param name="cut">Ends the sender's current epoch.</param>
public sealed class EpochTracker(Func<Epoch> cut)
{
    private readonly Queue<(long Sequence, Epoch Epoch)> _open = new();
    private long _sequence;
    private long _acknowledged;

    /// <summary>Ends the current epoch; its number.</summary>
    public long Cut()
    {
        _open.Enqueue((++_sequence, cut()));
        return _sequence;
    }

    /// <summary>Every epoch up to this number is acknowledged, without a gap.</summary>
    public long Acknowledged
    {
        get
        {
            while (_open.TryPeek(out var first) && first.Epoch.Pending == 0)
            {
                _acknowledged = _open.Dequeue().Sequence;
            }

            return _acknowledged;
        }
    }
}
