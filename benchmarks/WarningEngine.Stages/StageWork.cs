using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using WarningEngine.App.Numbers;
using WarningEngine.App.Patterns;
using WarningEngine.App.Artifacts;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Features;
using WarningEngine.Core.Memory;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Models;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Wire;
using WarningEngine.Redis;

namespace WarningEngine.Stages;

/// <summary>Each stage of the program by itself, on a small city's own mix of calls, SMS and money: <see cref="Count"/> events or legs a
/// call. What benchmarks measure and budgets bound.</summary>
internal sealed class StageWork : IScoringSink, ILegSink, IDisposable
{
    public const int Count = 20_000;

    private readonly CityLog _city = new(300);
    private readonly Dictionary<RawTopic, RecordDecoder> _decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
    private readonly (RawTopic Topic, byte[] Bytes)[] _protobuf;
    private readonly RawRecord[] _records;
    private readonly Tokeniser _tokens = new(new byte[Tokeniser.KeySize]);
    private readonly IntakeSplitter _splitter;
    private readonly Leg[] _legs;
    private readonly Leg[] _calls;
    private readonly byte[][] _frames;
    private readonly List<Leg> _read = [];
    private readonly FrameWriter _writer = new();
    private readonly ScoringPartition _partition;
    private readonly ScoringPartition _cut;
    private readonly FeatureVector _features = new();
    private readonly PatternSet _patterns;
    private readonly NativeBlocks _blocks = new();
    private EpisodePatterns _progress;
    private readonly List<PatternHit> _hits = [];
    private readonly Forest _forest = ModelFiles.Read(ShippedModels.Person).Model.Forest;
    private readonly float[] _rows;
    private readonly double[] _scores = new double[Count];
    private readonly Source _raw = new(RawStreams.Calls, 1, 0);
    private Profile _profile;
    private long _offset = AskedRows.ProgressLegs;
    private int _round;
    private int _segmentBytes;

