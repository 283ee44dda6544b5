using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using WarningEngine.App.Telemetry;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Models;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Owners;

/// <summary>Scoring: reads <c>legs</c>; legs for other entities go back into it, what it decides goes to <c>warnings</c>.</summary>
internal sealed class ScoringRole : LogRole, IScoringSink
{
    private static readonly ModelSubject[] Subjects = [ModelSubject.Person, ModelSubject.Counterpart];
    private static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(5);

    private readonly IArtifacts _artifacts;
    private readonly IOrderedProducer _producer;
    private readonly LegFrames _frames;
    private readonly List<Leg> _legs = [];
    private readonly Dictionary<int, UInt128> _decides = [];
    private readonly Dictionary<int, UInt128?[]> _models = [];
    private readonly Dictionary<int, long> _askedAt = [];
    private readonly PoisonedLegs _poisoned;

    /// <summary>What this role has said to be left out.</summary>
    private readonly HashSet<LegPlace> _buried = [];
    private int _current;
    private DateTimeOffset _appliedAt;

    public ScoringRole(
        RoleSettings settings, ICheckpointStore store, IArtifacts artifacts, IOrderedProducer producer, PoisonedLegs poisoned,
        RoleSurroundings around)
        : base("score", TopicPlan.Legs, settings, store, producer.Cut, around)
    {
        _artifacts = artifacts;
        _producer = producer;
        _poisoned = poisoned;
        _frames = new LegFrames(producer, TopicPlan.Legs, settings.Partitions);
    }

    public override void Dispose()
    {
        try
        {
            base.Dispose();
        }
        finally
        {
            _producer.Dispose();
        }
    }

    void IScoringSink.Leg(in Leg leg)
    {
        _frames.Add(leg);
        CrashPoint.Pass("score.leg");
    }

    void IScoringSink.Item(DispatchItem item)
    {
        using var span = item is WarningItem ? EngineTracing.Score(_legs[item.Stamp.Position.Record].EventId, _current, _appliedAt) : null;
        if (item is WarningItem warning)
        {
            Observer.Warned(warning.Warning.Tier, warning.Warning.ScamType);
        }
        else if (item is ProgressItem)
        {
            Observer.PartitionTime(Name, _current, item.TimeMs);
        }

        CrashPoint.Pass(item is WarningItem ? "score.warning" : "score.item");
        var (kind, value) = ItemCodec.Write(item);
        (string, string)[] headers = [("ce_type", kind), ("content-type", "application/json")];
        _producer.Send(
            TopicPlan.Warnings, _current, null, value, span?.Id is { } trace ? [.. headers, ("traceparent", trace)] : headers);
        CrashPoint.Pass(item is WarningItem ? "score.warning-sent" : "score.item-sent");
    }

    protected override ICheckpointedState NewState(int partition) =>
        new ScoringPartition(new Source(TopicPlan.Legs, Settings.Generation, partition), _artifacts, Settings.Retention);

    protected override void Taken(PartitionOwner owner)
    {
        _decides.Remove(owner.Partition);
        _models.Remove(owner.Partition);
        if (owner.NextOffset > 0 && ((ScoringPartition)owner.State).State.RuleSets.Count == 0)
        {
            Log.LogWarning(
                "score: the state of partition {Partition} names no rule set (a version before them wrote it): it goes on with the first one",
                owner.Partition);
        }
    }

    protected override string? Obstacle(PartitionOwner owner)
    {
        var why = ((ScoringPartition)owner.State).Obstacle([]);
        TellWhatDecides(owner);
        return why;
    }

    protected override string? Apply(PartitionOwner owner, ReadMessage message)
    {
        _legs.Clear();
        FrameWriter.Read(message.Value, _legs);
        var partition = (ScoringPartition)owner.State;
        if ((partition.Obstacle(CollectionsMarshal.AsSpan(_legs)) ?? _poisoned.Obstacle(owner.Partition)) is { } why)
        {
            return why;
        }

        _current = owner.Partition;
        _appliedAt = Clock.GetUtcNow();
        var (dropped, state) = (partition.Dropped, partition.State);
        var (touched, answers) = (state.Counterparts.Touched.Overflowed, state.Ahead.Overflowed);
        var (talks, seen) = (state.Talks.Overflowed, state.SeenOverflow);
        Score(partition, message.Offset);
        TellOverflow(Unremembered.TouchedLine, state.Counterparts.Touched.Overflowed - touched);
        TellOverflow(Unremembered.AnswerAhead, state.Ahead.Overflowed - answers);
        TellOverflow(Unremembered.OngoingTalk, state.Talks.Overflowed - talks);
        TellOverflow(Unremembered.EventIdentity, state.SeenOverflow - seen);
        if (partition.Dropped != dropped)
        {
            Observer.Dropped(Name, partition.Dropped - dropped);
        }

        TellWhatDecides(owner);
        TellWhatWasAsked(owner.Partition, partition);
        return null;
    }

