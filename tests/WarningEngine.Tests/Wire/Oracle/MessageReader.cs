using Google.Protobuf;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using Proto = WarningEngine.Kafka.Wire.Proto;

namespace WarningEngine.Tests.Wire.Oracle;

/// <summary>Reads records by the library's messages and its reflection: slow, and what the engine's own readers must be equal to.</summary>
internal sealed class MessageReader
{
    private static readonly Dictionary<RawTopic, (string[] Deciding, Func<IMessage, RawRecord> Map)> Topics = new()
    {
        [RawTopic.Calls] = (["recordType", "phase"], x => MessageMapping.Map((Proto.CallRecord)x)),
        [RawTopic.Sms] = ([], x => MessageMapping.Map((Proto.SmsRecord)x)),
        [RawTopic.Transfers] = (["event", "phase"], x => MessageMapping.Map((Proto.TransferRecord)x)),
        [RawTopic.Registry] = (["fact"], x => MessageMapping.Map((Proto.RegistryRecord)x)),
        [RawTopic.Intelligence] = (["kind", "appeal"], x => MessageMapping.Map((Proto.IntelligenceRecord)x)),
        [RawTopic.Dispositions] = (["code", "confirmedKind"], x => MessageMapping.Map((Proto.DispositionRecord)x)),
        [RawTopic.Commands] = (["kind", "mode"], x => MessageMapping.Map((Proto.CommandRecord)x)),
    };

    private readonly MessageShape _shape;
    private readonly MessageJsonReader _json;
    private readonly Func<IMessage, RawRecord> _map;

    public MessageReader(RawTopic topic)
    {
        _shape = new MessageShape(RawMessages.All[topic], Topics[topic].Deciding);
        _json = new MessageJsonReader(_shape);
        _map = Topics[topic].Map;
    }

    public void Protobuf(byte[] bytes, IRecordSink sink)
    {
        IMessage message;
        try
        {
            message = _shape.Descriptor.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            sink.Rejected(0, Rejection.Malformed, "", "not this topic's protobuf message");
            return;
        }

        Deliver(message, sink);
    }

    public void Json(byte[] line, IRecordSink sink)
    {
        if (_json.TryRead(line, out var message, out var fault))
        {
            Deliver(message, sink);
        }
        else
        {
            sink.Rejected(0, fault.Reason, fault.Field, fault.Detail);
        }
    }

    private void Deliver(IMessage message, IRecordSink sink)
    {
        foreach (var field in _shape.Enums)
        {
            if (field.KnowsEnum((int)field.Descriptor.Accessor.GetValue(message)))
            {
                continue;
            }

            if (field.IsDeciding || IsDecidingIn(message, field.Path))
            {
                sink.Rejected(0, Rejection.UnknownType, field.Path, "a value that this version does not know");
                return;
            }

            field.Descriptor.Accessor.Clear(message);
            sink.UnknownValue(field.Path);
        }

        sink.Record(0, true, _map(message));
    }

    /// <summary>What a fact or an entry states, without which it says nothing.</summary>
    private static bool IsDecidingIn(IMessage message, string path) => (message, path) switch
    {
        (Proto.RegistryRecord fact, "ageBand") => fact.Fact == Proto.RegistryRecord.Types.Fact.AgeBand && !fact.Ended,
        (Proto.IntelligenceRecord entry, "level") => entry.Appeal != Proto.IntelligenceRecord.Types.Appeal.Upheld,
        _ => false,
    };
}