    public StageWork()
    {
        _protobuf = [.. _city.Raw.Take(Count).Select(x => (x.Topic, ToProtobuf(x.Topic, x.Json)))];
        _records = [.. _city.Raw.Take(Count).Select(x => Decoded(x.Topic, x.Json))];
        _splitter = new IntakeSplitter(_tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        _legs = [.. _city.Legs.Skip(_city.Legs.Count - Count)];
        Leg[] calls = [.. _city.Legs.Where(x => x.Kind == LegKind.Call)];
        _calls = [.. Enumerable.Range(0, Count).Select(x => calls[x % calls.Length])];
        _frames = Frames();
        var rules = FilledState.Rules();
        _patterns = RuleSetFiles.Read(PatternFiles.Shipped).Compile(out _)!.Patterns;
        (_partition, _cut) = (Scored(rules), Scored(rules));
        _rows = AskedRows.Of(_city.Legs, FilledState.Rules(withModel: true), Count);
    }

    /// <summary>The stages by name, in the order of the flow.</summary>
    public IReadOnlyDictionary<string, Action> Stages => new Dictionary<string, Action>
    {
        ["decodeJson"] = DecodeJson, ["decodeProtobuf"] = DecodeProtobuf, ["split"] = Split, ["writeFrame"] = WriteFrames, ["readFrame"] = ReadFrames,
        ["updateProfile"] = UpdateProfile, ["fillFeatures"] = FillFeatures, ["advancePatterns"] = AdvancePatterns, ["forestOne"] = ForestOne,
        ["forestBatch"] = ForestBatch, ["score"] = Score, ["encodeCheckpoint"] = EncodeCheckpoint,
    };

    public void DecodeJson()
    {
        for (var i = 0; i < Count; i++)
        {
            var (topic, json) = _city.Raw[i];
            _decoders[topic].Decode(json, null, _city);
        }
    }

    public void DecodeProtobuf()
    {
        foreach (var (topic, bytes) in _protobuf)
        {
            _decoders[topic].Decode(bytes, RecordDecoder.Protobuf, _city);
        }
    }

    /// <summary>Checks, normalises, tokenises and splits records that were decoded.</summary>
    public void Split()
    {
        foreach (var record in _records)
        {
            _splitter.Split(record, new RecordContext(_raw, _offset++, 0, null, null, record.ArrivalTimeMs ?? 0), this, vault: null);
        }
    }

    public void WriteFrames()
    {
        foreach (ref readonly var leg in _legs.AsSpan())
        {
            _writer.Add(leg);
            if (_writer.IsFull)
            {
                _writer.Take();
            }
        }

        _writer.Take();
    }

    public void ReadFrames()
    {
        foreach (var frame in _frames)
        {
            _read.Clear();
            FrameWriter.Read(frame, _read);
        }
    }

    /// <summary>Calls are merged into one line's profile.</summary>
    public void UpdateProfile()
    {
        foreach (ref readonly var leg in _calls.AsSpan())
        {
            CallMerging.Apply(ref _profile, leg, historyKnown: true);
        }
    }

    public void FillFeatures()
    {
        for (var i = 0; i < Count; i++)
        {
            Fill(_profile, _legs[i].EventTimeMs);
        }
    }

    /// <summary>A person of whom no pattern has begun, at a call with a friend.</summary>
    public void AdvancePatterns()
    {
        Fill(new Profile(), _legs[0].EventTimeMs);
        var facts = new PatternFacts(_legs[0].EventTimeMs, 1, 0, 0, 0);
        for (var i = 0; i < Count; i++)
        {
            _patterns.Advance(PatternEvent.Call, _features, facts, ref _progress, _blocks, _hits);
        }
    }

    /// <summary>The shipped model's trees, of rows that a city asks.</summary>
    public void ForestOne()
    {
        for (var i = 0; i < Count; i++)
        {
            _scores[i] = _forest.Score(_rows.AsSpan(i * _forest.Features, _forest.Features));
        }
    }

    public void ForestBatch() => _forest.Score(_rows, _scores);

    /// <summary>Legs to decisions; the same people every time.</summary>
    public void Score()
    {
        _round++;
        foreach (ref var leg in _legs.AsSpan())
        {
            // What was seen before would be dropped, and a transaction's second phase is not the payment.
            leg.Stamp = new Stamp(_raw, new Position(_offset, 0, 0));
            leg.EventId++;
            if (leg.Kind is LegKind.Money or LegKind.MoneyCounterpart or LegKind.MoneySent)
            {
                leg.Money.TransactionId = OfRound(leg.Money.TransactionId);
            }

            _partition.Apply(leg, new Position(_offset++, 0, 0), this);
        }

        _partition.ForgetChanges();
    }

    /// <summary>As many records as <see cref="Count"/>, as far as there are, all changed.</summary>
    public void EncodeCheckpoint()
    {
        var profiles = _cut.State.Profiles;
        var segment = new SegmentWriter(_segmentBytes);
        for (var i = 0; i < Count; i += profiles.Slots)
        {
            for (var slot = 0; slot < Math.Min(profiles.Slots, Count - i); slot++)
            {
                profiles.Touch(slot);
            }

            _cut.WriteChanged(segment);
        }

        _segmentBytes = segment.Finish().Length;
    }

    void ILegSink.Add(in Leg leg)
    {
        // What becomes of it is another stage's work.
    }

    void IScoringSink.Leg(in Leg leg)
    {
        // Likewise.
    }

    void IScoringSink.Item(DispatchItem item)
    {
        // Likewise.
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _partition.Dispose();
        _cut.Dispose();
    }

    private void Fill(in Profile profile, long timeMs)
    {
        var before = new BeforeEvent(true, true, false, false, 0, 0, 0);
        PersonFeatures.FillPerson(_features, profile, timeMs);
        PersonFeatures.FillTalk(_features, profile, before, default, timeMs, fallsIn: false);
        PersonFeatures.FillCourse(_features, profile.Course, before, timeMs);
        PersonFeatures.FillEpisode(_features, Tier.None, 0, timeMs);
        PersonFeatures.FillCall(_features, profile.Calls, 0, before, Grade.None, Attestation.Absent, timeMs);
    }

    /// <summary>The same transaction, made anew in this round.</summary>
    private Text35 OfRound(in Text35 id)
    {
        if (id.Length < sizeof(int))
        {
            return id;
        }

        Span<byte> made = stackalloc byte[Text35.Capacity];
        id.Utf8.CopyTo(made);
        MemoryMarshal.Write(made[(id.Length - sizeof(int))..], _round);
        return Text35.From(made[..id.Length]);
    }

    private ScoringPartition Scored(FixedArtifacts rules)
    {
        var partition = new ScoringPartition(new Source("legs", 1, 0), rules);
        AskedRows.ReadForWeeks(partition, _city.Legs[0].EventTimeMs, this);
        for (var i = 0; i < _city.Legs.Count; i++)
        {
            partition.Apply(_city.Legs[i], new Position(_offset++, 0, 0), this);
        }

        partition.ForgetChanges();
        return partition;
    }

    private byte[][] Frames()
    {
        var frames = new List<byte[]>();
        foreach (ref readonly var leg in _legs.AsSpan())
        {
            _writer.Add(leg);
            if (_writer.IsFull)
            {
                frames.Add(_writer.Take());
            }
        }

        return [.. frames, _writer.Take()];
    }

    private RawRecord Decoded(RawTopic topic, byte[] json)
    {
        _decoders[topic].Decode(json, null, _city);
        return _city.Last!;
    }

    internal static byte[] ToProtobuf(RawTopic topic, byte[] json)
    {
        MessageDescriptor message = topic == RawTopic.Calls ? Kafka.Wire.Proto.CallRecord.Descriptor
            : topic == RawTopic.Sms ? Kafka.Wire.Proto.SmsRecord.Descriptor
            : topic == RawTopic.Transfers ? Kafka.Wire.Proto.TransferRecord.Descriptor
            : topic == RawTopic.Registry ? Kafka.Wire.Proto.RegistryRecord.Descriptor
            : topic == RawTopic.Intelligence ? Kafka.Wire.Proto.IntelligenceRecord.Descriptor
            : throw new InvalidOperationException($"The city writes no {topic.Name}.");
        return new JsonParser(JsonParser.Settings.Default.WithIgnoreUnknownFields(true))
            .Parse(System.Text.Encoding.UTF8.GetString(json), message).ToByteArray();
    }
}
