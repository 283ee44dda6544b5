using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using WarningEngine.Core;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;

namespace WarningEngine.App.Owners;

/// <summary>A role that owns partitions of one of the engine's logs: one thread polls, applies, cuts checkpoints and sees
/// them written once everything caused before them is acknowledged.</summary>
internal abstract class LogRole : IRole, IAssignments
{
    private const int BatchMax = 500;
    private static readonly TimeSpan RevokeTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SpinEvery = TimeSpan.FromMilliseconds(1), PollEvery = TimeSpan.FromMilliseconds(5);

    private readonly string _topic;
    private readonly Dictionary<int, PartitionOwner> _owners = [];
    private readonly FencedPartitions _fenced;
    private readonly StoppedPartitions _stopped = new();
    private readonly RoleSurroundings _around;
    private readonly EpochTracker _epochs;
    private readonly PartitionStates _states;
    private ILogConsumer? _consumer;
    private long _nextCut, _nextReport;

    protected LogRole(string name, string topic, RoleSettings settings, ICheckpointStore store, Func<Epoch> cut, RoleSurroundings around)
    {
        (Name, _topic, Settings, _around) = (name, topic, settings, around);
        _fenced = new FencedPartitions(around.Jitter);
        _epochs = new EpochTracker(cut);
        _states = new PartitionStates(name, settings, store, around);
    }

    public string Name { get; }

    protected RoleSettings Settings { get; }

    protected IEngineObserver Observer => _around.Observer;

    protected TimeProvider Clock => _around.Clock;

    protected ILogger Log => _around.Log;

    private long NowMs => Clock.GetTimestamp() * 1000 / Clock.TimestampFrequency;

    public void Start()
    {
        _consumer = _around.Groups.Join(
            $"warning-engine.{Name}", [_topic], this, fromStart: false, line => Log.LogWarning("{Role}: {Line}", Name, line));
        Observer.RoleState(_around.ThreadName ?? Name, true, "running");
    }

    public void Step()
    {
        GoOn();
        Batch(_consumer!);
        CutDue();
        StepCheckpoints();
        Retake();
        Report();
    }

    public bool Finish()
    {
        var isWritten = Finish([.. _owners.Keys]);
        _consumer!.Close();
        return isWritten;
    }

    public virtual void Dispose()
    {
        // After a fault partitions may go to others: what health tells of them is no longer this role's.
        GiveUp([.. _owners.Keys]);
        _states.ForgetAll();
        _consumer?.Dispose();
    }

    public Offset Assigned(TopicPartition partition) => Take(partition.Partition.Value);

    public void Revoked(IReadOnlyList<TopicPartition> partitions) => Finish([.. partitions.Select(x => x.Partition.Value)]);

    public void Lost(IReadOnlyList<TopicPartition> partitions) => GiveUp([.. partitions.Select(x => x.Partition.Value)]);

    /// <summary>The empty state of a partition.</summary>
    protected abstract ICheckpointedState NewState(int partition);

    /// <summary>A partition was taken and its state restored.</summary>
    protected virtual void Taken(PartitionOwner owner)
    {
    }

    /// <summary>Applies a message, or says what is in the way and changes nothing: the partition then stands still before it,
    /// and is asked again until there is an answer.</summary>
    /// <returns>What is in the way; null where the message was applied.</returns>
    protected abstract string? Apply(PartitionOwner owner, ReadMessage message);

    /// <summary>A checkpoint was written: the store answers, and the partition is still this role's.</summary>
    protected virtual void Written(PartitionOwner owner)
    {
    }

    /// <summary>What is in the way of going on with the state as it was restored; null where nothing is.</summary>
    protected virtual string? Obstacle(PartitionOwner owner) => null;

    /// <summary>The batch is drained: what was collected leaves, or waits a moment for what has left before it.</summary>
    protected abstract void Drained();

    /// <summary>Whatever was collected leaves now: a checkpoint is cut.</summary>
    protected virtual void SendAll() => Drained();

    /// <summary>Something waits: it is looked after soon.</summary>
    protected virtual bool IsHolding => false;

    /// <summary>Cannot take more just now: reading pauses.</summary>
    protected virtual bool IsFull => false;

