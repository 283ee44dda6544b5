using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>A message as librdkafka holds it, read where it lies: one object for all that a consumer reads, one after the other.</summary>
internal sealed unsafe partial class FetchedMessage : ReadMessage
{
    private readonly List<Text> _topics = [];
    private Layout* _message;
    private nint _headers;

    public override ReadOnlySpan<byte> Value => _message->Error == 0 ? new ReadOnlySpan<byte>(_message->Payload, checked((int)_message->Size)) : [];

    /// <summary>What the client says instead of a message; null where this is one, or an end.</summary>
    public Error? Error => _message->Error == 0 || IsEnd ? null
        : new Error((ErrorCode)_message->Error, Marshal.PtrToStringUTF8(Native.ErrorText(_message)) ?? "");

    /// <summary>Whether a message, or what was said instead of one, is of this partition.</summary>
    /// <param name="message">A <c>rd_kafka_message_t</c>.</param>
    /// <param name="partition">Of a topic.</param>
    public static bool IsOf(nint message, TopicPartition partition)
    {
        var of = (Layout*)message;
        return of->Partition == partition.Partition.Value && of->Topic != 0
            && Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(Native.TopicName(of->Topic))) == partition.Topic;
    }

    /// <summary>Goes on to another; it stays the caller's to give back, and not before the next call.</summary>
    /// <param name="message">A <c>rd_kafka_message_t</c>.</param>
    public void Show(nint message)
    {
        _message = (Layout*)message;
        Topic = _message->Topic == 0 ? "" : TopicOf(Native.TopicName(_message->Topic));
        (Partition, Offset) = (_message->Partition, _message->Offset);
        IsEnd = _message->Error == (int)ErrorCode.Local_PartitionEOF;
        TimestampMs = _message->Error == 0 ? Native.TimestampMs(_message, out _) : 0;
        if (_message->Error != 0 || Native.Headers(_message, out _headers) != 0)
        {
            _headers = 0;
        }
    }

    public override string? Header(string name)
    {
        if (_headers == 0)
        {
            return null;
        }

        string? found = null;
        for (nuint i = 0; TryHeader(i, out var key, out var value); i++)
        {
            if (key.Length == name.Length && Ascii.Equals(key, name))
            {
                found = Encoding.UTF8.GetString(value);
            }
        }

        return found;
    }

    public override HeldMessage Hold()
    {
        var at = new TopicPartitionOffset(TopicPartition, Offset);
        if (IsEnd)
        {
            return HeldMessage.End(at);
        }

        var headers = new Headers();
        for (nuint i = 0; TryHeader(i, out var key, out var value); i++)
        {
            headers.Add(Encoding.UTF8.GetString(key), value.ToArray());
        }

        return new HeldMessage(at, Value.ToArray(), TimestampMs, headers);
    }

    private bool TryHeader(nuint index, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = [];
        if (_headers == 0 || Native.Header(_headers, index, out var key, out var bytes, out var size) != 0)
        {
            return false;
        }

        name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(key);
        value = new ReadOnlySpan<byte>(bytes, checked((int)size));
        return true;
    }

    /// <summary>One text a topic. By its name and not by its handle: handles are used again.</summary>
    private string TopicOf(byte* name)
    {
        var bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        foreach (var topic in _topics)
        {
            if (bytes.SequenceEqual(topic.Bytes))
            {
                return topic.Value;
            }
        }

        var added = new Text(bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        _topics.Add(added);
        return added.Value;
    }

    private readonly record struct Text(byte[] Bytes, string Value);

    /// <summary><c>rd_kafka_message_t</c>, of the public header of librdkafka 1 and 2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Layout
    {
        public int Error;
        public nint Topic;
        public int Partition;
        public byte* Payload;
        public nuint Size;
        public byte* Key;
        public nuint KeySize;
        public long Offset;
        public nint Private;
    }

    private static partial class Native
    {
        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_topic_name"), SuppressGCTransition]
        public static partial byte* TopicName(nint topic);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_message_timestamp"), SuppressGCTransition]
        public static partial long TimestampMs(Layout* message, out int type);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_message_headers")]
        public static partial int Headers(Layout* message, out nint headers);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_header_get_all")]
        public static partial int Header(nint headers, nuint index, out byte* name, out byte* value, out nuint size);

        [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_message_errstr")]
        public static partial nint ErrorText(Layout* message);
    }
}
