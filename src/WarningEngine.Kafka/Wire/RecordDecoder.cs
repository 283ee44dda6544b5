using System.Text;
using System.Text.Json;
using Google.Protobuf;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Kafka.Wire;

/// <summary>Takes the records of a raw message.</summary>
public interface IRecordSink
{
    /// <summary>A record that could be read.</summary>
    void Record(int index, RawRecord record);

    /// <summary>One that could not. <paramref name="detail"/> never quotes the content.</summary>
    void Rejected(int index, Rejection reason, string field, string detail);
}

/// <summary>Reads raw messages: one JSON object, NDJSON, one protobuf message or a batch of them. Never throws: what
/// cannot be read is a rejection, and its neighbours are read all the same.</summary>
public sealed class RecordDecoder(RawTopic topic)
{
    /// <summary>The content type of a batch of protobuf records.</summary>
    public const string ProtobufBatch = "application/protobuf; batch";

    private static readonly JsonParser Json =
        new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <param name="value">The message's value.</param>
    /// <param name="contentType">The header <c>content-type</c>; JSON where absent.</param>
    /// <param name="sink">Takes the records in order.</param>
    public void Decode(ReadOnlySpan<byte> value, string? contentType, IRecordSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (value.Length > Limits.RawMessageBytesMax)
        {
            sink.Rejected(0, Rejection.MessageTooLarge, "", $"{value.Length} bytes, {Limits.RawMessageBytesMax} at most");
            return;
        }

        var type = contentType ?? "application/json";
        if (type.StartsWith("application/protobuf", StringComparison.OrdinalIgnoreCase))
        {
            Protobuf(value, type.Contains("batch", StringComparison.OrdinalIgnoreCase), sink);
        }
        else if (type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            Lines(value, sink);
        }
        else
        {
            sink.Rejected(0, Rejection.UnknownType, "content-type", "neither JSON nor protobuf");
        }
    }

    private void Protobuf(ReadOnlySpan<byte> value, bool batch, IRecordSink sink)
    {
        try
        {
            if (!batch)
            {
                sink.Record(0, topic.Map(topic.Single.Parser.ParseFrom(value)));
                return;
            }

            var index = 0;
            foreach (var message in topic.Records(topic.Batch.ParseFrom(value)))
            {
                if (index == Limits.RecordsPerMessageMax)
                {
                    sink.Rejected(index, Rejection.TooManyRecords, "", $"over {Limits.RecordsPerMessageMax} records");
                    return;
                }

                sink.Record(index++, topic.Map(message));
            }
        }
        catch (InvalidProtocolBufferException error)
        {
            sink.Rejected(0, Rejection.Malformed, "", error.Message);
        }
    }

    private void Lines(ReadOnlySpan<byte> value, IRecordSink sink)
    {
        var index = 0;
        while (!value.IsEmpty)
        {
            var end = value.IndexOf((byte)'\n');
            var line = (end < 0 ? value : value[..end]).Trim(" \t\r"u8);
            value = end < 0 ? [] : value[(end + 1)..];
            if (line.IsEmpty)
            {
                continue;
            }

            if (index == Limits.RecordsPerMessageMax)
            {
                sink.Rejected(index, Rejection.TooManyRecords, "", $"over {Limits.RecordsPerMessageMax} records");
                return;
            }

            Line(line, index++, sink);
        }

        if (index == 0)
        {
            sink.Rejected(0, Rejection.Malformed, "", "empty");
        }
    }

    private void Line(ReadOnlySpan<byte> line, int index, IRecordSink sink)
    {
        if (line.Contains((byte)0))
        {
            sink.Rejected(index, Rejection.ControlCharacter, "", "a NUL byte");
            return;
        }

        try
        {
            sink.Record(index, topic.Map(Json.Parse(Utf8.GetString(line), topic.Single)));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or DecoderFallbackException
            or FormatException or OverflowException or ArgumentException)
        {
            var (reason, field, detail) = Diagnose(line);
            sink.Rejected(index, reason, field, detail);
        }
    }

    /// <summary>Finds out, slowly, which field it was: each member is read alone.</summary>
    private (Rejection Reason, string Field, string Detail) Diagnose(ReadOnlySpan<byte> line)
    {
        JsonDocument document;
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = Limits.NestingMax });
            document = JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException error)
        {
            var deep = error.Message.Contains("depth", StringComparison.OrdinalIgnoreCase);
            return (deep ? Rejection.NestingTooDeep : Rejection.Malformed, error.Path ?? "",
                $"not JSON at byte {error.BytePositionInLine}");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (Rejection.Malformed, "", $"expected an object, not {document.RootElement.ValueKind}");
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!Reads($"{{{JsonSerializer.Serialize(member.Name)}:{member.Value.GetRawText()}}}"))
                {
                    return Name(member.Name, member.Value);
                }
            }
        }

        return (Rejection.Malformed, "", "members are good alone but not together");
    }

    private (Rejection Reason, string Field, string Detail) Name(string member, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var inner in value.EnumerateObject())
            {
                if (!Reads($"{{{JsonSerializer.Serialize(member)}:{{{JsonSerializer.Serialize(inner.Name)}:{inner.Value.GetRawText()}}}}}"))
                {
                    return (ReasonOf($"{member}.{inner.Name}", inner.Value), $"{member}.{inner.Name}", $"is {inner.Value.ValueKind}");
                }
            }
        }

        return (ReasonOf(member, value), member, $"is {value.ValueKind}");
    }

    private static Rejection ReasonOf(string field, JsonElement value) =>
        field.EndsWith(".amount", StringComparison.Ordinal) && value.ValueKind == JsonValueKind.Number
            ? Rejection.AmountOutOfRange : Rejection.InvalidValue;

    private bool Reads(string json)
    {
        try
        {
            Json.Parse(json, topic.Single);
            return true;
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }
}