    private void Batch(ILogConsumer consumer)
    {
        if (IsFull)
        {
            // Not reading is no reason to be taken for dead by the group.
            consumer.Idle(PollEvery);
            Drained();
            return;
        }

        var timeout = IsHolding ? SpinEvery : PollEvery;
        for (var i = 0; i < BatchMax && !IsFull; i++)
        {
            var message = consumer.Poll(timeout);
            if (message is null)
            {
                break;
            }

            timeout = TimeSpan.Zero;
            if (message.IsEnd || !_owners.TryGetValue(message.Partition, out var owner)
                || _stopped.Contains(owner.Partition) || !owner.Admit(message))
            {
                continue;
            }

            CrashPoint.Pass($"{Name}.read");
            if (!TryApply(owner, message, out var why))
            {
                continue;
            }

            if (why is null)
            {
                CrashPoint.Pass($"{Name}.applied");
            }
            else
            {
                _stopped.Add(owner.Partition, message, NowMs);
            }
        }

        Drained();
        CrashPoint.Pass($"{Name}.drained");
    }

    /// <summary>Applies a message, or says what is in the way; false where the partition had to be dropped. A message that is none of ours is in the way
    /// too, before anything of it is applied, and of its own partition alone: to pass over it would be to lose what it may have been.</summary>
    private bool TryApply(PartitionOwner owner, ReadMessage message, out string? why)
    {
        try
        {
            why = owner.OtherLog ?? Apply(owner, message);
            if (why is null)
            {
                owner.Applied(message);
            }

            return true;
        }
        catch (FrameException unreadable)
        {
            why = $"its message at offset {message.Offset} cannot be read: {unreadable.Message}";
            return true;
        }
        catch (PoisonedLegException poison)
        {
            why = null;
            Drop(owner, poison.Message);
            return false;
        }
    }

    /// <summary>Partitions that stand still go on where what they need has come. The others have not waited for them.</summary>
    private void GoOn()
    {
        foreach (var (partition, before) in _stopped.Due(NowMs))
        {
            var owner = _owners[partition];
            var why = before is null ? Obstacle(owner) : null;
            if (before is not null && !TryApply(owner, before, out why))
            {
                continue;
            }

            if (why is not null)
            {
                if (_stopped.TakeNews(partition, why, NowMs))
                {
                    Observer.Stopped(Name, partition, why);
                    Log.LogError("{Role}: partition {Partition} stands still at offset {Offset}: {Why}", Name, partition, owner.NextOffset, why);
                }

                continue;
            }

            if (_stopped.Remove(partition))
            {
                Observer.Stopped(Name, partition, null);
                Log.LogInformation("{Role}: partition {Partition} goes on at offset {Offset}", Name, partition, owner.NextOffset);
            }

            // What came meanwhile was dropped.
            _consumer!.Seek(new TopicPartitionOffset(_topic, partition, owner.ReadFrom));
        }
    }

    private void CutDue()
    {
        if (NowMs >= _nextCut)
        {
            _nextCut = NowMs + (long)Settings.CheckpointInterval.TotalMilliseconds;
            Cut(PartitionOwner.Due(_owners.Values));
        }
    }

    /// <summary>Copies what changed of these. A last checkpoint says that nothing comes after it, also where there is nothing
    /// else to say.</summary>
    private void Cut(IEnumerable<PartitionOwner> owners, bool isLast = false)
    {
        long? epoch = null;
        foreach (var owner in owners)
        {
            if (epoch is null)
            {
                SendAll();
                epoch = _epochs.Cut();
            }

            owner.Capture(epoch.Value, isLast);
            CrashPoint.Pass($"{Name}.captured");
        }
    }

    private void StepCheckpoints()
    {
        var acknowledged = _epochs.Acknowledged;
        foreach (var owner in _owners.Values.ToArray())
        {
            if (owner.Step(acknowledged, NowMs) is not { } outcome)
            {
                continue;
            }

            CrashPoint.Pass($"{Name}.{(outcome == CheckpointOutcome.Written ? "written" : "not-written")}");
            Observer.Checkpointed(Name, owner.Partition, outcome);
            if (outcome == CheckpointOutcome.Written)
            {
                _fenced.Forget(owner.Partition);
                Written(owner);
            }
            else if (outcome == CheckpointOutcome.Fenced)
            {
                CrashPoint.Pass($"{Name}.fenced");
                Drop(owner, "somebody else has taken it");
            }
        }
    }

