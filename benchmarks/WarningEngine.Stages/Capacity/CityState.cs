using System.Buffers.Binary;
using WarningEngine.App.City;
using WarningEngine.Core;
using WarningEngine.Core.Decisions;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Core.Profiles;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Stages.Capacity;

/// <summary>What two weeks and a day of a city leave in the state, record by record.</summary>
internal sealed class CityState : IStateWriter
{
    private const long SliceMs = 10_000;
    private const int TokenAt = 1;

    private readonly Dictionary<RecordKind, List<(byte[] Key, byte[] Value)>> _records = Enum.GetValues<RecordKind>().ToDictionary(x => x, _ => new List<(byte[], byte[])>());

    private CityState(int people) => People = people;

    public int People { get; }

    /// <summary>Frauds at the base rate: one in 10,000 people and day.</summary>
    public static CityState Of(int people)
    {
        using var pipeline = new StagePipeline(1, "CN");
        var decoders = RawTopic.All.ToDictionary(x => x, x => new RecordDecoder(x));
        var decoded = new One();
        long sliceMs = 0;
        foreach (var record in new CityStream(new CityOptions(people, 1, 7, 1e-4, CityOptions.DefaultStartMs)).Records())
        {
            if (record.ArrivalMs / SliceMs != sliceMs)
            {
                sliceMs = record.ArrivalMs / SliceMs;
                pipeline.EndSlice(sliceMs * SliceMs);
            }

            decoders[record.Topic].Decode(record.Json, null, decoded);
            pipeline.Take(decoded.Last!, record.Topic.Name, record.ArrivalMs);
        }

        pipeline.EndSlice((sliceMs + 1) * SliceMs);
        var result = new CityState(people);
        pipeline.Flow.Scoring[0].State.WriteAll(result);
        return result;
    }

    public IReadOnlyList<(byte[] Key, byte[] Value)> this[RecordKind kind] => _records[kind];

    /// <summary>The records of one kind as those of other people, so that each copy has records of its own.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="copy">Its number.</param>
    /// <param name="to">The state of each partition.</param>
    public void Copy(RecordKind kind, int copy, ScoringPartition[] to)
    {
        foreach (var (key, value) in _records[kind])
        {
            var was = Token.Read(key.AsSpan(TokenAt));
            var token = new Token(Hashing.Mix(was.High ^ (ulong)copy), Hashing.Mix(was.Low + (ulong)copy));
            byte[] own = [.. key];
            token.Write(own.AsSpan(TokenAt));
            if (kind == RecordKind.Episode)
            {
                // Whom it is of stands in front of its content too, behind the version.
                BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(1), token.High);
                BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(1 + sizeof(ulong)), token.Low);
            }

            to[token.Partition(to.Length)].State.Read(own, value);
        }
    }

    void IStateWriter.Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (RecordKinds.Of(key, value) is { } kind)
        {
            _records[kind].Add((key.ToArray(), value.ToArray()));
        }
    }

    private sealed class One : IRecordSink
    {
        public RawRecord? Last { get; private set; }

        public void Record(int index, bool isAlone, RawRecord record) => Last = record;

        public void Rejected(int index, Rejection reason, string field, string detail) =>
            throw new InvalidOperationException($"The city wrote a bad record: {reason} {field} {detail}");

        public void UnknownValue(string field) => throw new InvalidOperationException($"The city wrote an unknown {field}.");
    }
}
