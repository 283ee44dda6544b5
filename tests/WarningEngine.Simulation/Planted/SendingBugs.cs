using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Queues;

namespace WarningEngine.Simulation.Planted;

/// <summary>Raw offsets are committed before what they caused is acknowledged.</summary>
internal sealed class RawOffsetsEarly : PlantedBug
{
    public override string Name => "raw offsets are committed early";

    public override IOrderedProducer Producer(string role, IOrderedProducer producer) =>
        role == "intake" ? new HastyProducer(producer) : producer;
}

/// <summary>A checkpoint is written before what it caused is acknowledged.</summary>
internal sealed class CheckpointBeforeAcknowledged : PlantedBug
{
    public override string Name => "a checkpoint before what it caused is acknowledged";

    public override IOrderedProducer Producer(string role, IOrderedProducer producer) =>
        role == "score" ? new HastyProducer(producer) : producer;
}

/// <summary>What is sent in a batch arrives in another order.</summary>
internal sealed class OutOfOrder : PlantedBug
{
    public override string Name => "emissions out of order in a batch";

    public override IOrderedProducer Producer(string role, IOrderedProducer producer) => new SwappingProducer(producer);
}

/// <summary>A producer passes over a message and goes on with the next.</summary>
internal sealed class GapInProducer : PlantedBug
{
    public override string Name => "a gap in a producer";

    public override IOrderedProducer Producer(string role, IOrderedProducer producer) => new GappyProducer(producer);
}

/// <summary>Entries are taken for delivered when they are handed over.</summary>
internal sealed class DeliveredEarly : PlantedBug
{
    public override string Name => "entries are delivered once they are handed over";

    public override IQueueDelivery Queues(IQueueDelivery queues) => new HastyQueues(queues);
}

/// <summary>Every epoch is complete at once.</summary>
internal sealed class HastyProducer(IOrderedProducer inner) : IOrderedProducer
{
    public int UnderWay(string topic) => inner.UnderWay(topic);

    public Epoch Cut()
    {
        inner.Cut();
        return new Epoch();
    }

    public void Send(
        string topic, int partition, byte[]? key, byte[]? value, params ReadOnlySpan<(string Name, string Value)> headers) =>
        inner.Send(topic, partition, key, value, headers);

    public void Check() => inner.Check();

    public bool Flush(TimeSpan timeout) => inner.Flush(timeout);

    public void Dispose() => inner.Dispose();
}

/// <summary>Now and then two messages to one partition change places.</summary>
internal sealed class SwappingProducer(IOrderedProducer inner) : IOrderedProducer
{
    private const int Every = 25;

    private Action? _kept;
    private (string Topic, int Partition) _keptFor;
    private int _sent;

    public int UnderWay(string topic) => inner.UnderWay(topic);

    public Epoch Cut()
    {
        Release();
        return inner.Cut();
    }

    public void Send(
        string topic, int partition, byte[]? key, byte[]? value, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        if (_kept is null && ++_sent % Every == 0)
        {
            (string, string)[] copied = [.. headers];
            _kept = () => inner.Send(topic, partition, key, value, copied);
            _keptFor = (topic, partition);
            return;
        }

        inner.Send(topic, partition, key, value, headers);
        if (_keptFor == (topic, partition))
        {
            Release();
        }
    }

    public void Check() => inner.Check();

    public bool Flush(TimeSpan timeout)
    {
        Release();
        return inner.Flush(timeout);
    }

    public void Dispose() => inner.Dispose();

    private void Release()
    {
        var kept = _kept;
        (_kept, _keptFor) = (null, default);
        kept?.Invoke();
    }
}

/// <summary>Now and then a message is dropped, and said to be acknowledged.</summary>
internal sealed class GappyProducer(IOrderedProducer inner) : IOrderedProducer
{
    private const int Every = 40;

    private int _sent;

    public int UnderWay(string topic) => inner.UnderWay(topic);

    public Epoch Cut() => inner.Cut();

    public void Send(
        string topic, int partition, byte[]? key, byte[]? value, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        if (++_sent % Every != 0)
        {
            inner.Send(topic, partition, key, value, headers);
        }
    }

    public void Check() => inner.Check();

    public bool Flush(TimeSpan timeout) => inner.Flush(timeout);

    public void Dispose() => inner.Dispose();
}

/// <summary>Calls everything delivered at once.</summary>
internal sealed class HastyQueues(IQueueDelivery inner) : IQueueDelivery
{
    public bool TrySend(QueueMessage message)
    {
        if (!inner.TrySend(message with { Delivered = () => { } }))
        {
            return false;
        }

        message.Delivered();
        return true;
    }

    public void Check() => inner.Check();

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
