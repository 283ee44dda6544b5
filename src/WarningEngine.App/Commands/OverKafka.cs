using Confluent.Kafka;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.App.Commands;

/// <summary>Verbs that ask or write something over Kafka.</summary>
internal static class OverKafka
{
    /// <summary>For verbs that read logs.</summary>
    /// <exception cref="CommandFailedException">Kafka does not answer, or a log is damaged: says where and why.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is KafkaException or KafkaFaultException or FrameException)
        {
            throw new CommandFailedException(failure.Message, failure);
        }
    }

    /// <exception cref="CommandFailedException">Kafka refuses or does not answer: says where and why.</exception>
    public static void Run(KafkaOptions kafka, Action act)
    {
        try
        {
            act();
        }
        catch (Exception failure) when (failure is KafkaException or KafkaFaultException)
        {
            throw new CommandFailedException($"{kafka.BootstrapServers}: {failure.Message}", failure);
        }
    }

    /// <exception cref="CommandFailedException">Kafka refuses or does not answer: says where and why.</exception>
    public static async Task<T> RunAsync<T>(KafkaOptions kafka, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (KafkaException failure)
        {
            throw new CommandFailedException($"{kafka.BootstrapServers}: {failure.Error.Reason}", failure);
        }
        catch (KafkaFaultException failure)
        {
            throw new CommandFailedException(failure.Message, failure);
        }
    }
}
