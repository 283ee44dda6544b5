using System.Reflection;
using System.Text;
using CsCheck;
using Google.Protobuf;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.Testing;
using Proto = WarningEngine.Kafka.Wire.Proto;

namespace WarningEngine.Tests.Wire;

public sealed class RecordDecoderTests
{
    private const string Call = """{"recordType":"MO_CALL_RECORD","callReference":"r1"}""";

    public static TheoryData<string> Topics => [.. RawTopic.All.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Topics))]
    public void Json_and_protobuf_of_one_message_are_the_same_record(string name)
    {
        var topic = RawTopic.Find(name)!;
        RandomRecords.Of(RawMessages.All[topic]).Sample(
            message =>
            {
                var json = CollectedRecords.Of(topic, Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message)));
                var proto = CollectedRecords.Of(topic, message.ToByteArray(), RecordDecoder.Protobuf);
                Assert.Empty(json.Rejections);
                Assert.Empty(proto.Rejections);
                Assert.Equal(Values(proto.Records[0].Record), Values(json.Records[0].Record));
            },
            iter: 300);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void A_spoiled_value_is_one_record_or_one_rejection_and_no_exception(string name)
    {
        var topic = RawTopic.Find(name)!;
        Gen.Select(RandomRecords.Of(RawMessages.All[topic]), Gen.Int[0, 10_000], Gen.Byte, Gen.Bool).Sample(
            (message, at, value, isJson) =>
            {
                var bytes = isJson ? Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message)) : message.ToByteArray();
                if (bytes.Length == 0 || (isJson && value == '\n'))
                {
                    return;
                }

                bytes[at % bytes.Length] = value;
                var decoded = CollectedRecords.Of(topic, bytes, isJson ? null : RecordDecoder.Protobuf);
                Assert.Equal(1, decoded.Records.Count + decoded.Rejections.Count);
            },
            iter: 500);
    }

    [Fact]
    public void A_bad_line_spoils_no_other()
    {
        var lines = $"{Call}\n{{\"recordType\":\r\n\n  {Call.Replace("r1", "r3", StringComparison.Ordinal)}\n\0\n{Call}";
        var decoded = CollectedRecords.Of(RawTopic.Calls, Encoding.UTF8.GetBytes(lines));
        Assert.Equal([0, 2, 4], decoded.Records.Select(x => x.Index));
        Assert.Equal(
            [(1, Rejection.Malformed, ""), (3, Rejection.ControlCharacter, "")], decoded.Rejections);
        Assert.Equal("r3", ((CallRecord)decoded.Records[1].Record).CallReference);
    }

    [Fact]
    public void A_bad_record_of_a_protobuf_batch_spoils_no_other()
    {
        var good = new Proto.CallRecord { CallReference = "r1" }.ToByteArray();

        // Its text is not UTF-8.
        byte[] bad = [0x12, 0x02, 0xC3, 0x28];
        var batch = new MemoryStream();
        foreach (var record in new[] { good, bad, good })
        {
            batch.Write([0x0A, (byte)record.Length]);
            batch.Write(record);
        }

        var decoded = CollectedRecords.Of(RawTopic.Calls, batch.ToArray(), RecordDecoder.ProtobufBatch);
        Assert.Equal([0, 2], decoded.Records.Select(x => x.Index));
        Assert.Equal([(1, Rejection.Malformed, "")], decoded.Rejections);
    }

    [Fact]
    public void What_stands_before_the_cut_of_a_batch_is_read()
    {
        var batch = new Proto.CallRecords();
        batch.Records.Add(new Proto.CallRecord { CallReference = "r1" });
        batch.Records.Add(new Proto.CallRecord { CallReference = "r2" });
        var decoded = CollectedRecords.Of(RawTopic.Calls, batch.ToByteArray().AsSpan()[..^1], RecordDecoder.ProtobufBatch);
        Assert.Equal([0], decoded.Records.Select(x => x.Index));
        Assert.Equal([(1, Rejection.Malformed, "")], decoded.Rejections);
    }

    [Fact]
    public void Only_a_record_alone_in_its_message_may_take_the_messages_id()
    {
        Assert.True(CollectedRecords.Of(RawTopic.Calls, Encoding.UTF8.GetBytes(Call + "\n")).Records[0].IsAlone);
        var two = CollectedRecords.Of(RawTopic.Calls, Encoding.UTF8.GetBytes(Call + "\n" + Call));
        Assert.All(two.Records, x => Assert.False(x.IsAlone));
        var batch = new Proto.CallRecords { Records = { new Proto.CallRecord() } }.ToByteArray();
        Assert.False(CollectedRecords.Of(RawTopic.Calls, batch, RecordDecoder.ProtobufBatch).Records[0].IsAlone);
    }

    [Fact]
    public void A_message_of_ten_megabytes_is_one_rejection()
    {
        var decoded = CollectedRecords.Of(RawTopic.Calls, new byte[10 << 20]);
        Assert.Equal([(0, Rejection.MessageTooLarge, "")], decoded.Rejections);
        Assert.Empty(decoded.Records);
    }

    [Fact]
    public void Records_over_the_limit_are_not_read()
    {
        var lines = string.Join('\n', Enumerable.Repeat("{}", Limits.RecordsPerMessageMax + 5));
        var decoded = CollectedRecords.Of(RawTopic.Calls, Encoding.UTF8.GetBytes(lines));
        Assert.Equal(Limits.RecordsPerMessageMax, decoded.Records.Count);
        Assert.Equal([(Limits.RecordsPerMessageMax, Rejection.TooManyRecords, "")], decoded.Rejections);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\r\n ")]
    public void An_empty_message_is_a_rejection(string value) =>
        Assert.Equal(
            [(0, Rejection.Malformed, "")], CollectedRecords.Of(RawTopic.Sms, Encoding.UTF8.GetBytes(value)).Rejections);

    [Fact]
    public void A_content_type_that_is_neither_is_a_rejection() =>
        Assert.Equal(
            [(0, Rejection.UnknownType, "content-type")],
            CollectedRecords.Of(RawTopic.Calls, Encoding.UTF8.GetBytes(Call), "text/csv").Rejections);

    [Fact]
    public void A_value_of_a_later_schema_is_unspecified_where_it_does_not_decide()
    {
        var message = new Proto.CallRecord { Attestation = (Proto.CallRecord.Types.Attestation)300 };
        var decoded = CollectedRecords.Of(RawTopic.Calls, message.ToByteArray(), RecordDecoder.Protobuf);
        Assert.Equal(["attestation"], decoded.UnknownValues);
        Assert.Equal(Attestation.Absent, ((CallRecord)decoded.Records[0].Record).Attestation);
    }

    [Fact]
    public void A_field_of_a_later_schema_is_passed_over_and_the_rest_is_read()
    {
        var json = CollectedRecords.Of(RawTopic.Sms, """{"time":"2026-03-02T01:00:00.25Z","ofALaterSchema":{"a":[1]}}"""u8.ToArray());
        Assert.Equal(1_772_413_200_250, ((SmsRecord)json.Records[0].Record).TimeMs);

        // Field 1000, a varint.
        byte[] later = [.. new Proto.CallRecord { CallReference = "1" }.ToByteArray(), 0xC0, 0x3E, 0x01];
        var protobuf = CollectedRecords.Of(RawTopic.Calls, later, RecordDecoder.Protobuf);
        Assert.Equal("1", ((CallRecord)protobuf.Records[0].Record).CallReference);
    }

    [Fact]
    public void A_value_of_a_later_schema_rejects_the_record_where_it_decides()
    {
        var message = new Proto.TransferRecord { Event = (Proto.TransferRecord.Types.Event)40 };
        var decoded = CollectedRecords.Of(RawTopic.Transfers, message.ToByteArray(), RecordDecoder.Protobuf);
        Assert.Equal([(0, Rejection.UnknownType, "event")], decoded.Rejections);
    }

    [Theory]
    [InlineData("2026-03-02T09:00:00+08:00", 1_772_413_200_000)]
    [InlineData("2026-03-02T01:00:00.25Z", 1_772_413_200_250)]
    [InlineData("2026-03-01T17:30:00.123456789-07:30", 1_772_413_200_123)]
    [InlineData("2024-02-29T00:00:00Z", 1_709_164_800_000)]
    [InlineData("9999-12-31T23:59:59Z", 253_402_300_799_000)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800_000)]
    public void Times_are_read_with_their_offset(string text, long expectedMs)
    {
        var decoded = CollectedRecords.Of(RawTopic.Sms, Encoding.UTF8.GetBytes($$"""{"time":"{{text}}"}"""));
        Assert.Equal(expectedMs, ((SmsRecord)decoded.Records[0].Record).TimeMs);
    }

    [Theory]
    [InlineData("2026-03-02T09:00:00")]
    [InlineData("2026-03-02 09:00:00Z")]
    [InlineData("2026-13-02T09:00:00Z")]
    [InlineData("2025-02-29T09:00:00Z")]
    [InlineData("2026-03-02T24:00:00Z")]
    [InlineData("2026-03-02T09:00:00.Z")]
    [InlineData("2026-03-02T09:00:00.1234567890Z")]
    [InlineData("2026-03-02T09:00:00+0800")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-03-02T09:00:00+8:00Z")]
    [InlineData("")]
    public void A_time_in_another_form_is_a_rejection(string text)
    {
        var decoded = CollectedRecords.Of(RawTopic.Sms, Encoding.UTF8.GetBytes($$"""{"time":"{{text}}"}"""));
        Assert.Equal([(0, Rejection.InvalidValue, "time")], decoded.Rejections);
    }

    [Fact]
    public void Seconds_beyond_all_calendars_stay_beyond()
    {
        var message = new Proto.SmsRecord
        {
            Time = new() { Seconds = long.MaxValue },
            ArrivalTime = new() { Seconds = long.MinValue },
        };
        var record = CollectedRecords.Of(RawTopic.Sms, message.ToByteArray(), RecordDecoder.Protobuf).Records[0].Record;
        Assert.True(((SmsRecord)record).TimeMs > 253_402_300_000_000);
        Assert.True(record.ArrivalTimeMs < 0);
    }

    [Fact]
    public void What_the_sink_throws_is_not_taken_for_a_bad_record()
    {
        var decoder = new RecordDecoder(RawTopic.Calls);
        Assert.Throws<FormatException>(() => decoder.Decode(Encoding.UTF8.GetBytes(Call), null, new FailingSink()));
    }

    private static IEnumerable<string> Values(RawRecord record) => record.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(x => $"{x.Name}={x.GetValue(record)}");

    private sealed class FailingSink : IRecordSink
    {
        public void Record(int index, bool isAlone, RawRecord record) => throw new FormatException("a fault of the sink");

        public void Rejected(int index, Rejection reason, string field, string detail) => Assert.Fail("taken for a bad record");

        public void UnknownValue(string field) => Assert.Fail(field);
    }
}
