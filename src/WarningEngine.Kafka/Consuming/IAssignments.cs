using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>What a member does when the group gives it partitions or takes them away. Called on the polling thread.</summary>
public interface IAssignments
{
    /// <summary>Where to begin; <see cref="Offset.Unset"/> leaves it to the committed offset.</summary>
    Offset Assigned(TopicPartition partition);

    /// <summary>Everything up to here may still be finished and committed.</summary>
    void Revoked(IReadOnlyList<TopicPartition> partitions);

    /// <summary>Somebody else has them already: nothing may be committed.</summary>
    void Lost(IReadOnlyList<TopicPartition> partitions);
}
