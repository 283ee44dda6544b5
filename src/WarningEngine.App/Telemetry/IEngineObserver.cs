using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Telemetry;

/// <summary>Told of what the roles do, for metrics, health and the demo's report. Called on the roles' own threads, once a
/// batch rather than once a record: an implementation neither blocks nor throws.</summary>
public interface IEngineObserver
{
    /// <summary>Records read from a raw topic, rejected ones included.</summary>
    void EventsRead(string topic, int count);

    void Rejected(string topic, Rejection reason);

    /// <summary>Legs scored, and how many of them were dropped as seen before.</summary>
    void LegsScored(int partition, int count, long dropped);

    /// <summary>Scoring has made a warning.</summary>
    void Warned(Warning warning);

    /// <summary>A queue has acknowledged an entry.</summary>
    void EntryDelivered(QueueEntry entry);

    /// <summary>A queue has not taken an entry; it is tried again.</summary>
    void DeliveryFailed(string queue, Exception error);

    /// <summary>Messages between what was read and the end of the partition.</summary>
    void Lag(string topic, int partition, long messages);

    /// <summary>The partition's own time, ms since epoch.</summary>
    void PartitionTime(string role, int partition, long timeMs);

    /// <summary>A role owns a partition from now on, or no more.</summary>
    void PartitionOwned(string role, int partition, bool owned);

    void Checkpoint(string role, int partition, CheckpointOutcome outcome, int bytes, TimeSpan took);

    /// <summary>A role's state in words: null while all is well.</summary>
    void RoleState(string role, string? problem);
}
