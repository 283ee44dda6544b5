using System.Globalization;
using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Owners;

/// <summary>The consumer group of intake. Its name tells the generations of raw topics that were made anew: what was committed
/// under one generation says nothing about the next.</summary>
internal sealed class IntakeGroup
{
    private const string Prefix = "warning-engine.intake";

    private readonly IReadOnlyDictionary<string, int> _generations;

    /// <summary>What former groups had committed: asked for with the first partition that needs it, and true for those that are given together with it.</summary>
    private IReadOnlyList<(string Group, TopicPartitionOffset At)>? _former;

    /// <param name="generations">Raw topic to generation, 2 or more; topics not named have their first.</param>
    public IntakeGroup(IReadOnlyDictionary<string, int> generations)
    {
        _generations = generations;
        Name = Prefix + string.Concat(generations.Where(x => x.Value > 1).OrderBy(x => x.Key, StringComparer.Ordinal)
            .Select(x => string.Create(CultureInfo.InvariantCulture, $"+{x.Key}={x.Value}")));
    }

    public string Name { get; }

    /// <summary>Something was raised: other groups may have read on under the same generation of a topic.</summary>
    public bool HasForerunners => Name != Prefix;

    public int GenerationOf(string topic) => _generations.GetValueOrDefault(topic, 1);

    /// <summary>Whether a group of this name read this topic under the generation that it has here.</summary>
    public bool Precedes(string group, string topic)
    {
        var parts = group.Split('+');
        if (parts[0] != Prefix || group == Name || !RawTopic.All.Any(x => x.Name == topic))
        {
            return false;
        }

        var named = parts.Skip(1).Select(x => x.Split('=')).FirstOrDefault(x => x[0] == topic);
        var generation = named is [_, var number] && int.TryParse(number, CultureInfo.InvariantCulture, out var raised) ? raised : 1;
        return generation == GenerationOf(topic);
    }

    /// <summary>How far a group of other generations had come with a partition, where the topic's was the same; null: there was none.</summary>
    /// <exception cref="Kafka.Producing.KafkaFaultException">The brokers do not answer.</exception>
    public long? CommittedBefore(IConsumerGroups groups, TopicPartition partition)
    {
        if (!HasForerunners)
        {
            return null;
        }

        // A question takes half a second: of many partitions that are given at once each would wait for its own.
        string[] topics = [.. RawTopic.All.Select(x => x.Name)];
        _former ??= groups.Committed(topics, group => topics.Any(topic => Precedes(group, topic)));
        return _former.Where(x => x.At.TopicPartition == partition && Precedes(x.Group, partition.Topic)).Max(x => (long?)x.At.Offset.Value);
    }

    /// <summary>Others may have come further since: the next assignment asks anew.</summary>
    public void ForgetFormer() => _former = null;
}
