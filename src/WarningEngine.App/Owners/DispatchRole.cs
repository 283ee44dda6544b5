using System.Text;
using Microsoft.Extensions.Logging;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Queues;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;
using WarningEngine.Redis;

namespace WarningEngine.App.Owners;

/// <summary>Dispatch: reads <c>warnings</c>, owns the cases, writes queue entries and the console's read model.</summary>
internal sealed class DispatchRole : LogRole, IDispatchSink
{
    private static readonly TimeSpan TimeEvery = TimeSpan.FromSeconds(1);

    private readonly DispatchOptions _options;
    private readonly IQueueDelivery _queues;
    private readonly ShownCases _shown;
    private readonly Tokeniser _tokens;
    private readonly Func<IReadOnlyList<string>> _degraded;
    private readonly EpochHolder _epochs;
    private readonly Queue<QueueMessage> _waiting = new();
    private readonly Dictionary<int, long> _told = [];
    private string? _traceparent;
    private int _current;

    private DispatchRole(
        RoleSettings settings, ICheckpointStore store, DispatchOptions options, IQueueDelivery queues, IConsoleReadModel console,
        Tokeniser tokens, Func<IReadOnlyList<string>> degraded, RoleSurroundings around, EpochHolder epochs)
        : base("dispatch", TopicPlan.Warnings, settings, store, epochs.Cut, around)
    {
        (_options, _queues, _tokens, _degraded, _epochs) = (options, queues, tokens, degraded, epochs);
        _shown = new ShownCases(console, around.Clock, around.Log);
    }

    /// <param name="degraded">What is wrong on this machine just now: written onto queue entries.</param>
    public static DispatchRole Create(
        RoleSettings settings, ICheckpointStore store, DispatchOptions options, IQueueDelivery queues, IConsoleReadModel console,
        Tokeniser tokens, Func<IReadOnlyList<string>> degraded, RoleSurroundings around) =>
        new(settings, store, options, queues, console, tokens, degraded, around, new EpochHolder());

    public override void Dispose()
    {
        try
        {
            base.Dispose();
        }
        finally
        {
            _queues.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _tokens.Dispose();
        }
    }

    public void Entry(QueueEntry entry)
    {
        var epoch = _epochs.Current;
        epoch.Enter();
        var span = EngineTracing.Dispatch(_traceparent, entry.Queue);
        var message = new QueueMessage(entry.Queue, entry.Key, WarningMapping.ToJson(entry, _tokens, _degraded()), () =>
        {
            CrashPoint.Pass("dispatch.delivered");
            epoch.Leave();
            span?.Dispose();
            Observer.Delivered(entry.Queue, entry.Tier, LatencySeconds(entry));
        });
        _waiting.Enqueue(message);
        CrashPoint.Pass("dispatch.entry");
    }

    /// <summary>Only of what a warning caused: an expiry comes hours after the event. And only where a message was the cause: time alone has none to count from.</summary>
    private double? LatencySeconds(QueueEntry entry) =>
        entry is { State: EntryState.Open, Case.IngestTimeMs: > 0, Case.History: [.., { What: "warning" or "raised" or "reopened" }] }
            ? (Clock.GetUtcNow().ToUnixTimeMilliseconds() - entry.Case.IngestTimeMs) / 1000.0 : null;

    public void Kept(Case open, DispatchMode mode)
    {
        Observer.Kept(open.Tier, mode);
        if (open.HeldFor is { } pattern)
        {
            Observer.SurgeHeld(pattern);
        }
    }

    public void SurgeChanged(Surge surge)
    {
        Observer.Surged(_current, surge);
        if (surge.State == SurgeState.Held)
        {
            Log.LogWarning(
                "dispatch: in partition {Partition} pattern {Pattern} fires {LastHour} times an hour, usually {Usual:0.0}: "
                + "its entries are held until RELEASE lets them go, or their person is warned again",
                _current, surge.PatternId, surge.LastHour, surge.UsualPerHour);
        }
        else
        {
            Log.LogInformation(
                "dispatch: in partition {Partition} pattern {Pattern} is {State}", _current, surge.PatternId,
                surge.State == SurgeState.Released ? "released" : "as usual again");
        }
    }

    public void CaseChanged(Case changed) => _shown.Put(_current, changed);

    public void CaseForgotten(Case forgotten) => _shown.Forget(_current, forgotten);

    protected override bool IsFull => _waiting.Count > 0;

    protected override ICheckpointedState NewState(int partition) => new DispatchPartition(_options);

    protected override void Taken(PartitionOwner owner)
    {
        var partition = (DispatchPartition)owner.State;
        _shown.Taken(owner, partition.Cases);
        foreach (var surge in partition.Surges)
        {
            Observer.Surged(owner.Partition, surge);
        }
    }

    protected override void Written(PartitionOwner owner) =>
        _shown.GoOn(owner.Partition, ((DispatchPartition)owner.State).Cases);

    protected override string? Apply(PartitionOwner owner, ReadMessage message)
    {
        _current = owner.Partition;
        _traceparent = message.Header("traceparent");
        var item = ItemCodec.Read(message.Header("ce_type"), message.Value);
        var partition = (DispatchPartition)owner.State;
        var dropped = partition.Dropped;
        partition.Apply(item, this);
        if (partition.Dropped != dropped)
        {
            Observer.Dropped(Name, partition.Dropped - dropped);
        }

        if (item is ProgressItem && (!_told.TryGetValue(_current, out var told) || Clock.GetElapsedTime(told) > TimeEvery))
        {
            _told[_current] = Clock.GetTimestamp();
            Observer.PartitionTime(Name, _current, item.TimeMs);
            _shown.PutTime(_current, item.TimeMs);
        }

        return null;
    }

    /// <summary>Entries leave in order; where a queue is full they wait, and reading with them.</summary>
    protected override void Drained()
    {
        while (_waiting.TryPeek(out var message) && _queues.TrySend(message))
        {
            _waiting.Dequeue();
            CrashPoint.Pass("dispatch.entry-sent");
        }

        _shown.Write();
        _queues.Check();
    }

    private sealed class EpochHolder
    {
        public Epoch Current { get; private set; } = new();

        public Epoch Cut()
        {
            var ended = Current;
            Current = new Epoch();
            return ended;
        }
    }
}
