using System.Reflection;
using Confluent.Kafka;

namespace WarningEngine.Tests.Hosting;

/// <summary>A producer that keeps what it is given, or refuses it; of the client's many calls those that the console makes.</summary>
public class SomeProducer : DispatchProxy
{
    public List<(string Topic, Message<string, byte[]> Message)> Sent { get; } = [];

    /// <summary>What each call is refused with; null: it is taken.</summary>
    public ErrorCode? Refuses { get; set; }

    /// <summary>Calls end once this is done.</summary>
    public Task Taking { get; set; } = Task.CompletedTask;

    public bool IsDisposed { get; private set; }

    public static (IProducer<string, byte[]> Producer, SomeProducer Double) New()
    {
        var made = Create<IProducer<string, byte[]>, SomeProducer>();
        return (made, (SomeProducer)(object)made);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case "Dispose":
                IsDisposed = true;
                return null;
            case "ProduceAsync":
                return ProduceAsync((string)args![0]!, (Message<string, byte[]>)args[1]!);
            default:
                throw new NotSupportedException(targetMethod.Name);
        }
    }

    private async Task<DeliveryResult<string, byte[]>> ProduceAsync(string topic, Message<string, byte[]> message)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        await Taking;
        if (Refuses is { } code)
        {
            throw new ProduceException<string, byte[]>(new Error(code), new DeliveryResult<string, byte[]> { Topic = topic, Message = message });
        }

        Sent.Add((topic, message));
        return new DeliveryResult<string, byte[]> { Topic = topic, Message = message };
    }
}
