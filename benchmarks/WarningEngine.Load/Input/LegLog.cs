using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Load.Input;

/// <summary>The log of legs that intake and scoring write of the input: frames as they leave under load, with the legs that
/// scoring itself sends where they would stand, each with the stamp that it will have again. One order, so one set of
/// warnings, whoever reads it.</summary>
internal sealed class LegLog : ILegSink, IScoringSink, IRecordSink
{
    /// <summary>Intake writes what it holds once it has taken so many messages; between two of these frames fill up.</summary>
    private const int RecordsPerFlush = 2_000;

    /// <summary>A service writes progress every second; this is a second of a service that takes in half of what it must.</summary>
    private const int RecordsPerProgress = 50_000;

    private readonly FrameWriter[] _frames;
    private readonly ScoringPartition[] _scoring;
    private readonly long[] _offsets;
    private readonly List<Leg> _legs = [];
    private List<Leg> _caused = [];
    private List<Leg> _leaving = [];
    private readonly SortedDictionary<string, ProgressEntry> _progress = new(StringComparer.Ordinal);
    private readonly Action<int, byte[], int> _sink;
    private readonly Dictionary<RawTopic, RecordDecoder> _decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
    private RawRecord? _record;

    /// <param name="partitions">P.</param>
    /// <param name="artifacts">What decides.</param>
    /// <param name="sink">Takes partition, frame, and how many legs are in it.</param>
    private LegLog(int partitions, IArtifacts artifacts, Action<int, byte[], int> sink)
    {
        _frames = [.. Enumerable.Range(0, partitions).Select(_ => new FrameWriter())];
        _scoring = [.. Enumerable.Range(0, partitions).Select(p => new ScoringPartition(new Source("legs", 1, p), artifacts))];
        _offsets = new long[partitions];
        _sink = sink;
    }

    /// <summary>Makes the log of the input.</summary>
    public static void Make(
        IEnumerable<InputRecord> records, Tokeniser tokens, int partitions, IArtifacts artifacts, Action<int, byte[], int> sink, CancellationToken stop) =>
        new LegLog(partitions, artifacts, sink).Run(records, new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([])), stop);

    void ILegSink.Add(in Leg leg)
    {
        if (!leg.Entity.IsNone)
        {
            Put(leg.Entity.Partition(_frames.Length), leg);
            return;
        }

        for (var partition = 0; partition < _frames.Length; partition++)
        {
            Put(partition, leg);
        }
    }

    void IScoringSink.Leg(in Leg leg) => _caused.Add(leg);

    void IScoringSink.Item(DispatchItem item)
    {
        // Decided again by whoever reads the log.
    }

    void IRecordSink.Record(int index, bool isAlone, RawRecord record) => _record = record;

    void IRecordSink.Rejected(int index, Rejection reason, string field, string detail) =>
        throw new InvalidOperationException($"The city wrote a bad record: {reason} {field} {detail}");

    void IRecordSink.UnknownValue(string field) => throw new InvalidOperationException($"The city wrote an unknown {field}.");

    private void Run(IEnumerable<InputRecord> records, IntakeSplitter splitter, CancellationToken stop)
    {
        var offsets = new Dictionary<(RawTopic, int), long>();
        var sources = new Dictionary<(RawTopic, int), Source>();
        var taken = 0;
        foreach (var record in records)
        {
            stop.ThrowIfCancellationRequested();
            var at = (record.Topic, record.Partition);
            if (!sources.TryGetValue(at, out var source))
            {
                sources[at] = source = new Source(record.Topic.Name, 1, record.Partition);
            }

            _decoders[record.Topic].Decode(record.Json, null, this);
            var offset = offsets.GetValueOrDefault(at);
            offsets[at] = offset + 1;
            splitter.Split(_record!, new RecordContext(source, offset, 0, null, null, record.ArrivalMs), this, vault: null);
            _progress[source.ToString()] = new ProgressEntry(source, record.ArrivalMs, true);
            if (++taken % RecordsPerFlush == 0)
            {
                Flush();
            }

            if (taken % RecordsPerProgress == 0)
            {
                Progress();
            }
        }

        Progress();
        while (Flush())
        {
            // What the last legs cause is part of the log.
        }
    }

    private void Progress()
    {
        ProgressEntry[] entries = [.. _progress.Values];
        ((ILegSink)this).Add(new Leg { Kind = LegKind.Progress, Stamp = new Stamp(entries[0].Raw, Position.Before), Progress = entries });
    }

    /// <summary>False where there was nothing.</summary>
    private bool Flush()
    {
        // Frames that are full leave meanwhile, and cause more.
        (_leaving, _caused) = (_caused, _leaving);
        foreach (var leg in _leaving)
        {
            ((ILegSink)this).Add(leg);
        }

        _leaving.Clear();
        var any = false;
        for (var partition = 0; partition < _frames.Length; partition++)
        {
            any |= _frames[partition].Count > 0;
            Send(partition);
        }

        return any;
    }

    private void Put(int partition, in Leg leg)
    {
        if (_frames[partition].IsFull)
        {
            Send(partition);
        }

        _frames[partition].Add(leg);
    }

    private void Send(int partition)
    {
        if (_frames[partition].Count == 0)
        {
            return;
        }

        var frame = _frames[partition].Take();
        _legs.Clear();
        FrameWriter.Read(frame, _legs);
        for (var i = 0; i < _legs.Count; i++)
        {
            _scoring[partition].Apply(_legs[i], new Position(_offsets[partition], i, 0), this);
        }

        _scoring[partition].ForgetChanges();
        _offsets[partition]++;
        _sink(partition, frame, _legs.Count);
    }
}