    /// <summary>Lets go of a partition whose state here is no longer what its log says; it is taken again after a pause.</summary>
    private void Drop(PartitionOwner owner, string why)
    {
        Leave(owner.Partition);
        Log.LogWarning(
            "{Role}: partition {Partition} is dropped for {Pause} ms: {Why}", Name, owner.Partition, _fenced.Add(owner.Partition, NowMs), why);
    }

    /// <summary>Takes dropped partitions again, after their pauses and only while the group still assigns them: whoever
    /// took one from us by right is not robbed of it.</summary>
    private void Retake()
    {
        if (_fenced.Due(NowMs) is { } partition && Take(partition) is var next && _owners.ContainsKey(partition))
        {
            _consumer!.Seek(new TopicPartitionOffset(_topic, partition, next));
        }
    }

    /// <summary>Brings the partitions to a last checkpoint, as far as it can be had in time, and lets them go. Of each it is cut once the one before
    /// is written, and there is room for its copy; those that are kept need none.</summary>
    /// <returns>Whether the store knows of all that was read.</returns>
    private bool Finish(int[] partitions)
    {
        CrashPoint.Pass($"{Name}.finishing");
        var until = NowMs + (long)RevokeTimeout.TotalMilliseconds;
        PartitionOwner[] leaving = [.. partitions.Where(_owners.ContainsKey).Select(x => _owners[x])];
        do
        {
            Cut(PartitionOwner.DueLast(_owners.Values, leaving), isLast: true);
            Drained();
            StepCheckpoints();
            _around.Wait(SpinEvery);
        }
        while (NowMs < until && leaving.Any(x => !x.IsFinished && _owners.ContainsValue(x)));

        leaving = [.. leaving.Where(_owners.ContainsValue)];
        _consumer!.Report(leaving.Select(x => new TopicPartitionOffset(_topic, x.Partition, x.NextOffset)));
        GiveUp(partitions);
        CrashPoint.Pass($"{Name}.finished");
        return leaving.All(x => x.IsWritten);
    }

    private Offset Take(int partition)
    {
        CrashPoint.Pass($"{Name}.taking");
        var (found, lease) = _states.Take(
            partition, () => _consumer!.Bounds(new TopicPartition(_topic, partition)), () => NewState(partition));
        CrashPoint.Pass($"{Name}.taken");
        if (found is null || lease is null)
        {
            // The others go on; and what is missing may be brought, so it is looked for again. Ever more rarely where it is the log that does not
            // answer: the client waits for seconds before it says so, and the others with it.
            _fenced.Add(partition, NowMs, grows: lease is not null);
            return Offset.End;
        }

        CrashPoint.Pass($"{Name}.restored");
        var owner = new PartitionOwner(partition, found.State, lease, found.NextOffset, found.LastMessage, found.Replaces) { UpToDateMs = NowMs };
        _owners[partition] = owner;
        _stopped.Remove(partition);
        Taken(owner);
        CrashPoint.Pass($"{Name}.owned");
        if (Obstacle(owner) is not null)
        {
            _stopped.Add(partition, before: null, NowMs);
        }

        Observer.Owned(Name, partition, true);
        return new Offset(owner.ReadFrom);
    }

    /// <summary>The group no longer assigns them.</summary>
    private void GiveUp(int[] partitions)
    {
        foreach (var partition in partitions)
        {
            Leave(partition);
            _states.Forget(partition);
            _fenced.Forget(partition);
        }
    }

    private void Leave(int partition)
    {
        _stopped.Remove(partition);
        if (_owners.Remove(partition, out var owner))
        {
            owner.Drop();
            Observer.Owned(Name, partition, false);
        }
    }

    private void Report()
    {
        if (NowMs < _nextReport)
        {
            return;
        }

        _nextReport = NowMs + 2_000;
        foreach (var owner in _owners.Values)
        {
            Observer.CheckpointAge(Name, owner.Partition, owner.MeasureCheckpointAge(NowMs));
            Observer.Lag(Name, owner.Partition, _consumer!.Lag(new TopicPartition(_topic, owner.Partition), owner.NextOffset));
        }

        _states.Step([.. _owners.Values.Where(x => x.HasWritten).Select(x => x.Partition)]);

        // For lag dashboards only: where a partition goes on is in its checkpoint.
        _consumer!.Report(_owners.Values.Select(x => new TopicPartitionOffset(_topic, x.Partition, x.NextOffset)));
        CrashPoint.Pass($"{Name}.reported");
    }
}
