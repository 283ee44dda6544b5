using Google.Protobuf;
using Google.Protobuf.Reflection;
using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Wire;

/// <summary>A raw topic: its name, the message of its records, and the way from the message to the record.</summary>
public sealed class RawTopic
{
    private readonly Func<IMessage, RawRecord> _map;

    /// <param name="name">Of the topic.</param>
    /// <param name="fileName">Of a recorded directory's file.</param>
    /// <param name="ceType">CloudEvents type of its records.</param>
    /// <param name="message">Of one record.</param>
    /// <param name="deciding">JSON names of enum fields without which a record has no meaning.</param>
    /// <param name="map">From the message to the record.</param>
    private RawTopic(
        string name, string fileName, string ceType, MessageDescriptor message, string[] deciding, Func<IMessage, RawRecord> map)
    {
        (Name, FileName, CeType, _map) = (name, fileName, ceType, map);
        Message = new WireMessage(message, deciding);
    }

    public static readonly RawTopic Calls = new(
        RawStreams.Calls, "calls", "cn.antifraud.cdr.call.v1", Proto.CallRecord.Descriptor,
        ["recordType", "phase"], m => RecordMapping.Map((Proto.CallRecord)m));

    public static readonly RawTopic Sms = new(
        "telecom.sms", "sms", "cn.antifraud.cdr.sms.v1", Proto.SmsRecord.Descriptor,
        [], m => RecordMapping.Map((Proto.SmsRecord)m));

    public static readonly RawTopic Transfers = new(
        RawStreams.Transfers, "transfers", "cn.antifraud.bank.transfer.v1", Proto.TransferRecord.Descriptor,
        ["event", "phase"], m => RecordMapping.Map((Proto.TransferRecord)m));

    public static readonly RawTopic Registry = new(
        "registry", "registry", "cn.antifraud.registry.fact.v1", Proto.RegistryRecord.Descriptor,
        ["fact"], m => RecordMapping.Map((Proto.RegistryRecord)m));

    public static readonly RawTopic Intelligence = new(
        "intelligence", "intelligence", "cn.antifraud.intel.indicator.v1", Proto.IntelligenceRecord.Descriptor,
        ["kind", "appeal"], m => RecordMapping.Map((Proto.IntelligenceRecord)m));

    public static readonly RawTopic Dispositions = new(
        "dispositions", "dispositions", "cn.antifraud.alert.disposition.v1", Proto.DispositionRecord.Descriptor,
        ["code", "confirmedKind"], m => RecordMapping.Map((Proto.DispositionRecord)m));

    public static readonly RawTopic Commands = new(
        "commands", "commands", "cn.antifraud.command.v1", Proto.CommandRecord.Descriptor,
        ["kind", "mode"], m => RecordMapping.Map((Proto.CommandRecord)m));

    /// <summary>In the order in which files of equal arrival time are merged.</summary>
    public static readonly IReadOnlyList<RawTopic> All = [Calls, Sms, Transfers, Registry, Intelligence, Dispositions, Commands];

    public string Name { get; }

    /// <summary>Name of the file of a recorded directory, without its ending.</summary>
    public string FileName { get; }

    public string CeType { get; }

    public string DeadLetters => Name + ".dlq";

    internal WireMessage Message { get; }

    /// <summary>Null where no raw topic has that name.</summary>
    public static RawTopic? Find(string name) => All.FirstOrDefault(x => x.Name == name);

    internal RawRecord Map(IMessage message) => _map(message);
}
