namespace WarningEngine.Kafka.Topics;

/// <summary>A topic as the engine wants it.</summary>
public sealed record PlannedTopic(string Name, int Partitions, bool Compacted, int RetentionDays);
