namespace WarningEngine.Kafka.Queues;

/// <summary>One queue entry on its way.</summary>
/// <param name="Topic">The queue.</param>
/// <param name="Key">A receiver drops what it has seen under this key.</param>
/// <param name="Value">JSON.</param>
/// <param name="Delivered">Called once it is acknowledged.</param>
public sealed record QueueMessage(string Topic, string Key, byte[] Value, Action Delivered);
