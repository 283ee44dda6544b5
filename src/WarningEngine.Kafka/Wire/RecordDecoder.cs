using Google.Protobuf;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Kafka.Wire;

/// <summary>Reads raw messages: one JSON object, NDJSON, one protobuf message or a batch of them. What cannot be read is a
/// rejection, never an exception, and its neighbours are read all the same. Not safe for two threads at once.</summary>
public sealed class RecordDecoder(RawTopic topic)
{
    /// <summary>The content type of one protobuf record.</summary>
    public const string Protobuf = "application/protobuf";

    /// <summary>The content type of a batch of protobuf records.</summary>
    public const string ProtobufBatch = "application/protobuf; batch";

    private readonly JsonRecordReader _json = new(topic.Message);

    /// <param name="value">The message's value.</param>
    /// <param name="contentType">The header <c>content-type</c>; JSON where absent.</param>
    /// <param name="sink">Takes the records in order. What it throws is not caught.</param>
    public void Decode(ReadOnlySpan<byte> value, string? contentType, IRecordSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var type = contentType ?? "application/json";
        if (value.Length > Limits.RawMessageBytesMax)
        {
            sink.Rejected(0, Rejection.MessageTooLarge, "", $"{value.Length} bytes, {Limits.RawMessageBytesMax} at most");
        }
        else if (type.StartsWith(Protobuf, StringComparison.OrdinalIgnoreCase))
        {
            if (type.Contains("batch", StringComparison.OrdinalIgnoreCase))
            {
                Batch(value, sink);
            }
            else
            {
                One(value, 0, isAlone: true, sink);
            }
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

            One(record, index++, isAlone: false, sink);
        }

        if (batch.IsBroken || index == 0)
        {
            sink.Rejected(index, Rejection.Malformed, "", batch.IsBroken ? "the batch is cut off" : "empty");
        }
    }

    private void One(ReadOnlySpan<byte> record, int index, bool isAlone, IRecordSink sink)
    {
        IMessage message;
        try
        {
            message = topic.Message.Descriptor.Parser.ParseFrom(record);
        }
        catch (InvalidProtocolBufferException)
        {
            sink.Rejected(index, Rejection.Malformed, "", "not this topic's protobuf message");
            return;
        }

        Deliver(message, index, isAlone, sink);
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

            Line(line, index, isAlone: index == 0 && rest.IsEmpty, sink);
            index++;
        }

        if (index == 0)
        {
            sink.Rejected(0, Rejection.Malformed, "", "empty");
        }
    }

    private void Line(ReadOnlySpan<byte> line, int index, bool isAlone, IRecordSink sink)
    {
        if (line.Contains((byte)0))
        {
            sink.Rejected(index, Rejection.ControlCharacter, "", "a NUL byte");
        }
        else if (_json.TryRead(line, out var message, out var fault))
        {
            Deliver(message, index, isAlone, sink);
        }
        else
        {
            sink.Rejected(index, fault.Reason, fault.Field, fault.Detail);
        }
    }

    /// <summary>Enums are open: a value of a later schema arrives as a number. Where it says what the record is, the record
    /// waits in the dead letters for a version that knows it; elsewhere it is read as unspecified.</summary>
    private void Deliver(IMessage message, int index, bool isAlone, IRecordSink sink)
    {
        foreach (var field in topic.Message.Enums)
        {
            if (field.KnowsEnum((int)field.Descriptor.Accessor.GetValue(message)))
            {
                continue;
            }

            if (field.IsDeciding)
            {
                sink.Rejected(index, Rejection.UnknownType, field.Path, "a value that this version does not know");
                return;
            }

            field.Descriptor.Accessor.Clear(message);
            sink.UnknownValue(field.Path);
        }

        sink.Record(index, isAlone, topic.Map(message));
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
