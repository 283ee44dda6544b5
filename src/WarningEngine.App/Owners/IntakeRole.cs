using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using WarningEngine.App.Telemetry;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Producing;
using WarningEngine.Kafka.Topics;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Owners;

/// <summary>Intake: reads the raw topics, writes legs and progress of time. Raw offsets are committed up to what is
/// acknowledged everywhere: legs, vault and dead letters.</summary>
internal sealed class IntakeRole : IRole, IAssignments, IRecordSink
{
    private const int BatchMax = 2_000;

    /// <summary>Of one batch, of however large messages: between two there are time, commits and frames to be seen to. Milliseconds.</summary>
    private const long BatchMsMax = 20;

    /// <summary>The brokers' answer where partitions end is waited for this long before progress is written without it. Milliseconds.</summary>
    private const long EndsMsMax = 200;
    private static readonly TimeSpan RevokeTimeout = TimeSpan.FromSeconds(5);

    private readonly RoleSettings _settings;
    private readonly IOrderedProducer _producer;
    private readonly LegFrames _frames;
    private readonly IntakeSplitter _splitter;
    private readonly EngineTracing _tracing;
    private readonly RoleSurroundings _around;
    private readonly IntakeGroup _group;
    private readonly Dictionary<string, (RawTopic Topic, RecordDecoder Decoder)> _topics;
    private readonly Dictionary<TopicPartition, RawProgress> _raw = [];
    private readonly RawCommits _commits;
    private readonly IntakeTally _tally;
    private readonly VaultEntries _vault;
    private readonly RawRecall _recall;
    private readonly RawEnds _ends;
    private ILogConsumer? _consumer;
    private bool _hasTold;

    /// <summary>All that had been read was acknowledged when it was last settled, and the group has taken the offsets.</summary>
    private bool _isSettled;
    private RecordContext _context;

    /// <summary>Whose message is being read, or was read last.</summary>
    private RawProgress? _reading;

    private string? _traceparent;
    private long _nextCut;
    private long _nextProgress;

    /// <summary>Until when progress waits for the ends of partitions; null: it does not wait.</summary>
    private long? _progressBy;

    public IntakeRole(
        RoleSettings settings, IOrderedProducer producer, IntakeSplitter splitter, EngineTracing tracing, RoleSurroundings around)
    {
        (_settings, _producer, _splitter, _tracing, _around) = (settings, producer, splitter, tracing, around);
        _frames = new LegFrames(producer, TopicPlan.Legs, settings.Partitions);
        _vault = new VaultEntries(producer);
        _recall = new RawRecall(splitter);
        _ends = new RawEnds(around.Log);
        _commits = new RawCommits(new EpochTracker(producer.Cut), Refused);
        _tally = new IntakeTally(around.Observer);
        _group = new IntakeGroup(settings.RawGenerations);
        _topics = RawTopic.All.ToDictionary(x => x.Name, x => (x, new RecordDecoder(x)));
    }

    public string Name => "intake";

    private IEngineObserver Observer => _around.Observer;

    private long WallMs => _around.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private long NowMs => _around.Clock.GetTimestamp() * 1000 / _around.Clock.TimestampFrequency;

    public void Start()
    {
        _consumer = _around.Groups.Join(
            _group.Name, _topics.Keys, this, fromStart: false, line => _around.Log.LogWarning("intake: {Line}", line));
        Observer.RoleState(_around.ThreadName ?? Name, true, "running");
    }

    public void Step()
    {
        _group.ForgetFormer();
        Batch(_consumer!);
        if (NowMs >= _nextProgress)
        {
            _nextProgress = NowMs + 1_000;
            _progressBy = NowMs + EndsMsMax;
            _ends.Take(_raw);
            _ends.Ask(_consumer!, [.. _raw.Where(x => x.Value.IsToldEnd).Select(x => x.Key)], WallMs);
            TellLag();
        }

        if (_progressBy is { } by && (_ends.IsAnswered || NowMs >= by))
        {
            _progressBy = null;
            WriteProgress();
        }

        if (NowMs >= _nextCut)
        {
            _nextCut = NowMs + (long)_settings.CheckpointInterval.TotalMilliseconds;
            Cut();
            _commits.Step(_consumer!);
        }
    }

    public bool Finish()
    {
        Settle();

        // Leaving, it is asked to give its partitions up, and offers once more what was refused.
        _consumer!.Close();
        return _isSettled;
    }

