using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.Kafka.Consuming;

/// <summary>Consumer groups of a broker.</summary>
/// <param name="options">Of the operator.</param>
/// <param name="member">Which of several members that a process has in one group, from 1.</param>
/// <param name="unreadable">Told of topics whose messages the brokers refuse for long, and why; null: no more.</param>
public sealed class ConsumerGroups(KafkaOptions options, int member = 1, Action<string, string?>? unreadable = null) : IConsumerGroups
{
    /// <summary>Of the classic protocol, where the operator says nothing: a dead owner's partitions move after this time.</summary>
    private const int SessionTimeoutMs = 10_000;

    /// <summary>A member learns from the answer to its heartbeat that the group is to be shared out anew: the survivors of a
    /// dead one hear of it within this time after its session has ended.</summary>
    private const int HeartbeatIntervalMs = 1_000;
    private static readonly TimeSpan AdminTimeout = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public ILogConsumer Join(
        string group, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string> log)
    {
        var config = new ConsumerConfig(options.NewClient()) { GroupId = group };
        if (config.GroupProtocol != GroupProtocol.Consumer)
        {
            // With KIP-848 the broker sets it, and the client refuses to hear of it.
            config.SessionTimeoutMs ??= SessionTimeoutMs;
            config.HeartbeatIntervalMs ??= HeartbeatIntervalMs;
        }

        if (member > 1 && config.GroupInstanceId is { Length: > 0 } id)
        {
            // A static member is one consumer: of two with the same name the broker fences one.
            config.GroupInstanceId = string.Create(CultureInfo.InvariantCulture, $"{id}-{member}");
        }

        return new LogConsumer(config, topics, assignments, fromStart, log, unreadable);
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Group, TopicPartitionOffset At)> Committed(IReadOnlyCollection<string> topics, Func<string, bool> ofGroup)
    {
        ArgumentNullException.ThrowIfNull(topics);
        using var admin = new AdminClientBuilder(options.NewClient()).SetLogHandler((_, _) => { }).Build();
        try
        {
            TopicPartition[] partitions =
            [
                .. admin.GetMetadata(AdminTimeout).Topics.Where(x => topics.Contains(x.Topic))
                    .SelectMany(x => x.Partitions.Select(p => new TopicPartition(x.Topic, p.PartitionId))),
            ];
            var groups = admin.ListConsumerGroupsAsync(new ListConsumerGroupsOptions { RequestTimeout = AdminTimeout })
                .GetAwaiter().GetResult().Valid.Select(x => x.GroupId).Where(ofGroup);
            return [.. groups.SelectMany(group => GroupOffsets.Committed(options.NewClient(), group, partitions, AdminTimeout).Select(x => (group, x)))];
        }
        catch (KafkaException failure)
        {
            throw new KafkaFaultException($"What former groups committed cannot be read: {failure.Error.Reason}");
        }
    }
}
