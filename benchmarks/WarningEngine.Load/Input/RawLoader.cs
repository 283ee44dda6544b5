using System.Text;
using Confluent.Kafka;
using Google.Protobuf;
using WarningEngine.Kafka.Wire;
using WarningEngine.Kafka.Wire.Proto;

namespace WarningEngine.Load.Input;

/// <summary>Fills the raw topics with the input: one JSON event a message, or the same records as batches of protobuf.</summary>
internal static class RawLoader
{
    /// <summary>Records of one message: what an operator ships together.</summary>
    public const int RecordsPerBatch = 250;

    /// <summary>Field 1, length-delimited: <c>repeated X records = 1</c>.</summary>
    private const byte RecordsTag = (1 << 3) | 2;

    private static readonly JsonParser Json = new(JsonParser.Settings.Default);

    private static readonly Dictionary<RawTopic, MessageParser> Parsers = new()
    {
        [RawTopic.Calls] = CallRecord.Parser, [RawTopic.Sms] = SmsRecord.Parser, [RawTopic.Transfers] = TransferRecord.Parser,
        [RawTopic.Registry] = RegistryRecord.Parser, [RawTopic.Intelligence] = IntelligenceRecord.Parser,
        [RawTopic.Dispositions] = DispositionRecord.Parser, [RawTopic.Commands] = CommandRecord.Parser,
    };

    public static FilledTopics FillJson(string bootstrapServers, IEnumerable<InputRecord> records, CancellationToken stop)
    {
        using var writer = new LogWriter(bootstrapServers);
        var filled = new FilledTopics();
        foreach (var record in records)
        {
            stop.ThrowIfCancellationRequested();
            var partition = PartitionOf(record);
            writer.Write(record.Topic.Name, partition, record.Json);
            filled.Add(record.Topic.Name, partition, 1);
        }

        writer.Finish();
        filled.Bytes = writer.Bytes;
        return filled;
    }

    public static FilledTopics FillProtobuf(string bootstrapServers, IEnumerable<InputRecord> records, CancellationToken stop)
    {
        using var writer = new LogWriter(bootstrapServers);
        var filled = new FilledTopics();
        var batches = new Dictionary<(string Topic, int Partition), (MemoryStream Bytes, int Count)>();
        foreach (var record in records)
        {
            stop.ThrowIfCancellationRequested();
            var at = (record.Topic.Name, PartitionOf(record));
            var (bytes, count) = batches.TryGetValue(at, out var open) ? open : (new MemoryStream(), 0);
            Append(bytes, Json.Parse(Encoding.UTF8.GetString(record.Json), Descriptor(record.Topic)));
            batches[at] = (bytes, count + 1);
            if (count + 1 == RecordsPerBatch)
            {
                Send(writer, filled, at, batches);
            }
        }

        foreach (var at in batches.Keys.ToArray())
        {
            Send(writer, filled, at, batches);
        }

        writer.Finish();
        filled.Bytes = writer.Bytes;
        return filled;
    }

    private static void Send(
        LogWriter writer, FilledTopics filled, (string Topic, int Partition) at,
        Dictionary<(string Topic, int Partition), (MemoryStream Bytes, int Count)> batches)
    {
        var (bytes, count) = batches[at];
        batches.Remove(at);
        writer.Write(
            at.Topic, at.Partition, bytes.ToArray(), new Headers { { "content-type", Encoding.ASCII.GetBytes(RecordDecoder.ProtobufBatch) } });
        filled.Add(at.Topic, at.Partition, count);
    }

    private static void Append(MemoryStream to, IMessage record)
    {
        using var output = new CodedOutputStream(to, leaveOpen: true);
        output.WriteRawTag(RecordsTag);
        output.WriteMessage(record);
    }

    private static Google.Protobuf.Reflection.MessageDescriptor Descriptor(RawTopic topic) =>
        ((IMessage)Parsers[topic].ParseFrom(ByteString.Empty)).Descriptor;

    /// <summary>The engine makes these two topics with one partition.</summary>
    private static int PartitionOf(in InputRecord record) =>
        record.Topic == RawTopic.Commands || record.Topic == RawTopic.Dispositions ? 0 : record.Partition;
}
