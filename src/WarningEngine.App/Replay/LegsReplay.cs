using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using WarningEngine.App.Artifacts;
using WarningEngine.App.Commands;
using WarningEngine.App.Hosting;
using WarningEngine.App.Owners;
using WarningEngine.App.Snapshots;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka;
using WarningEngine.Kafka.Artifacts;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Topics;

namespace WarningEngine.App.Replay;

/// <summary>Scores the log of legs again from its beginning. The legs that scoring sent itself are taken from the log and
/// compared with those that it would send now: where they differ, this is not what ran live.</summary>
/// <param name="artifacts">What <c>artifacts</c> holds: the log says which of them decides where.</param>
/// <param name="retention">As it was where this ran.</param>
/// <param name="snapshots">Where a partition begins beneath whose log something was filled in: with the snapshot of that; and one whose log no longer
/// begins at 0: with the oldest snapshot that its log still reaches. Null: nowhere.</param>
/// <param name="note">Told which snapshots are begun with, and which are ignored.</param>
/// <param name="taps">Takes what models are asked, each of a partition, whose number is given; null outside of training.</param>
internal sealed class LegsReplay(
    KafkaOptions kafka, IArtifacts artifacts, Retention retention, SnapshotDirectory? snapshots = null, Action<string>? note = null,
    Func<int, IFeatureTap>? taps = null)
{
    private readonly LegsLog _log = new(kafka);
    private readonly ConcurrentDictionary<Stamp, (int Target, UInt128 Content)> _logged = new();
    private readonly ConcurrentDictionary<Stamp, (int Target, UInt128 Content)> _made = new();
    private readonly ConcurrentDictionary<int, (long Offset, Marks Marks)> _begun = new();
    private HashSet<string> _leftOut = [];
    private (long Offset, int Record) _until;
    private long _legs;
    private int _partitions;

    /// <summary>Legs scored.</summary>
    public long Legs => Interlocked.Read(ref _legs);

    /// <summary>Of the log that the configuration names, with what <c>artifacts</c> holds.</summary>
    /// <param name="options">Of the service that wrote the log.</param>
    /// <param name="snapshots">Their directory; null: the configured one, where there is one.</param>
    /// <param name="note">See <see cref="LegsReplay"/>.</param>
    /// <param name="taps">See <see cref="LegsReplay"/>.</param>
    /// <param name="stop">Ends the reading of artifacts.</param>
    public static LegsReplay Of(EngineOptions options, string? snapshots, Action<string> note, Func<int, IFeatureTap>? taps, CancellationToken stop) => new(
        options.Kafka, ArtifactCatalogue.Of(ArtifactReader.ReadAll(options.Kafka, TimeProvider.System, stop)), options.Scoring.Retention.ToTerms(),
        (snapshots ?? options.Snapshots.Directory) is { } directory ? new SnapshotDirectory(directory) : null, note, taps);

    /// <summary>Scores every partition; warnings by partition and place.</summary>
    /// <exception cref="CommandFailedException">The log is not whole, or what it holds differs from what is made now.</exception>
    public IReadOnlyList<Warning> Run(CancellationToken stop)
    {
        var perPartition = ScoreAll(until: null, stop);
        Compare(_ => true);
        return [.. perPartition.SelectMany(x => x)];
    }

    /// <summary>Scores up to a warning: those of its partition, it last. The other partitions are scored whole, for what they sent to it.</summary>
    /// <exception cref="CommandFailedException">The log is not whole, holds no such warning, or what it holds of the warning's partition up to
    /// there differs from what is made now.</exception>
    public IReadOnlyList<Warning> RunUntil(UInt128 warning, CancellationToken stop)
    {
        var perPartition = ScoreAll(warning, stop);
        var of = perPartition.FindIndex(x => x is [.., { } last] && last.Id == warning);
        if (of < 0)
        {
            throw new CommandFailedException($"No partition of {TopicPlan.Legs} leads to the warning {warning:x32}.");
        }

        // What it sent later stands in the other logs, and is not made here.
        Compare(x => x.Stamp.Source.Partition == of
            ? (x.Stamp.Position.Offset, x.Stamp.Position.Record).CompareTo(_until) <= 0 : x.Target == of);
        return perPartition[of];
    }

    private List<IReadOnlyList<Warning>> ScoreAll(UInt128? until, CancellationToken stop)
    {
        var perPartition = new IReadOnlyList<Warning>[Count()];
        try
        {
            Parallel.For(0, _partitions, new ParallelOptions { CancellationToken = stop },
                partition => perPartition[partition] = Score(partition, until, stop));
        }
        catch (AggregateException several)
        {
            // The first is as good as any: each names its partition.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return [.. perPartition];
    }

    private int Count()
    {
        _partitions = _log.Partitions();
        _leftOut = _log.LeftOut();
        return _partitions;
    }

    private List<Warning> Score(int partition, UInt128? until, CancellationToken stop)
    {
        using var reader = new LogReader(kafka);
        var (scoring, from) = Begin(partition, reader.Bounds(TopicPlan.Legs, partition));
        var sink = new Sink(this);
        var legs = new List<Leg>();
        foreach (var (offset, value) in reader.Read(TopicPlan.Legs, partition, from))
        {
            stop.ThrowIfCancellationRequested();
            legs.Clear();
            FrameWriter.Read(value, legs);
            if (scoring.Obstacle(CollectionsMarshal.AsSpan(legs)) is { } why)
            {
                throw new CommandFailedException($"{TopicPlan.Legs}/{partition} at offset {offset}: {why}");
            }

            for (var i = 0; i < legs.Count; i++)
            {
                if (legs[i].Stamp.Source.Topic == TopicPlan.Legs)
                {
                    Note(_logged, legs[i], partition, "holds the same stamp twice with different content");
                }

                if (_leftOut.Count > 0 && _leftOut.Contains(new LegPlace(partition, offset, i).Coordinates(kafka.Generation)))
                {
                    // What ran live could not take it in, and neither can this.
                    continue;
                }

                var before = sink.Warnings.Count;
                scoring.Apply(legs[i], new Position(offset, i, 0), sink);
                if (until is { } id && sink.Warnings.FindIndex(before, x => x.Id == id) is >= 0 and var at)
                {
                    _until = (offset, i);
                    return sink.Warnings[..(at + 1)];
                }
            }

            Interlocked.Add(ref _legs, legs.Count);
        }

        return sink.Warnings;
    }

    /// <summary>The state with which a partition begins, and at which offset.</summary>
    private (ScoringPartition Scoring, long Offset) Begin(int partition, (long First, long End) log)
    {
        var expected = new SnapshotHeader(StateFill.Score, partition, _partitions, kafka.Generation, 0, 0, 0);
        var found = log.First == 0
            ? snapshots?.FindBeneath(expected, Empty, Ignored)
            : snapshots?.Find(
                expected, x => x < log.First || x > log.End ? $"the log reaches from {log.First} to {log.End}" : null, Empty, Ignored, oldestFirst: true);
        if (found is not var (header, state))
        {
            if (log.First == 0)
            {
                return snapshots?.WhyNotEmpty(StateFill.Score, partition, kafka.Generation, log.End) is { } why
                    ? throw new CommandFailedException($"{TopicPlan.Legs}/{partition}: {why}.") : (Empty(), 0);
            }

            throw new CommandFailedException(
                $"{TopicPlan.Legs}/{partition} begins at offset {log.First}: what came before is no longer kept, and decisions hang on it"
                + (snapshots is null ? "; --snapshots DIR may say it." : $"; no snapshot in {snapshots.Path} says it."));
        }

        note?.Invoke($"{TopicPlan.Legs}/{partition} begins with a snapshot at offset {header.Offset}");
        _begun[partition] = (header.Offset, state.State.Marks.Copy());
        return (state, header.Offset);

        void Ignored(string reason) => note?.Invoke($"ignored: {reason}");

        ScoringPartition Empty() => new(Source(partition), artifacts, retention, taps?.Invoke(partition));
    }

    private Source Source(int partition) => new(TopicPlan.Legs, kafka.Generation, partition);

    /// <summary>Whether a leg was sent before the snapshot with which its sender begins.</summary>
    private bool IsOfBefore(Stamp stamp) =>
        _begun.TryGetValue(stamp.Source.Partition, out var sender) && stamp.Position.Offset < sender.Offset;

    /// <summary>Whether a leg stood in its log before the snapshot with which its receiver begins.</summary>
    private bool WasReadBefore(Stamp stamp, int target) =>
        _begun.TryGetValue(target, out var receiver) && !receiver.Marks.IsAbove(stamp);

    private static void Note(
        ConcurrentDictionary<Stamp, (int, UInt128)> notes, in Leg leg, int target, string otherwise)
    {
        var frame = new FrameWriter();
        frame.Add(leg);
        var content = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(frame.Take()));
        if (notes.GetOrAdd(leg.Stamp, (target, content)) != (target, content))
        {
            throw new CommandFailedException($"{leg.Stamp} {otherwise}.");
        }
    }

    /// <summary>A sender delivers a prefix: what is made and not in the log may only come after everything that is.</summary>
    /// <param name="isMeant">Which legs are compared.</param>
    private void Compare(Func<(Stamp Stamp, int Target), bool> isMeant)
    {
        foreach (var (stamp, entry) in _logged)
        {
            if (isMeant((stamp, entry.Target)) && !IsOfBefore(stamp) && (!_made.TryGetValue(stamp, out var made) || made != entry))
            {
                throw new CommandFailedException(
                    $"The log holds a leg of scoring that is {(_made.ContainsKey(stamp) ? "made otherwise" : "not made")} now: "
                        + $"{stamp} in partition {entry.Target}.");
            }
        }

        var last = _logged.GroupBy(x => (x.Key.Source, x.Value.Target)).ToDictionary(x => x.Key, x => x.Max(y => y.Key.Position));
        foreach (var (stamp, entry) in _made)
        {
            if (isMeant((stamp, entry.Target)) && !_logged.ContainsKey(stamp) && !WasReadBefore(stamp, entry.Target)
                && last.TryGetValue((stamp.Source, entry.Target), out var end) && stamp.Position < end)
            {
                throw new CommandFailedException($"The log lacks a leg of scoring that is made now: {stamp} to partition {entry.Target}.");
            }
        }
    }

    private sealed class Sink(LegsReplay replay) : IScoringSink
    {
        public List<Warning> Warnings { get; } = [];

        public void Leg(in Leg leg) =>
            Note(replay._made, leg, leg.Entity.Partition(replay._partitions), "is made twice");

        public void Item(DispatchItem item)
        {
            if (item is WarningItem warning)
            {
                Warnings.Add(warning.Warning);
            }
        }
    }
}
