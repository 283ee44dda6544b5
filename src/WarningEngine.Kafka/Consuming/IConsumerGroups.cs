using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>Where roles become members of consumer groups.</summary>
public interface IConsumerGroups
{
    /// <summary>Joins a group.</summary>
    /// <param name="group">Its id.</param>
    /// <param name="topics">To read.</param>
    /// <param name="assignments">Told of the group's decisions.</param>
    /// <param name="fromStart">Raw topics begin at their start where nothing is committed; logs of the engine never guess.</param>
    /// <param name="log">Takes lines for the operator.</param>
    ILogConsumer Join(string group, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string> log);

    /// <summary>What groups of these names have committed of all partitions of these topics: one listing, and one question a group.</summary>
    /// <exception cref="KafkaFaultException">The brokers do not answer.</exception>
    IReadOnlyList<(string Group, TopicPartitionOffset At)> Committed(IReadOnlyCollection<string> topics, Func<string, bool> ofGroup);
}
