using System.Buffers.Binary;
using System.Text;
using Confluent.Kafka;
using WarningEngine.App.Configuration;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Load.Baselines;

/// <summary>The raw topics that the engine reads: decoded, checked and split by its own code, on one thread, with one state: two who read
/// different raw partitions would write the same counterparts.</summary>
internal sealed class RawBatches : IEventBatches, ILegSink, IRecordSink
{
    private const long ProgressEveryMs = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IConsumer<Ignore, byte[]> _consumer;
    private readonly Tokeniser _tokens;
    private readonly IntakeSplitter _splitter;
    private readonly Dictionary<string, RecordDecoder> _decoders = RawTopic.All.ToDictionary(x => x.Name, x => new RecordDecoder(x));
    private readonly Dictionary<TopicPartition, long> _ends;
    private readonly SortedDictionary<string, (Source Source, long Next, long TimeMs)> _sources = new(StringComparer.Ordinal);
    private readonly List<Leg> _caused = [];
    private List<PlacedLeg> _legs = [];
    private RecordContext _context;
    private string _source = "";
    private long _at;
    private long _open;
    private long _toldMs;

    public RawBatches(BaselineSettings settings)
    {
        _tokens = new Tokeniser(TokenKey.Read(settings.KeyFile));
        _splitter = new IntakeSplitter(_tokens, new(new LibPhoneNumberPlan("CN")), new([]));
        _ends = settings.Ends.Where(x => x.Offset > 0).ToDictionary(x => new TopicPartition(x.Topic, x.Partition), x => x.Offset);
        _open = _ends.Count;
        _consumer = BaselineSettings.Consumer(settings, autoCommits: settings.Job == "plain");
        _consumer.Assign(_ends.Keys.Select(x => new TopicPartitionOffset(x, Offset.Beginning)));
    }

    public int States => 1;

    public long Events { get; private set; }

    public bool Next(int least, List<PlacedLeg> legs)
    {
        _legs = legs;
        foreach (var leg in _caused)
        {
            Place(leg);
        }

        _caused.Clear();
        Time();
        while (legs.Count < least && _open > 0)
        {
            Take(_consumer.Consume(Patience) ?? throw new InvalidOperationException("A raw topic ends too early."));
        }

        return legs.Count > 0;
    }

    public byte[] Offsets()
    {
        var value = new byte[_sources.Count * sizeof(long)];
        var rest = value.AsSpan();
        foreach (var (_, next, _) in _sources.Values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, next);
            rest = rest[sizeof(long)..];
        }

        return value;
    }

    public void Caused(in Leg leg) => _caused.Add(leg);

    public void Commit()
    {
        // What is stored the client commits by itself, every few seconds.
    }

    void ILegSink.Add(in Leg leg) => Place(leg);

    void IRecordSink.Record(int index, bool isAlone, RawRecord record)
    {
        Events++;
        _context = _context with { Record = index };
        _splitter.Split(record, _context, this, vault: null);
        var (source, next, _) = _sources[_source];
        _sources[_source] = (source, next, record.ArrivalTimeMs ?? _context.KafkaTimeMs);
    }

    void IRecordSink.Rejected(int index, Rejection reason, string field, string detail) => Events++;

    void IRecordSink.UnknownValue(string field)
    {
        // Read as unspecified.
    }

    public void Dispose()
    {
        _consumer.Dispose();
        _tokens.Dispose();
    }

    private void Take(ConsumeResult<Ignore, byte[]> message)
    {
        var (topic, offset) = (message.Topic, message.Offset.Value);
        _source = message.TopicPartition.ToString();
        var source = _sources.TryGetValue(_source, out var known) ? known.Source : new Source(topic, 1, message.Partition.Value);
        _sources[_source] = (source, offset + 1, known.TimeMs);
        _context = new RecordContext(source, offset, 0, null, null, message.Message.Timestamp.UnixTimestampMs);
        var type = message.Message.Headers.TryGetLastBytes("content-type", out var bytes) ? Encoding.ASCII.GetString(bytes) : null;
        _decoders[topic].Decode(message.Message.Value, type, this);
        _open -= offset + 1 == _ends[message.TopicPartition] ? 1 : 0;
        _consumer.StoreOffset(message);
    }

    /// <summary>Once a second, as intake does it.</summary>
    private void Time()
    {
        if (Environment.TickCount64 - _toldMs >= ProgressEveryMs && _sources.Count > 0)
        {
            _toldMs = Environment.TickCount64;
            ProgressEntry[] entries = [.. _sources.Values.Select(x => new ProgressEntry(x.Source, x.TimeMs, true))];
            Place(new Leg { Kind = LegKind.Progress, Stamp = new Stamp(entries[0].Raw, Position.Before), Progress = entries });
        }
    }

    private void Place(in Leg leg) => _legs.Add(new PlacedLeg(0, new Position(_at++, 0, 0), leg));
}
