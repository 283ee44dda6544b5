using System.Text;
using Confluent.Kafka;
using Google.Protobuf;
using WarningEngine.Kafka.Wire;
using WarningEngine.Kafka.Wire.Proto;

namespace WarningEngine.Load.Input;

/// <summary>A message of a raw topic.</summary>
/// <param name="Topic">Of the contract.</param>
/// <param name="Partition">Of it.</param>
/// <param name="Value">Of the message.</param>
/// <param name="ContentType">Header <c>content-type</c>; null: none.</param>
/// <param name="Events">How many records it holds.</param>
internal readonly record struct RawMessage(string Topic, int Partition, byte[] Value, string? ContentType, int Events);

/// <summary>Fills the raw topics with the input: one JSON event a message, or the same records as batches of protobuf.</summary>
internal static class RawLoader
{
    /// <summary>Records of one message: what an operator ships together.</summary>
    public const int RecordsPerBatch = 250;

    /// <summary>Field 1, length-delimited: <c>repeated X records = 1</c>.</summary>
    private const byte RecordsTag = (1 << 3) | 2;

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default);

    private static readonly Dictionary<RawTopic, MessageParser> Parsers = new()
    {
        [RawTopic.Calls] = CallRecord.Parser, [RawTopic.Sms] = SmsRecord.Parser, [RawTopic.Transfers] = TransferRecord.Parser,
        [RawTopic.Registry] = RegistryRecord.Parser, [RawTopic.Intelligence] = IntelligenceRecord.Parser,
        [RawTopic.Dispositions] = DispositionRecord.Parser, [RawTopic.Commands] = CommandRecord.Parser,
    };

    /// <summary>One JSON event a message.</summary>
    public static IEnumerable<RawMessage> Json(IEnumerable<InputRecord> records) =>
        records.Select(x => new RawMessage(x.Topic.Name, PartitionOf(x), x.Json, null, 1));

    /// <summary>The same records as batches of protobuf.</summary>
    /// <param name="records">Of the input.</param>
    /// <param name="stop">Ends it.</param>
    public static IEnumerable<RawMessage> Protobuf(IEnumerable<InputRecord> records, CancellationToken stop)
    {
        var batches = new Dictionary<(string Topic, int Partition), (MemoryStream Bytes, int Count)>();
        foreach (var record in records)
        {
            stop.ThrowIfCancellationRequested();
            var at = (record.Topic.Name, PartitionOf(record));
            var (bytes, count) = batches.TryGetValue(at, out var open) ? open : (new MemoryStream(), 0);
            Append(bytes, Parser.Parse(Encoding.UTF8.GetString(record.Json), Descriptor(record.Topic)));
            batches[at] = (bytes, count + 1);
            if (count + 1 == RecordsPerBatch)
            {
                batches.Remove(at);
                yield return Batch(at, bytes, count + 1);
            }
        }

        foreach (var (at, (bytes, count)) in batches.OrderBy(x => x.Key))
        {
            yield return Batch(at, bytes, count);
        }
    }

    /// <summary>Returns once the broker has all of them.</summary>
    /// <param name="bootstrapServers">The broker's.</param>
    /// <param name="messages">To write, behind what stands there.</param>
    /// <param name="filled">Takes what was written.</param>
    /// <param name="stop">Ends it.</param>
    public static void Fill(string bootstrapServers, IEnumerable<RawMessage> messages, FilledTopics filled, CancellationToken stop)
    {
        using var writer = new LogWriter(bootstrapServers);
        foreach (var message in messages)
        {
            stop.ThrowIfCancellationRequested();
            var headers = message.ContentType is { } type ? new Headers { { "content-type", Encoding.ASCII.GetBytes(type) } } : null;
            writer.Write(message.Topic, message.Partition, message.Value, headers);
            filled.Add(message.Topic, message.Partition, message.Events);
        }

        writer.Finish();
        filled.Bytes += writer.Bytes;
    }

    private static RawMessage Batch((string Topic, int Partition) at, MemoryStream bytes, int count) =>
        new(at.Topic, at.Partition, bytes.ToArray(), RecordDecoder.ProtobufBatch, count);

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
