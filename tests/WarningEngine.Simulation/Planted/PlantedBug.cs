using WarningEngine.Core;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Queues;
using WarningEngine.Redis;
using WarningEngine.Simulation.Kernel;

namespace WarningEngine.Simulation.Planted;

/// <summary>A deliberate bug, planted between a role and one of its ports: the harness must catch it. This one is none.</summary>
internal class PlantedBug
{
    /// <summary>What is wrong, in words.</summary>
    public virtual string Name => "none";

    public virtual IOrderedProducer Producer(string role, IOrderedProducer producer) => producer;

    public virtual IConsumerGroups Groups(string role, IConsumerGroups groups, VirtualClock clock) => groups;

    public virtual ICheckpointKeys Keys(ICheckpointKeys keys) => keys;

    public virtual ICheckpointStore Store(string role, ICheckpointStore store) => store;

    public virtual IQueueDelivery Queues(IQueueDelivery queues) => queues;
}
