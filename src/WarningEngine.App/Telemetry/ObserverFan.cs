using WarningEngine.App.Owners;
using WarningEngine.Core;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Artifacts;

namespace WarningEngine.App.Telemetry;

/// <summary>Tells several observers.</summary>
internal sealed class ObserverFan(params IEngineObserver[] observers) : IEngineObserver
{
    public void EventsRead(string topic, long count)
    {
        foreach (var observer in observers)
        {
            observer.EventsRead(topic, count);
        }
    }

    public void HadRecords(string topic)
    {
        foreach (var observer in observers)
        {
            observer.HadRecords(topic);
        }
    }

    public void Rejected(string topic, Rejection reason)
    {
        foreach (var observer in observers)
        {
            observer.Rejected(topic, reason);
        }
    }

    public void UnknownValue(string topic, string field)
    {
        foreach (var observer in observers)
        {
            observer.UnknownValue(topic, field);
        }
    }

    public void LegsWritten(long count)
    {
        foreach (var observer in observers)
        {
            observer.LegsWritten(count);
        }
    }

    public void Clamped(long count)
    {
        foreach (var observer in observers)
        {
            observer.Clamped(count);
        }
    }

    public void RawOwned(string topic, int partition, bool owned)
    {
        foreach (var observer in observers)
        {
            observer.RawOwned(topic, partition, owned);
        }
    }

    public void Unreadable(string reader, string topic, string? why)
    {
        foreach (var observer in observers)
        {
            observer.Unreadable(reader, topic, why);
        }
    }

    public void Dropped(string role, long count)
    {
        foreach (var observer in observers)
        {
            observer.Dropped(role, count);
        }
    }

    public void Overflow(Unremembered what, long count)
    {
        foreach (var observer in observers)
        {
            observer.Overflow(what, count);
        }
    }

    public void Warned(Tier tier, string scamType)
    {
        foreach (var observer in observers)
        {
            observer.Warned(tier, scamType);
        }
    }

    public void Delivered(string queue, Tier tier, double? latencySeconds)
    {
        foreach (var observer in observers)
        {
            observer.Delivered(queue, tier, latencySeconds);
        }
    }

    public void Kept(Tier tier, DispatchMode mode)
    {
        foreach (var observer in observers)
        {
            observer.Kept(tier, mode);
        }
    }

    public void Surged(int partition, Surge surge)
    {
        foreach (var observer in observers)
        {
            observer.Surged(partition, surge);
        }
    }

    public void SurgeHeld(string pattern)
    {
        foreach (var observer in observers)
        {
            observer.SurgeHeld(pattern);
        }
    }

    public void LegSkipped(int partition)
    {
        foreach (var observer in observers)
        {
            observer.LegSkipped(partition);
        }
    }

    public void Checkpointed(string role, int partition, CheckpointOutcome outcome)
    {
        foreach (var observer in observers)
        {
            observer.Checkpointed(role, partition, outcome);
        }
    }

    public void CheckpointAge(string role, int partition, TimeSpan age)
    {
        foreach (var observer in observers)
        {
            observer.CheckpointAge(role, partition, age);
        }
    }

    public void Owned(string role, int partition, bool owned)
    {
        foreach (var observer in observers)
        {
            observer.Owned(role, partition, owned);
        }
    }

    public void Stopped(string role, int partition, string? why)
    {
        foreach (var observer in observers)
        {
            observer.Stopped(role, partition, why);
        }
    }

    public void RuleSet(int partition, string hash)
    {
        foreach (var observer in observers)
        {
            observer.RuleSet(partition, hash);
        }
    }

    public void ArtifactRefused(ArtifactKind kind)
    {
        foreach (var observer in observers)
        {
            observer.ArtifactRefused(kind);
        }
    }

    public void Model(int partition, ModelSubject subject, bool isShadow, string? hash)
    {
        foreach (var observer in observers)
        {
            observer.Model(partition, subject, isShadow, hash);
        }
    }

    public void ModelAsked(ModelSubject subject, ModelStatistics statistics)
    {
        foreach (var observer in observers)
        {
            observer.ModelAsked(subject, statistics);
        }
    }

    public void Reloaded(bool good)
    {
        foreach (var observer in observers)
        {
            observer.Reloaded(good);
        }
    }

    public void Restored(string role, int partition, StateOrigin origin)
    {
        foreach (var observer in observers)
        {
            observer.Restored(role, partition, origin);
        }
    }

    public void LogicChanged(string role, int partition)
    {
        foreach (var observer in observers)
        {
            observer.LogicChanged(role, partition);
        }
    }

    public void Snapshotted(string role, int partition, long? cutAtMs)
    {
        foreach (var observer in observers)
        {
            observer.Snapshotted(role, partition, cutAtMs);
        }
    }

    public void DeliveryFailed(string queue, string why)
    {
        foreach (var observer in observers)
        {
            observer.DeliveryFailed(queue, why);
        }
    }

    public void PartitionTime(string role, int partition, long timeMs)
    {
        foreach (var observer in observers)
        {
            observer.PartitionTime(role, partition, timeMs);
        }
    }

    public void Lag(string role, int partition, long messages)
    {
        foreach (var observer in observers)
        {
            observer.Lag(role, partition, messages);
        }
    }

    public void RawLag(string topic, int partition, long messages)
    {
        foreach (var observer in observers)
        {
            observer.RawLag(topic, partition, messages);
        }
    }

    public void RoleState(string role, bool running, string why)
    {
        foreach (var observer in observers)
        {
            observer.RoleState(role, running, why);
        }
    }

    public void RoleFaulted(string role)
    {
        foreach (var observer in observers)
        {
            observer.RoleFaulted(role);
        }
    }
}
