using Confluent.Kafka;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Planted;

/// <summary>The end of a partition is told when its last message has been fetched, not when it has been read.</summary>
internal sealed class EndBeforeMessages : PlantedBug
{
    public override string Name => "an end is told ahead of messages that wait";

    public override IConsumerGroups Groups(string role, IConsumerGroups groups, VirtualClock clock) =>
        role == "intake" ? new WaitingGroups(groups, clock) : groups;
}

/// <summary>The real groups, with consumers in which messages wait.</summary>
internal sealed class WaitingGroups(IConsumerGroups inner, VirtualClock clock) : IConsumerGroups
{
    public ILogConsumer Join(string group, IEnumerable<string> topics, IAssignments assignments, bool fromStart, Action<string> log) =>
        new WaitingConsumer(inner.Join(group, topics, assignments, fromStart, log), clock);

    public IReadOnlyList<(string Group, TopicPartitionOffset At)> Committed(IReadOnlyCollection<string> topics, Func<string, bool> ofGroup) =>
        inner.Committed(topics, ofGroup);
}

/// <summary>The real consumer: its messages wait for some seconds, its ends do not.</summary>
internal sealed class WaitingConsumer(ILogConsumer inner, VirtualClock clock) : ForwardingConsumer(inner)
{
    private const long WaitUs = 4_000_000;

    private readonly Queue<(long FromUs, HeldMessage Message)> _waiting = [];

    public override ReadMessage? Poll(TimeSpan timeout)
    {
        while (Inner.Poll(timeout) is { } message)
        {
            if (message.IsEnd)
            {
                return message;
            }

            _waiting.Enqueue((clock.GetTimestamp() + WaitUs, message.Hold()));
        }

        return _waiting.TryPeek(out var first) && first.FromUs <= clock.GetTimestamp() ? _waiting.Dequeue().Message : null;
    }
}
