using WarningEngine.Core;
using WarningEngine.Core.Intake;

namespace WarningEngine.Kafka.Wire;

/// <summary>Reads raw messages: one JSON object, NDJSON, one protobuf message or a batch of them. What cannot be read is a
/// rejection, never an exception, and its neighbours are read all the same. Not safe for two threads at once.</summary>
public sealed class RecordDecoder
{
    /// <summary>The content type of one protobuf record.</summary>
    public const string Protobuf = "application/protobuf";

    /// <summary>The content type of a batch of protobuf records.</summary>
    public const string ProtobufBatch = "application/protobuf; batch";

    private enum Format { Neither, Json, Protobuf, ProtobufBatch }

    private readonly RecordReader _protobuf;
    private readonly RecordReader _json;
    private string? _contentType;
    private Format _format = Format.Json;

    /// <param name="topic">Whose messages it reads.</param>
    public RecordDecoder(RawTopic topic)
    {
        ArgumentNullException.ThrowIfNull(topic);
        var texts = new TextMemory();
        (_protobuf, _json) = (topic.Shape.NewProtobuf(texts), topic.Shape.NewJson(texts));
    }

    /// <param name="value">The message's value.</param>
    /// <param name="contentType">The header <c>content-type</c>; JSON where absent.</param>
    /// <param name="sink">Takes the records in order. What it throws is not caught.</param>
    public void Decode(ReadOnlySpan<byte> value, string? contentType, IRecordSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (value.Length > Limits.RawMessageBytesMax)
        {
            sink.Rejected(0, Rejection.MessageTooLarge, "", $"{value.Length} bytes, {Limits.RawMessageBytesMax} at most");
            return;
        }

        if (contentType != _contentType)
        {
            // A source says the same of all its messages.
            (_contentType, _format) = (contentType, FormatOf(contentType));
        }

        switch (_format)
        {
            case Format.Json:
                Lines(value, sink);
                break;
            case Format.Protobuf:
                One(_protobuf, value, 0, isAlone: true, sink);
                break;
            case Format.ProtobufBatch:
                Batch(value, sink);
                break;
            default:
                sink.Rejected(0, Rejection.UnknownType, "content-type", "neither JSON nor protobuf");
                break;
        }
    }

    private static Format FormatOf(string? contentType) =>
        contentType is null ? Format.Json
        : contentType.StartsWith(Protobuf, StringComparison.OrdinalIgnoreCase)
            ? contentType.Contains("batch", StringComparison.OrdinalIgnoreCase) ? Format.ProtobufBatch : Format.Protobuf
        : contentType.Contains("json", StringComparison.OrdinalIgnoreCase) ? Format.Json : Format.Neither;

    private void Batch(ReadOnlySpan<byte> value, IRecordSink sink)
    {
        var batch = new BatchCursor(value);
        var index = 0;
        while (batch.TryNext(out var record))
        {
            if (IsFull(index, sink))
            {
                return;
            }

            One(_protobuf, record, index++, isAlone: false, sink);
        }

        if (batch.IsBroken || index == 0)
        {
            sink.Rejected(index, Rejection.Malformed, "", batch.IsBroken ? "the batch is cut off" : "empty");
        }
    }

    private void Lines(ReadOnlySpan<byte> value, IRecordSink sink)
    {
        var rest = value.StartsWith("\uFEFF"u8) ? value[3..] : value;
        var index = 0;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            rest = end < 0 ? [] : rest[(end + 1)..].TrimStart(" \t\r\n"u8);
            if (line.IsEmpty)
            {
                continue;
            }

            if (IsFull(index, sink))
            {
                return;
            }

            One(_json, line, index, isAlone: index == 0 && rest.IsEmpty, sink);
            index++;
        }

        if (index == 0)
        {
            sink.Rejected(0, Rejection.Malformed, "", "empty");
        }
    }

    private void One(RecordReader reader, ReadOnlySpan<byte> bytes, int index, bool isAlone, IRecordSink sink)
    {
        if (reader.TryRead(bytes, sink, out var record, out var fault))
        {
            sink.Record(index, isAlone, record);
        }
        else if (reader == _json && bytes.Contains((byte)0))
        {
            // No JSON holds one: it need not be looked for in what is good.
            sink.Rejected(index, Rejection.ControlCharacter, "", "a NUL byte");
        }
        else
        {
            sink.Rejected(index, fault.Reason, fault.Field, fault.Detail);
        }
    }

    private static bool IsFull(int index, IRecordSink sink)
    {
        if (index < Limits.RecordsPerMessageMax)
        {
            return false;
        }

        sink.Rejected(index, Rejection.TooManyRecords, "", $"over {Limits.RecordsPerMessageMax} records: the rest is not read");
        return true;
    }
}
