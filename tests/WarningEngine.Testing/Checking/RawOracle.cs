using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Frames;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Testing.Checking;

/// <summary>What intake ought to have written for the raw topics as they stand: legs by receiving partition, and coordinates
/// of dead letters.</summary>
internal sealed class RawOracle : ILegSink, IVaultSink, IRecordSink, IDisposable
{
    private readonly Accepted<UInt128>[] _legs;
    private readonly IntakeSplitter _splitter;
    private readonly Verdict _verdict;
    private RecordContext _context;

    /// <param name="tokens">Under the run's key.</param>
    /// <param name="legs">Told of every leg that is expected, by partition.</param>
    public RawOracle(Tokeniser tokens, Accepted<UInt128>[] legs, Verdict verdict)
    {
        (_legs, _verdict) = (legs, verdict);
        _splitter = new IntakeSplitter(tokens, new Numbers(new LibPhoneNumberPlan("CN")), new WellKnownNumbers([]));
    }

    /// <summary>Coordinates of records that cannot be taken in, by topic of dead letters.</summary>
    public HashSet<string> Rejections { get; } = [];

    /// <summary>Everything but the stamp: what a leg says.</summary>
    public static UInt128 ContentOf(in Leg leg)
    {
        var frame = new FrameWriter();
        frame.Add(leg);
        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(frame.Take()));
    }

    public void Take(IRunLogs logs)
    {
        foreach (var topic in RawTopic.All)
        {
            Rejections.Clear();
            var decoder = new RecordDecoder(topic);
            foreach (var message in logs.Read(topic.Name))
            {
                _context = new RecordContext(
                    new Source(topic.Name, logs.Generation, message.Partition), message.Offset, 0, null, null, message.TimeMs);
                decoder.Decode(message.Value, null, this);
                _verdict.Count("raw messages");
            }

            CompareDeadLetters(topic, logs.Read(topic.DeadLetters));
        }
    }

    public void Dispose() => _splitter.Dispose();

    void IRecordSink.Record(int index, bool isAlone, RawRecord record)
    {
        _context = _context with { Record = index };
        if (!_splitter.Split(record, _context, this, this).IsGood)
        {
            Reject(index);
        }
    }

    void IRecordSink.Rejected(int index, Rejection reason, string field, string detail) => Reject(index);

    void IRecordSink.UnknownValue(string field) => _verdict.Count("unknown values");

    void ILegSink.Add(in Leg leg)
    {
        var content = ContentOf(leg);
        if (!leg.Entity.IsNone)
        {
            _legs[leg.Entity.Partition(_legs.Length)].Expect(leg.Stamp, content);
            return;
        }

        foreach (var partition in _legs)
        {
            partition.Expect(leg.Stamp, content);
        }
    }

    void IVaultSink.Keep(Token token, byte[] sealedText) => _verdict.Count("identifiers for the vault");

    private void Reject(int index) => Rejections.Add($"{_context.Source}/{_context.Offset}/{index}");

    private void CompareDeadLetters(RawTopic topic, IReadOnlyList<LoggedMessage> letters)
    {
        // Compacted under their coordinates: a repeated one is the same letter.
        var found = new Dictionary<string, string>();
        foreach (var letter in letters)
        {
            using var json = JsonDocument.Parse(letter.Value);
            var content = json.RootElement.GetRawText();
            if (found.TryGetValue(letter.Key, out var before))
            {
                _verdict.Count("dead letters, repeated");
                if (before != content)
                {
                    _verdict.AddDoubled($"{topic.DeadLetters} {letter.Key}: two letters that differ");
                }
            }
            else if (!Rejections.Contains(letter.Key))
            {
                _verdict.AddDoubled($"{topic.DeadLetters} {letter.Key}: the record is good");
            }

            found[letter.Key] = content;
        }

        _verdict.Count("dead letters", found.Count);
        foreach (var missing in Rejections.Where(x => !found.ContainsKey(x)).Order(StringComparer.Ordinal))
        {
            _verdict.AddLost($"{topic.DeadLetters} {missing}");
        }
    }
}
