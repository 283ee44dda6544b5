namespace WarningEngine.Kafka.Producing;

/// <summary>Delivers a prefix of what it is given, in order, without gaps. After a fatal error nothing more is sent; who
/// owns it starts again from committed positions.</summary>
public interface IOrderedProducer : IDisposable
{
    /// <summary>Messages to a topic that are not acknowledged yet. For the thread that sends.</summary>
    int UnderWay(string topic);

    /// <summary>Ends the current epoch and begins the next.</summary>
    Epoch Cut();

    /// <summary>Sends to a partition. Waits while the queue is full: its caller reads no further meanwhile.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">Its partition; below 0: chosen by the key.</param>
    /// <param name="key">Of the message.</param>
    /// <param name="value">Of the message.</param>
    /// <param name="headers">Of the message.</param>
    /// <exception cref="KafkaFaultException">After a fatal error, and where the client refuses the message: it is not sent then.</exception>
    void Send(string topic, int partition, byte[]? key, byte[]? value, params ReadOnlySpan<(string Name, string Value)> headers);

    /// <summary>Looks whether it can go on. Whoever has nothing to send asks: what it sent before may never be acknowledged.</summary>
    /// <exception cref="KafkaFaultException">After a fatal error.</exception>
    void Check();

    /// <summary>Waits until everything is acknowledged. False where it took longer.</summary>
    bool Flush(TimeSpan timeout);
}