    protected override bool IsHolding => _frames.IsHolding;

    protected override void Drained()
    {
        _frames.Drain();
        _producer.Check();
    }

    protected override void SendAll() => _frames.Flush();

    /// <summary>Scores the legs of one message, but those that are left out.</summary>
    /// <exception cref="PoisonedLegException">A leg throws: the partition's state is spoilt, and must be restored.</exception>
    private void Score(ScoringPartition partition, long offset)
    {
        var legs = CollectionsMarshal.AsSpan(_legs);
        var index = 0;

        // Asked once a message: a leg that throws elsewhere meanwhile changes nothing in the middle of this one, where questions may wait.
        var isSuspicious = !_poisoned.IsEmpty;
        try
        {
            for (; index < legs.Length; index++)
            {
                if (!isSuspicious)
                {
                    partition.ApplyAt(legs, index, offset, this);
                }
                else if (_poisoned.Skips(new LegPlace(_current, offset, index)) is { } thrown)
                {
                    Bury(new LegPlace(_current, offset, index), thrown);
                }
                else
                {
                    // One by one: what throws does so at its own leg, and not where the model is asked about several.
                    partition.Apply(legs[index], new Position(offset, index, 0), this);
                }
            }
        }
        catch (Exception fault) when (fault is not (KafkaFaultException or KafkaException or OutOfMemoryException))
        {
            // Not the sink's, whose faults end the role: scoring itself cannot take this leg in.
            var place = new LegPlace(_current, offset, index);
            if (_poisoned.Threw(place, fault))
            {
                Observer.LegSkipped(place.Partition);
                Log.LogError(
                    fault, "score: the leg at {Coordinates} throws again on a restored state, and is left out", place.Coordinates(Settings.Generation));
            }

            throw new PoisonedLegException(place, fault);
        }

        if (isSuspicious)
        {
            _poisoned.Passed(_current, _legs.Count);
        }
    }

    /// <summary>Says what is left out and where it stands; a replay leaves out the same. Where it is left out, and not where it threw: no checkpoint
    /// comes behind it before this is acknowledged, and whoever begins anew after a fault of the producer says it again.</summary>
    private void Bury(in LegPlace place, string thrown)
    {
        if (_buried.Contains(place))
        {
            return;
        }

        var coordinates = place.Coordinates(Settings.Generation);
        _producer.Send(
            TopicPlan.LegsDeadLetters, -1, Encoding.UTF8.GetBytes(coordinates),
            JsonSerializer.SerializeToUtf8Bytes(new { coordinates, rejection = "scoring_failed", field = "", detail = thrown }),
            ("content-type", "application/json"));
        _buried.Add(place);
    }

    /// <summary>Every few seconds: what models said is counted in the partition, not with every leg.</summary>
    private void TellWhatWasAsked(int number, ScoringPartition partition)
    {
        if (_askedAt.TryGetValue(number, out var at) && Clock.GetElapsedTime(at) < AskedEvery)
        {
            return;
        }

        _askedAt[number] = Clock.GetTimestamp();
        foreach (var subject in Subjects)
        {
            var statistics = partition.StatisticsOf(subject);
            if (statistics.Asked > 0)
            {
                Observer.ModelAsked(subject, statistics);
                statistics.Clear();
            }
        }
    }

    private void TellModels(int number, ScoringPartition partition)
    {
        if (!_models.TryGetValue(number, out var told))
        {
            _models[number] = told = new UInt128?[2 * Subjects.Length];
        }

        for (var i = 0; i < told.Length; i++)
        {
            var (subject, isShadow) = (Subjects[i / 2], i % 2 == 1);
            var model = partition.ModelOf(subject, isShadow);
            if (told[i] == model?.Hash)
            {
                continue;
            }

            told[i] = model?.Hash;
            Observer.Model(number, subject, isShadow, model?.Hash.ToString("x32", CultureInfo.InvariantCulture));
            Log.LogInformation(
                "score: {Subject}: {Model} {Does} in partition {Partition}", subject, model is null ? "no model" : $"model {model.Name} {model.Hash:x32}",
                isShadow ? "looks on" : "decides", number);
        }
    }

    private void TellOverflow(Unremembered what, long count)
    {
        if (count != 0)
        {
            Observer.Overflow(what, count);
        }
    }

    private void TellWhatDecides(PartitionOwner owner)
    {
        TellModels(owner.Partition, (ScoringPartition)owner.State);
        if (((ScoringPartition)owner.State).RuleSet is not { } hash || (_decides.TryGetValue(owner.Partition, out var told) && told == hash))
        {
            return;
        }

        _decides[owner.Partition] = hash;
        Observer.RuleSet(owner.Partition, hash.ToString("x32", CultureInfo.InvariantCulture));
        Log.LogInformation("score: rule set {Hash:x32} decides in partition {Partition}", hash, owner.Partition);
    }
}
