using System.Globalization;
using WarningEngine.App.City;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Wire;
using WarningEngine.Stages.HotPath;

namespace WarningEngine.Stages;

/// <summary>Where an event's time in intake goes: <c>intake [--people N] [--events N] [--rounds N] [--stage NAME]</c>. CPU of the thread
/// and bytes an event, the least of some rounds; a hash of all legs shows a change that alters any. With <c>--stage</c> that one alone,
/// for a profiler to look at.</summary>
internal sealed class IntakeRun : IRecordSink, ILegSink, IVaultSink
{
    private const int Partitions = 32;
    private readonly Dictionary<RawTopic, RecordDecoder> _decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
    private readonly FrameWriter[] _frames = [.. Enumerable.Range(0, Partitions).Select(_ => new FrameWriter())];
    private readonly (RawTopic Topic, byte[] Json, byte[] Protobuf)[] _events;
    private readonly RawRecord[] _records;
    private readonly Source _source = new(RawStreams.Calls, 1, 0);
    private readonly List<Leg> _legs = [];
    private readonly Tokeniser _tokens;
    private readonly Numbers _numbers = new(new LibPhoneNumberPlan("CN"));
    private readonly IntakeSplitter _splitter;
    private bool _keeps;
    private ulong _hash = 14695981039346656037UL;
    private RawRecord? _last;

    private IntakeRun(int people, int events, Tokeniser tokens)
    {
        _events = [.. new CityStream(new CityOptions(people, 1, 7, 0.01, CityOptions.DefaultStartMs)).Records().Take(events)
            .Select(x => (x.Topic, x.Json, StageWork.ToProtobuf(x.Topic, x.Json)))];
        _tokens = tokens;
        _splitter = NewSplitter();
        _records = [.. _events.Select(x => Decoded(x.Topic, x.Json))];
        _keeps = true;
        Split();
        _keeps = false;
    }

    public static int Run(string[] args)
    {
        var given = new RunArguments(args, "intake [--people N] [--events N] [--rounds N] [--stage NAME]");
        using var tokens = new Tokeniser(new byte[Tokeniser.KeySize]);
        var run = new IntakeRun(Number(given["--people", "1000"]), Number(given["--events", "100000"]), tokens);
        var stages = new Dictionary<string, Action>
        {
            ["decodeJson"] = run.DecodeJson, ["decodeProtobuf"] = run.DecodeProtobuf, ["split"] = run.Split,
            ["splitForVault"] = run.SplitForVault, ["splitFirst"] = run.SplitFirst, ["writeFrames"] = run.WriteFrames,
        };
        var only = given["--stage", ""];
        Console.WriteLine($"{run._events.Length} events, {run._legs.Count} legs, hash {run._hash:x16}");
        foreach (var (name, stage) in stages.Where(x => only.Length == 0 || x.Key == only))
        {
            var (ns, bytes) = run.Measure(stage, Number(given["--rounds", "10"]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} {ns,8:0} ns {bytes,8:0} B an event"));
        }

        return 0;
    }

    void IRecordSink.Record(int index, bool isAlone, RawRecord record) => _last = record;

    void IRecordSink.Rejected(int index, Rejection reason, string field, string detail) =>
        throw new InvalidOperationException($"The city wrote a bad record: {reason} {field} {detail}");

    void IRecordSink.UnknownValue(string field) => throw new InvalidOperationException($"The city wrote an unknown {field}.");

    void IVaultSink.Keep(Token token, byte[] sealedText)
    {
        // What becomes of it is the producer's work.
    }

    void ILegSink.Add(in Leg leg)
    {
        if (!_keeps)
        {
            return;
        }

        _legs.Add(leg);
        _frames[0].Add(leg);
        foreach (var value in _frames[0].Take())
        {
            _hash = (_hash ^ value) * 1099511628211UL;
        }
    }

    private void DecodeJson()
    {
        foreach (var (topic, json, _) in _events)
        {
            _decoders[topic].Decode(json, null, this);
        }
    }

    private void DecodeProtobuf()
    {
        foreach (var (topic, _, bytes) in _events)
        {
            _decoders[topic].Decode(bytes, RecordDecoder.Protobuf, this);
        }
    }

    private IntakeSplitter NewSplitter() => new(_tokens, _numbers, new([]));

    private void Split() => Split(_splitter, vault: null);

    /// <summary>As the service does: somebody keeps what tokens do not give back.</summary>
    private void SplitForVault() => Split(_splitter, this);

    /// <summary>Nobody was seen before.</summary>
    private void SplitFirst() => Split(NewSplitter(), vault: null);

    private void Split(IntakeSplitter splitter, IVaultSink? vault)
    {
        for (var i = 0; i < _records.Length; i++)
        {
            splitter.Split(_records[i], new RecordContext(_source, i, 0, null, null, _records[i].ArrivalTimeMs ?? 0), this, vault);
        }
    }

    private void WriteFrames()
    {
        foreach (var leg in _legs)
        {
            var frame = _frames[leg.Entity.Partition(Partitions)];
            frame.Add(leg);
            if (frame.IsFull)
            {
                frame.Take();
            }
        }

        foreach (var frame in _frames)
        {
            frame.Take();
        }
    }

    private (double Ns, double Bytes) Measure(Action stage, int rounds)
    {
        var (ns, bytes) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            var (cpu, allocated) = (ThreadTime.Nanoseconds, GC.GetAllocatedBytesForCurrentThread());
            stage();
            ns = Math.Min(ns, (ThreadTime.Nanoseconds - cpu) / (double)_events.Length);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)_events.Length);
        }

        return (ns, bytes);
    }

    private RawRecord Decoded(RawTopic topic, byte[] json)
    {
        _decoders[topic].Decode(json, null, this);
        return _last!;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
