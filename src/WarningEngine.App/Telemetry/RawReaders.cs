namespace WarningEngine.App.Telemetry;

/// <summary>How many threads of this process believe to read a partition of a raw topic. For a while it may be two: whoever stood still for too long
/// learns that it has lost a partition only when it goes on, and another thread here may have been given it by then.</summary>
internal sealed class RawReaders
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Topic, int Partition), int> _readers = [];

    /// <summary>One more reads it, or one less.</summary>
    /// <returns>Whether anybody here still reads the partition, and any of its topic.</returns>
    public (bool Partition, bool Topic) Tell(string topic, int partition, bool reads)
    {
        lock (_lock)
        {
            var count = _readers.GetValueOrDefault((topic, partition)) + (reads ? 1 : -1);
            if (count > 0)
            {
                _readers[(topic, partition)] = count;
                return (true, true);
            }

            _readers.Remove((topic, partition));
            return (false, _readers.Keys.Any(x => x.Topic == topic));
        }
    }
}
