namespace WarningEngine.Kafka.Queues;

/// <summary>One queue entry on its way.</summary>
/// <param name="Topic">The queue.</param>
/// <param name="Key">A receiver drops what it has seen under this key: case, revision, state.</param>
/// <param name="Value">JSON.</param>
/// <param name="Delivered">Called once it is acknowledged, on any thread.</param>
public sealed record QueueMessage(string Topic, string Key, byte[] Value, Action Delivered)
{
    /// <summary>Whose entries stay in their order: what of the key stands before the revision.</summary>
    public string Case => Key.IndexOf(':', StringComparison.Ordinal) is >= 0 and var end ? Key[..end] : Key;
}
