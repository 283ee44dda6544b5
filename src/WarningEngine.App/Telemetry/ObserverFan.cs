using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Telemetry;

/// <summary>Tells several observers.</summary>
internal sealed class ObserverFan(params IEngineObserver[] observers) : IEngineObserver
{
    public void EventsRead(string topic, int count) => Array.ForEach(observers, x => x.EventsRead(topic, count));

    public void Rejected(string topic, Rejection reason) => Array.ForEach(observers, x => x.Rejected(topic, reason));

    public void LegsScored(int partition, int count, long dropped) =>
        Array.ForEach(observers, x => x.LegsScored(partition, count, dropped));

    public void Warned(Warning warning) => Array.ForEach(observers, x => x.Warned(warning));

    public void EntryDelivered(QueueEntry entry) => Array.ForEach(observers, x => x.EntryDelivered(entry));

    public void DeliveryFailed(string queue, Exception error) => Array.ForEach(observers, x => x.DeliveryFailed(queue, error));

    public void Lag(string topic, int partition, long messages) => Array.ForEach(observers, x => x.Lag(topic, partition, messages));

    public void PartitionTime(string role, int partition, long timeMs) =>
        Array.ForEach(observers, x => x.PartitionTime(role, partition, timeMs));

    public void PartitionOwned(string role, int partition, bool owned) =>
        Array.ForEach(observers, x => x.PartitionOwned(role, partition, owned));

    public void Checkpoint(string role, int partition, CheckpointOutcome outcome, int bytes, TimeSpan took) =>
        Array.ForEach(observers, x => x.Checkpoint(role, partition, outcome, bytes, took));

    public void RoleState(string role, string? problem) => Array.ForEach(observers, x => x.RoleState(role, problem));
}
