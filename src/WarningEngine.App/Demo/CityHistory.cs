using System.Security.Cryptography;
using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Cases;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Dispatch;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;
using WarningEngine.Kafka.Wire;
using WarningEngine.Redis;

namespace WarningEngine.App.Demo;

/// <summary>Fills a city's past into the state of scoring, through the same intake and scoring, without dispatch: the live
/// log then begins with people who have contacts and habits.</summary>
internal sealed class CityHistory : IPipelineSink
{
    private const long SliceMs = 60_000;
    private readonly Pipeline _pipeline;
    private readonly Dictionary<RawTopic, (RecordDecoder Decoder, Source Source)> _topics;
    private readonly Decoded _decoded = new();
    private long _sliceEndMs;
    private long _line;

    public CityHistory(int partitions, Tokeniser tokens, PatternSet patterns)
    {
        var intake = new IntakeSplitter(tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        _pipeline = new Pipeline(partitions, intake, patterns, dispatch: null, this, generation: 0);
        _topics = RawTopic.All.ToDictionary(x => x, x => (new RecordDecoder(x), new Source(x.Name, 0, 0)));
    }

    /// <summary>Records of the past.</summary>
    public long Records { get; private set; }

    /// <summary>Records that intake refused: the city writes none.</summary>
    public long RejectedCount { get; private set; }

    public void Take(in CityRecord record)
    {
        if (record.ArrivalMs >= _sliceEndMs)
        {
            End();
            _sliceEndMs = ((record.ArrivalMs / SliceMs) + 1) * SliceMs;
        }

        Records++;
        var (decoder, source) = _topics[record.Topic];
        decoder.Decode(record.Json, null, _decoded);
        if (_decoded.Record is { } raw)
        {
            _pipeline.Run(raw, new RecordContext(source, _line++, 0, null, null, record.ArrivalMs));
        }
        else
        {
            RejectedCount++;
        }
    }

    /// <summary>Ends with a checkpoint of every partition, at the start of the live log.</summary>
    public async Task WriteAsync(ICheckpointStore store)
    {
        End();
        for (var partition = 0; partition < _pipeline.Scoring.Count; partition++)
        {
            var owner = new byte[16];
            RandomNumberGenerator.Fill(owner);
            var lease = store.Take(
                "score", partition, _pipeline.Scoring.Count, System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(owner));
            var segment = new SegmentWriter();
            _pipeline.Scoring[partition].WriteAll(segment);
            var outcome = await lease.WriteAsync(segment.Finish(), 0);
            if (outcome != CheckpointOutcome.Written)
            {
                throw new IOException($"The history of partition {partition} was not written: {outcome}.");
            }
        }
    }

    void IPipelineSink.Warned(Warning warning)
    {
        // Of the past: nobody can be warned any more.
    }

    void IPipelineSink.Rejected(in RecordContext context, CheckResult result) => RejectedCount++;

    void IDispatchSink.Entry(QueueEntry entry)
    {
        // Without dispatch there are no entries.
    }

    void IDispatchSink.CaseChanged(Case changed)
    {
        // Without dispatch there are no cases.
    }

    void IDispatchSink.CaseForgotten(Case forgotten)
    {
        // Without dispatch there are no cases.
    }

    private void End()
    {
        if (_sliceEndMs != 0)
        {
            _pipeline.EndSlice(_sliceEndMs, [new ProgressEntry(new Source("history", 0, 0), _sliceEndMs, false)]);
        }
    }

    private sealed class Decoded : IRecordSink
    {
        private RawRecord? _record;

        public RawRecord? Record => _record;

        void IRecordSink.Record(int index, bool isBatch, RawRecord record) => _record = record;

        void IRecordSink.UnknownValue(string field)
        {
            // The city writes none.
        }

        void IRecordSink.Rejected(int index, Rejection reason, string field, string detail) => _record = null;
    }
}
