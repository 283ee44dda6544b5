using WarningEngine.App.City;
using WarningEngine.App.Replay;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Patterns;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Demo;

/// <summary>Fills a city's past into the state of scoring, as <c>replay --into-state</c> does with files: the live log then
/// begins with people who have contacts and habits.</summary>
internal sealed class CityHistory
{
    private readonly LocalPipeline _pipeline;
    private readonly WarningsFile _outcome;
    private readonly Dictionary<RawTopic, RecordDecoder> _decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
    private readonly Decoded _decoded = new();

    public CityHistory(int partitions, Tokeniser tokens, RuleSet rules)
    {
        var options = new ReplayOptions { Partitions = partitions, Slice = TimeSpan.FromMinutes(1), Generation = 0 };
        _outcome = new WarningsFile(file: null, tokens);
        _pipeline = new LocalPipeline(tokens, new FixedArtifacts(rules), dispatch: null, options, _outcome);
    }

    /// <summary>Records of the past.</summary>
    public long Records => _pipeline.Events;

    public void Take(in CityRecord record)
    {
        _decoders[record.Topic].Decode(record.Json, null, _decoded);
        _pipeline.Take(new RecordedRecord(record.Topic, Records, record.ArrivalMs, _decoded.Record, _decoded.Reason));
    }

    /// <summary>Ends with a checkpoint of every partition, at the start of the live log.</summary>
    /// <exception cref="InvalidDataException">Intake refused a record: the city writes none that it should.</exception>
    public Task WriteAsync(ICheckpointStore store)
    {
        _pipeline.Finish();
        if (_outcome.Rejections.Count > 0)
        {
            var refused = string.Join(", ", _outcome.Rejections.Select(x => $"{x.Key.Topic} {x.Key.Reason} {x.Key.Field}: {x.Value}"));
            throw new InvalidDataException($"Intake refused records of the city's history: {refused}.");
        }

        _pipeline.Flow.ForgetCases();
        return StateFill.WriteAsync(store, snapshots: null, StateFill.Score, _pipeline.Flow.Scoring);
    }

    private sealed class Decoded : IRecordSink
    {
        private RawRecord? _record;

        public RawRecord? Record => _record;

        public CheckResult Reason { get; private set; }

        void IRecordSink.Record(int index, bool isAlone, RawRecord record) => (_record, Reason) = (record, CheckResult.Good);

        void IRecordSink.Rejected(int index, Rejection reason, string field, string detail) =>
            (_record, Reason) = (null, new CheckResult(reason, field));

        void IRecordSink.UnknownValue(string field)
        {
            // The city writes none.
        }
    }
}
