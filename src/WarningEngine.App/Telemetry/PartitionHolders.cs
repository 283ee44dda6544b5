namespace WarningEngine.App.Telemetry;

/// <summary>How many threads of this process believe to have a partition, of a raw topic or of a role. For a while it may be two: whoever stood still for
/// too long learns that it has lost a partition only when it goes on, and another thread here may have been given it by then.</summary>
internal sealed class PartitionHolders
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Of, int Partition), int> _holders = [];

    /// <summary>Whether anybody here has the partition just now.</summary>
    /// <param name="of">Topic or role.</param>
    /// <param name="partition">Its number.</param>
    public bool Has(string of, int partition)
    {
        lock (_lock)
        {
            return _holders.ContainsKey((of, partition));
        }
    }

    /// <summary>One more has it, or one less.</summary>
    /// <param name="of">Topic or role.</param>
    /// <param name="partition">Its number.</param>
    /// <param name="has">One more.</param>
    /// <returns>Whether anybody here still has the partition, and any of the same topic or role.</returns>
    public (bool Partition, bool Any) Tell(string of, int partition, bool has)
    {
        lock (_lock)
        {
            var count = _holders.GetValueOrDefault((of, partition)) + (has ? 1 : -1);
            if (count > 0)
            {
                _holders[(of, partition)] = count;
                return (true, true);
            }

            _holders.Remove((of, partition));
            return (false, _holders.Keys.Any(x => x.Of == of));
        }
    }
}
