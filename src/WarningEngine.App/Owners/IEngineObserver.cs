using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Owners;

/// <summary>Takes what the roles observe of themselves, for metrics and health. Never throws, never waits; nothing here
/// may become a label that holds a number or a token. Who is told implements what it listens to; the rest does nothing.</summary>
public interface IEngineObserver
{
    /// <summary>So many more raw records of a topic were read; told once for those that follow each other.</summary>
    void EventsRead(string topic, long count)
    {
    }

    /// <summary>A raw topic had records before this process read it: who takes a partition looks again at the one that was read last.</summary>
    void HadRecords(string topic)
    {
    }

    void Rejected(string topic, Rejection reason)
    {
    }

    /// <summary>A value of a later schema was read as "unspecified".</summary>
    void UnknownValue(string topic, string field)
    {
    }

    void LegsWritten(long count)
    {
    }

    /// <summary>So many times of events lay ahead of their arrival, by no more than is let pass, and were set to it.</summary>
    void Clamped(long count)
    {
    }

    /// <summary>A thread of this process reads a partition of a raw topic from now on, or no more. Each says so once, and of two that both believe to
    /// have it each for itself.</summary>
    void RawOwned(string topic, int partition, bool owned)
    {
    }

    /// <summary>The brokers let one who reads have no messages of a topic, and why; null: they do again, or it is not wanted any more.</summary>
    /// <param name="reader">A thread of this process.</param>
    void Unreadable(string reader, string topic, string? why)
    {
    }

    /// <summary>Regenerated or repeated: dropped as seen.</summary>
    void Dropped(string role, long count)
    {
    }

    /// <summary>So many found no room in the state and are not remembered.</summary>
    void Overflow(Unremembered what, long count)
    {
    }

    void Warned(Tier tier, string scamType)
    {
    }

    /// <summary>A queue entry is acknowledged, this long after the raw message was appended; null where no warning is
    /// behind the entry (expired, closed, moved).</summary>
    void Delivered(string queue, Tier tier, double? latencySeconds)
    {
    }

    /// <summary>A case did not go to its queue: dispatch holds it, or only counts.</summary>
    void Kept(Tier tier, DispatchMode mode)
    {
    }

    /// <summary>How the surge of a pattern stands in a partition; told again whenever that changes, or the partition is
    /// taken.</summary>
    void Surged(int partition, Surge surge)
    {
    }

    /// <summary>A case is kept back for the surge of a pattern: its id.</summary>
    void SurgeHeld(string pattern)
    {
    }

    void Checkpointed(string role, int partition, CheckpointOutcome outcome)
    {
    }

    /// <summary>For how long changes of the partition have waited for a checkpoint; told every few seconds.</summary>
    void CheckpointAge(string role, int partition, TimeSpan age)
    {
    }

    /// <summary>The role owns a partition from now on, or no more.</summary>
    void Owned(string role, int partition, bool owned)
    {
    }

    /// <summary>A partition stands still and why: what its log activated cannot be loaded, or there is no state from which its log
    /// goes on. Null: it goes on.</summary>
    void Stopped(string role, int partition, string? why)
    {
    }

    /// <summary>A leg throws whenever it is scored, and is left out from now on.</summary>
    void LegSkipped(int partition)
    {
    }

    /// <summary>Which rule set decides in a partition: its hash, 32 hex digits.</summary>
    void RuleSet(int partition, string hash)
    {
    }

    /// <summary>A rule set or a model in <c>artifacts</c> cannot be loaded here.</summary>
    void ArtifactRefused(ArtifactKind kind)
    {
    }

    /// <summary>Which model decides in a partition, or looks on: its hash, 32 hex digits; null where none does.</summary>
    void Model(int partition, ModelSubject subject, bool isShadow, string? hash)
    {
    }

    /// <summary>What the models of a subject were asked since they were last told; reused after the call.</summary>
    void ModelAsked(ModelSubject subject, ModelStatistics statistics)
    {
    }

    /// <summary>Whether what a watched directory holds could be taken.</summary>
    void Reloaded(bool good)
    {
    }

    /// <summary>A taken partition's state was found here.</summary>
    void Restored(string role, int partition, StateOrigin origin)
    {
    }

    /// <summary>A partition goes on, after a crash, with what another version of the logic left: what it regenerates may differ
    /// from what had left already.</summary>
    void LogicChanged(string role, int partition)
    {
    }

    /// <summary>A snapshot was written; null: it could not be. Milliseconds since epoch.</summary>
    void Snapshotted(string role, int partition, long? cutAtMs)
    {
    }

    /// <summary>A queue has not taken an entry; it is tried again.</summary>
    void DeliveryFailed(string queue, string why)
    {
    }

    /// <summary>The partition's own time, ms since epoch.</summary>
    void PartitionTime(string role, int partition, long timeMs)
    {
    }

    void Lag(string role, int partition, long messages)
    {
    }

    /// <summary>So many messages of a raw partition that this process reads were not read yet; told every second.</summary>
    void RawLag(string topic, int partition, long messages)
    {
    }

    /// <summary>A role runs, or does not and why.</summary>
    void RoleState(string role, bool running, string why)
    {
    }

    /// <summary>A role has faulted and is started again after a pause; <see cref="RoleState"/> says why.</summary>
    void RoleFaulted(string role)
    {
    }
}

/// <summary>What a bounded state has no room for.</summary>
public enum Unremembered
{
    /// <summary>Lines touched by counterparts that gave way to others within 72 h: they will not be told.</summary>
    TouchedLine,

    /// <summary>Answers about callers that overtook their calls: the calls are scored without them.</summary>
    AnswerAhead,

    /// <summary>Talks with strangers that go on: they are looked at when they have ended.</summary>
    OngoingTalk,

    /// <summary>Identities of events within their term: what is sent again counts twice.</summary>
    EventIdentity,
}

/// <summary>Where the state of a taken partition was found.</summary>
public enum StateOrigin
{
    /// <summary>In Redis.</summary>
    Checkpoint,

    /// <summary>In a file.</summary>
    Snapshot,

    /// <summary>Nowhere: the log is read from its beginning.</summary>
    Log,
}
