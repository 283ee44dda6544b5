using Confluent.Kafka;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Broker;

/// <summary>Topics, and the groups that read them. Keeps everything: nothing that was appended is ever lost.</summary>
internal sealed class SimulatedBroker(VirtualTime time, VirtualClock clock)
{
    private readonly SortedDictionary<string, LogPartition[]> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedGroup> _groups = [];

    public IEnumerable<string> Topics => _topics.Keys;

    public void Create(string topic, int partitions) =>
        _topics[topic] = [.. Enumerable.Range(0, partitions).Select(_ => new LogPartition())];

    public LogPartition[] Partitions(string topic) => _topics[topic];

    public LogPartition Partition(TopicPartition partition) => _topics[partition.Topic][partition.Partition.Value];

    public SimulatedGroup Group(string name) =>
        _groups.TryGetValue(name, out var group) ? group : _groups[name] = new SimulatedGroup(name, this, time);

    /// <param name="target">Where to.</param>
    /// <param name="timestampMs">Null: now.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="headers">Its headers.</param>
    public void Append(TopicPartition target, byte[]? key, byte[]? value, Headers? headers = null, long? timestampMs = null)
    {
        var log = Partition(target);
        time.Tell("append " + target.Topic, target.Partition.Value, value?.Length ?? 0);
        log.Messages.Add(new LogMessage(time.NowUs, timestampMs ?? clock.NowMs, key, value, headers));
    }
}
