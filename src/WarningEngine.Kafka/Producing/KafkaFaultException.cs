namespace WarningEngine.Kafka.Producing;

/// <summary>A client that cannot go on: its owner disposes everything and starts again from what is committed.</summary>
public sealed class KafkaFaultException(string message) : Exception(message);
