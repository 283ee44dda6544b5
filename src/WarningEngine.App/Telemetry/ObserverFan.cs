using WarningEngine.App.Owners;
using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Telemetry;

/// <summary>Tells several observers. Implements every member itself: one that it left to the interface would be told to nobody.</summary>
internal sealed class ObserverFan(params IEngineObserver[] observers) : IEngineObserver
{
    public void EventsRead(string topic, long count) => Each((topic, count), static (x, told) => x.EventsRead(told.topic, told.count));

    public void HadRecords(string topic) => Each(topic, static (x, topic) => x.HadRecords(topic));

    public void Rejected(string topic, Rejection reason) =>
        Each((topic, reason), static (x, told) => x.Rejected(told.topic, told.reason));

    public void UnknownValue(string topic, string field) =>
        Each((topic, field), static (x, told) => x.UnknownValue(told.topic, told.field));

    public void LegsWritten(long count) => Each(count, static (x, count) => x.LegsWritten(count));

    public void Clamped(long count) => Each(count, static (x, count) => x.Clamped(count));

    public void RawOwned(string topic, int partition, bool owned) =>
        Each((topic, partition, owned), static (x, told) => x.RawOwned(told.topic, told.partition, told.owned));

    public void Unreadable(string reader, string topic, string? why) =>
        Each((reader, topic, why), static (x, told) => x.Unreadable(told.reader, told.topic, told.why));

    public void Dropped(string role, long count) => Each((role, count), static (x, told) => x.Dropped(told.role, told.count));

    public void Overflow(Unremembered what, long count) => Each((what, count), static (x, told) => x.Overflow(told.what, told.count));

    public void Warned(Tier tier, string scamType) => Each((tier, scamType), static (x, told) => x.Warned(told.tier, told.scamType));

    public void Delivered(string queue, Tier tier, double? latencySeconds) =>
        Each((queue, tier, latencySeconds), static (x, told) => x.Delivered(told.queue, told.tier, told.latencySeconds));

    public void Kept(Tier tier, DispatchMode mode) => Each((tier, mode), static (x, told) => x.Kept(told.tier, told.mode));

    public void Surged(int partition, Surge surge) =>
        Each((partition, surge), static (x, told) => x.Surged(told.partition, told.surge));

    public void SurgeHeld(string pattern) => Each(pattern, static (x, pattern) => x.SurgeHeld(pattern));

    public void LegSkipped(int partition) => Each(partition, static (x, partition) => x.LegSkipped(partition));

    public void Checkpointed(string role, int partition, CheckpointOutcome outcome) =>
        Each((role, partition, outcome), static (x, told) => x.Checkpointed(told.role, told.partition, told.outcome));

    public void CheckpointAge(string role, int partition, TimeSpan age) =>
        Each((role, partition, age), static (x, told) => x.CheckpointAge(told.role, told.partition, told.age));

    public void Owned(string role, int partition, bool owned) =>
        Each((role, partition, owned), static (x, told) => x.Owned(told.role, told.partition, told.owned));

    public void Stopped(string role, int partition, string? why) =>
        Each((role, partition, why), static (x, told) => x.Stopped(told.role, told.partition, told.why));

    public void RuleSet(int partition, string hash) =>
        Each((partition, hash), static (x, told) => x.RuleSet(told.partition, told.hash));

    public void ArtifactRefused(ArtifactKind kind) => Each(kind, static (x, kind) => x.ArtifactRefused(kind));

    public void Model(int partition, ModelSubject subject, bool isShadow, string? hash) =>
        Each((partition, subject, isShadow, hash), static (x, told) => x.Model(told.partition, told.subject, told.isShadow, told.hash));

    public void ModelAsked(ModelSubject subject, ModelStatistics statistics) =>
        Each((subject, statistics), static (x, told) => x.ModelAsked(told.subject, told.statistics));

    public void Reloaded(bool good) => Each(good, static (x, good) => x.Reloaded(good));

    public void Restored(string role, int partition, StateOrigin origin) =>
        Each((role, partition, origin), static (x, told) => x.Restored(told.role, told.partition, told.origin));

    public void LogicChanged(string role, int partition) =>
        Each((role, partition), static (x, told) => x.LogicChanged(told.role, told.partition));

    public void Snapshotted(string role, int partition, long? cutAtMs) =>
        Each((role, partition, cutAtMs), static (x, told) => x.Snapshotted(told.role, told.partition, told.cutAtMs));

    public void DeliveryFailed(string queue, string why) =>
        Each((queue, why), static (x, told) => x.DeliveryFailed(told.queue, told.why));

    public void PartitionTime(string role, int partition, long timeMs) =>
        Each((role, partition, timeMs), static (x, told) => x.PartitionTime(told.role, told.partition, told.timeMs));

    public void Lag(string role, int partition, long messages) =>
        Each((role, partition, messages), static (x, told) => x.Lag(told.role, told.partition, told.messages));

    public void RawLag(string topic, int partition, long messages) =>
        Each((topic, partition, messages), static (x, told) => x.RawLag(told.topic, told.partition, told.messages));

    public void RoleState(string role, bool running, string why) =>
        Each((role, running, why), static (x, told) => x.RoleState(told.role, told.running, told.why));

    public void RoleFaulted(string role) => Each(role, static (x, role) => x.RoleFaulted(role));

    /// <summary>What is told goes beside <paramref name="tell"/>, which captures nothing: telling allocates nothing.</summary>
    private void Each<T>(T told, Action<IEngineObserver, T> tell)
    {
        foreach (var observer in observers)
        {
            tell(observer, told);
        }
    }
}