    public void Dispose()
    {
        try
        {
            _consumer?.Dispose();
        }
        finally
        {
            foreach (var partition in _raw.Keys)
            {
                // After a fault nobody took them away.
                Observer.RawOwned(partition.Topic, partition.Partition.Value, false);
            }

            _raw.Clear();
            _producer.Dispose();
            _splitter.Dispose();
        }
    }

    public Offset Assigned(TopicPartition partition)
    {
        var generation = _group.GenerationOf(partition.Topic);
        if (_settings.RawRefusal(partition.Topic, generation) is { } refusal)
        {
            throw new KafkaFaultException(refusal);
        }

        // The end is asked for last: whoever had the partition may still commit, and that must not look like a log that was cut.
        var committed = _consumer!.Committed(partition) ?? _group.CommittedBefore(_around.Groups, partition);
        var (first, end) = Bounds(partition, committed);
        var next = committed ?? first;
        if (next > end)
        {
            throw new KafkaFaultException(
                $"{partition}: offset {next} is committed, but the log ends before it. The topic was made anew: "
                + $"raise 'intake.generations.{partition.Topic}' above {generation}.");
        }

        if (next < first)
        {
            _around.Log.LogError(
                "intake: {Partition}: {Count} records were deleted before they were read: they are lost", partition, first - next);
        }

        next = Math.Max(first, next);
        _raw[partition] = new RawProgress(new Source(partition.Topic, generation, partition.Partition.Value), next);
        Observer.RawOwned(partition.Topic, partition.Partition.Value, true);
        CrashPoint.Pass("intake.assigned");

        // One message earlier, where it is still there: it is only looked at.
        return new Offset(Math.Max(first, next - 1));
    }

    public void Revoked(IReadOnlyList<TopicPartition> partitions)
    {
        CrashPoint.Pass("intake.revoking");
        Settle();
        Lost(partitions);
        CrashPoint.Pass("intake.revoked");
    }

    public void Lost(IReadOnlyList<TopicPartition> partitions)
    {
        _commits.Await();
        _reading = null;
        foreach (var partition in partitions.Where(x => _raw.Remove(x)))
        {
            Observer.RawOwned(partition.Topic, partition.Partition.Value, false);
        }

        _commits.Forget(_raw.ContainsKey);
    }

    void IRecordSink.Record(int index, bool isAlone, RawRecord record)
    {
        _tally.Read(_context.Source.Topic);

        // One id for a whole batch would make duplicates of all its records but the first.
        _context = _context with { Record = index, CeId = isAlone ? _context.CeId : null };
        using var span = EngineTracing.IsOn
            ? _tracing.Intake(_context.EventId(record), _context.Source.Topic, _traceparent) : null;
        var clamped = _splitter.Clamped;
        var result = _splitter.Split(record, _context, _frames, _vault);
        _tally.Clamped(_splitter.Clamped - clamped);
        _reading!.Came(_context.KafkaTimeMs, result.IsGood, record.ArrivalTimeMs);
        if (!result.IsGood)
        {
            DeadLetter(index, result.Reason, result.Field, "");
        }
    }

    void IRecordSink.Rejected(int index, Rejection reason, string field, string detail)
    {
        _tally.Read(_context.Source.Topic);
        _reading!.Came(_context.KafkaTimeMs, isGood: false, arrivalMs: null);
        DeadLetter(index, reason, field, detail);
    }

    void IRecordSink.UnknownValue(string field) => Observer.UnknownValue(_context.Source.Topic, field);

    /// <summary>Where the log begins and ends. Of one whose leader does not answer that is not known: it is begun where it was committed, and read
    /// once there is a leader. A place that the log has not is a fault then.</summary>
    private (long First, long End) Bounds(TopicPartition partition, long? committed)
    {
        try
        {
            return _consumer!.Bounds(partition);
        }
        catch (KafkaException away) when (committed is not null && !away.Error.IsFatal)
        {
            _around.Log.LogWarning(
                "intake: {Partition}: where it ends is not known, it is begun at {Offset}: {Reason}",
                partition, committed, away.Error.Reason);
            return (committed.Value, committed.Value);
        }
    }

    private void Batch(ILogConsumer consumer)
    {
        var timeout = _frames.IsHolding ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(5);
        var began = NowMs;
        for (var i = 0; i < BatchMax && !(_tally.IsTimeDue() && NowMs - began >= BatchMsMax) && consumer.Poll(timeout) is { } message; i++)
        {
            timeout = TimeSpan.Zero;
            if (ProgressOf(message) is not { } raw)
            {
                continue;
            }

            if (message.IsEnd)
            {
                raw.ReachedEnd(message.Offset);
                continue;
            }

            Take(message, raw);
        }

        _frames.Drain();
        _tally.Tell();
        CrashPoint.Pass("intake.batch-sent");
    }

