using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using CsCheck;
using Google.Protobuf;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Tests.Wire.Oracle;

namespace WarningEngine.Tests.Wire;

/// <summary>The readers that the engine uses against the library's parser: the same record or the same rejection of any bytes.</summary>
public sealed class RecordReaderTests
{
    /// <summary>Of each random message.</summary>
    private const int Spoilings = 50;
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static TheoryData<string> Topics => [.. RawTopic.All.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Topics))]
    public void Protobuf_is_read_as_the_library_reads_it(string name)
    {
        var topic = RawTopic.Find(name)!;
        Gen.Select(RandomRecords.Of(RawMessages.All[topic]), RandomRecords.Of(RawMessages.All[topic]), Gen.UInt).Sample(
            (message, second, seed) =>
            {
                var (oracle, reader, random) = (new MessageReader(topic), topic.Shape.NewProtobuf(new TextMemory()), new Random((int)seed));
                var bytes = message.ToByteArray();
                AssertSame(bytes, x => oracle.Protobuf(bytes, x), x => Read(reader, bytes, x));
                for (var i = 0; i < Spoilings; i++)
                {
                    var spoiled = SpoiledProtobuf.Of(bytes, second.ToByteArray(), random);
                    AssertSame(spoiled, x => oracle.Protobuf(spoiled, x), x => Read(reader, spoiled, x));
                }
            },
            iter: 400);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Json_is_read_as_it_is_into_the_librarys_message(string name)
    {
        var topic = RawTopic.Find(name)!;
        Gen.Select(RandomRecords.Of(RawMessages.All[topic]), Gen.UInt).Sample(
            (message, seed) =>
            {
                var (oracle, reader, random) = (new MessageReader(topic), topic.Shape.NewJson(new TextMemory()), new Random((int)seed));
                var json = JsonFormatter.Default.Format(message);
                for (var i = 0; i < Spoilings; i++)
                {
                    var spoiled = SpoiledJson.Of(json, message.Descriptor, random);
                    AssertSame(spoiled, x => oracle.Json(spoiled, x), x => Read(reader, spoiled, x));
                }
            },
            iter: 400);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Spoiled_messages_are_of_all_kinds(string name)
    {
        // Were nearly all of them unreadable, or none, the comparison would say little.
        var topic = RawTopic.Find(name)!;
        var (oracle, random) = (new MessageReader(topic), new Random(1));
        var seen = new Transcript();
        RandomRecords.Of(RawMessages.All[topic]).Sample(
            message =>
            {
                for (var i = 0; i < 10; i++)
                {
                    oracle.Protobuf(SpoiledProtobuf.Of(message.ToByteArray(), message.ToByteArray(), random), seen);
                    oracle.Json(SpoiledJson.Of(JsonFormatter.Default.Format(message), message.Descriptor, random), seen);
                }
            },
            iter: 200, threads: 1);
        Assert.InRange(seen.Lines.Count(x => x.StartsWith("record", StringComparison.Ordinal)), 600, 3_400);
        Assert.Contains(seen.Lines, x => x.Contains(nameof(Rejection.UnknownType), StringComparison.Ordinal) || x.StartsWith("unknown", StringComparison.Ordinal));
        Assert.Contains(seen.Lines, x => x.Contains(nameof(Rejection.InvalidValue), StringComparison.Ordinal));
        Assert.Contains(seen.Lines, x => x.Contains("not JSON", StringComparison.Ordinal));
        Assert.Contains(seen.Lines, x => x.Contains("protobuf message", StringComparison.Ordinal));
    }

    private static void Read(RecordReader reader, byte[] bytes, IRecordSink sink)
    {
        if (reader.TryRead(bytes, sink, out var record, out var fault))
        {
            sink.Record(0, true, record);
        }
        else
        {
            sink.Rejected(0, fault.Reason, fault.Field, fault.Detail);
        }
    }

    private static void AssertSame(byte[] bytes, Action<IRecordSink> expected, Action<IRecordSink> actual)
    {
        var (known, found) = (new Transcript(), new Transcript());
        expected(known);
        actual(found);
        if (!known.Lines.SequenceEqual(found.Lines))
        {
            // A message may hold bytes that no terminal likes.
            var letters = new string([.. Encoding.Latin1.GetString(bytes).Select(x => char.IsAscii(x) && !char.IsControl(x) ? x : '.')]);
            Assert.Fail($"{Convert.ToHexString(bytes)}\n{letters}\n{string.Join('\n', known.Lines)}\n{string.Join('\n', found.Lines)}");
        }
    }

    private sealed class Transcript : IRecordSink
    {
        public List<string> Lines { get; } = [];

        public void Record(int index, bool isAlone, RawRecord record) => Lines.Add("record " + string.Join(
            '|', Properties.GetOrAdd(record.GetType(), x => x.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                .Select(x => Convert.ToString(x.GetValue(record), CultureInfo.InvariantCulture))));

        public void Rejected(int index, Rejection reason, string field, string detail) => Lines.Add($"rejected {reason} {field} {detail}");

        public void UnknownValue(string field) => Lines.Add($"unknown {field}");
    }
}
