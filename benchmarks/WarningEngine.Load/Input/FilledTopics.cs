namespace WarningEngine.Load.Input;

/// <summary>What was filled into topics: how many events stand before each offset of each partition.</summary>
internal sealed class FilledTopics
{
    private readonly Dictionary<(string Topic, int Partition), List<long>> _before = [];

    /// <summary>Events in all.</summary>
    public long Events { get; private set; }

    /// <summary>Bytes of the messages' values.</summary>
    public long Bytes { get; set; }

    public IEnumerable<(string Topic, int Partition)> Partitions => _before.Keys;

    /// <summary>The next message of a partition holds so many.</summary>
    public void Add(string topic, int partition, int events)
    {
        if (!_before.TryGetValue((topic, partition), out var before))
        {
            _before[(topic, partition)] = before = [0];
        }

        before.Add(before[^1] + events);
        Events += events;
    }

    /// <summary>The offset behind the last message; 0 where none was filled in.</summary>
    public long End(string topic, int partition) => _before.TryGetValue((topic, partition), out var before) ? before.Count - 1 : 0;

    /// <summary>Events before an offset; what stands behind the filled part counts for nothing.</summary>
    public long EventsBefore(string topic, int partition, long offset) => _before.TryGetValue((topic, partition), out var before)
        ? before[(int)Math.Clamp(offset, 0, before.Count - 1)] : 0;
}