    /// <summary>Many messages of one partition come together: it is looked up where it is another than before. Null where it is not this member's.</summary>
    private RawProgress? ProgressOf(ReadMessage message) =>
        _reading is { } last && last.Source.Partition == message.Partition && last.Source.Topic == message.Topic
            ? last : _raw.GetValueOrDefault(message.TopicPartition);

    private void Take(ReadMessage message, RawProgress raw)
    {
        var timeMs = message.TimestampMs;
        _reading = raw;
        _context = new RecordContext(raw.Source, message.Offset, 0, message.Header("ce_source"), message.Header("ce_id"), timeMs, WallMs);
        if (message.Offset < raw.NextOffset)
        {
            _recall.Look(_topics[message.Topic].Decoder, message, _context, raw);
            Observer.HadRecords(message.Topic);
            return;
        }

        var isFirst = !raw.HasRead;
        raw.Read(message.Offset);
        _traceparent = EngineTracing.IsOn ? message.Header("traceparent") : null;
        var legs = _frames.Count;
        CrashPoint.Pass("intake.read");
        _topics[message.Topic].Decoder.Decode(message.Value, message.Header("content-type"), this);
        CrashPoint.Pass("intake.split");
        _tally.Wrote(_frames.Count - legs);
        if (isFirst)
        {
            TellFirst(raw);
        }
    }

    /// <summary>One small frame to every partition, for all raw partitions of this member.</summary>
    private void WriteProgress()
    {
        if (_raw.Count == 0)
        {
            return;
        }

        _ends.Take(_raw);
        Write([.. _raw.Values.Select(x => x.Entry())]);
    }

    private void TellLag()
    {
        foreach (var (partition, raw) in _raw)
        {
            Observer.RawLag(partition.Topic, partition.Partition.Value, _consumer!.Lag(partition, raw.NextOffset));
        }
    }

    /// <summary>At once: from here on the stream has a history, however many days of it the next second reads. Others, of which nothing is read yet, are
    /// told of with the first of them alone: what they have may be older, but after so many frames they are taken for stopped.</summary>
    private void TellFirst(RawProgress raw)
    {
        if (_hasTold)
        {
            Write([raw.Entry()]);
        }
        else
        {
            WriteProgress();
        }
    }

    private void Write(ProgressEntry[] entries)
    {
        _hasTold = true;
        _frames.Add(new Leg
        {
            Kind = LegKind.Progress,
            Stamp = new Stamp(entries[0].Raw, Position.Before),
            Progress = entries,
        });
        _frames.Flush();
        CrashPoint.Pass("intake.progress");
    }

    /// <summary>The payload is not copied: it may hold real numbers, and the coordinates lead to it.</summary>
    private void DeadLetter(int index, Rejection reason, string field, string detail)
    {
        Observer.Rejected(_context.Source.Topic, reason);
        var coordinates = $"{_context.Source}/{_context.Offset}/{index}";
        var value = JsonSerializer.SerializeToUtf8Bytes(new { coordinates, rejection = reason.Label(), field, detail });
        _producer.Send(
            _topics[_context.Source.Topic].Topic.DeadLetters, -1, Encoding.UTF8.GetBytes(coordinates), value,
            ("content-type", "application/json"));
        CrashPoint.Pass("intake.dead-letter");
    }

    private void Cut()
    {
        _vault.Send();
        var offsets = _raw.Where(x => x.Value.Moved).Select(x => new TopicPartitionOffset(x.Key, x.Value.NextOffset)).ToArray();
        if (offsets.Length == 0)
        {
            return;
        }

        foreach (var raw in _raw.Values)
        {
            raw.Moved = false;
        }

        _frames.Flush();
        _commits.Cut(offsets);
        CrashPoint.Pass("intake.cut");
    }

    /// <summary>Refused while the group shares out anew. What stays with this member is committed with the next cut, also where no further
    /// message comes to bring one about.</summary>
    private void Refused(TopicPartitionOffset[] offsets)
    {
        foreach (var refused in offsets.Where(x => _raw.ContainsKey(x.TopicPartition)))
        {
            _raw[refused.TopicPartition].Moved = true;
        }
    }

    /// <summary>Commits what was read, as far as it is acknowledged in time.</summary>
    private void Settle()
    {
        _frames.Flush();
        Cut();
        CrashPoint.Pass("intake.settling");
        var isAcknowledged = _producer.Flush(RevokeTimeout);
        CrashPoint.Pass("intake.flushed");
        _isSettled = _commits.Settle(_consumer!) && isAcknowledged;
    }
}
