using WarningEngine.Kafka.Producing;

namespace WarningEngine.Kafka.Queues;

/// <summary>Delivers queue entries, each at least once, in the order of its queue; where attempts fail, in the order of its case.</summary>
public interface IQueueDelivery : IAsyncDisposable
{
    /// <summary>Takes an entry for its queue. False where that queue is full: the caller reads no further meanwhile.</summary>
    /// <exception cref="KafkaFaultException">The client or a worker cannot go on, and waiting would not help.</exception>
    bool TrySend(QueueMessage message);

    /// <summary>Looks whether all queues can go on. Whoever has nothing to send asks: what was taken before may never be delivered.</summary>
    /// <exception cref="KafkaFaultException">The client or a worker cannot go on, and waiting would not help.</exception>
    void Check();
}
