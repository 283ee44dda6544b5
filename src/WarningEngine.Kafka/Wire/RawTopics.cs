using Google.Protobuf;
using Google.Protobuf.Reflection;
using WarningEngine.Core.Events;
using WarningEngine.Kafka.Wire.Proto;

namespace WarningEngine.Kafka.Wire;

/// <summary>A raw topic: its name, the message of one record and of a batch, and the way from the message to the record.</summary>
public sealed class RawTopic
{
    private readonly Func<IMessage, RawRecord> _map;
    private readonly Func<IMessage, IEnumerable<IMessage>> _batch;

    private RawTopic(
        string name, string fileName, string ceType, MessageDescriptor single, MessageParser batch,
        Func<IMessage, IEnumerable<IMessage>> records, Func<IMessage, RawRecord> map)
    {
        (Name, FileName, CeType, Single, Batch, _batch, _map) = (name, fileName, ceType, single, batch, records, map);
    }

    public static readonly RawTopic Calls = new(
        "telecom.calls", "calls", "cn.antifraud.cdr.call.v1", Proto.CallRecord.Descriptor, CallRecords.Parser,
        m => ((CallRecords)m).Records, m => RecordMapping.Map((Proto.CallRecord)m));

    public static readonly RawTopic Sms = new(
        "telecom.sms", "sms", "cn.antifraud.cdr.sms.v1", Proto.SmsRecord.Descriptor, SmsRecords.Parser,
        m => ((SmsRecords)m).Records, m => RecordMapping.Map((Proto.SmsRecord)m));

    public static readonly RawTopic Transfers = new(
        "bank.transfers", "transfers", "cn.antifraud.bank.transfer.v1", Proto.TransferRecord.Descriptor, TransferRecords.Parser,
        m => ((TransferRecords)m).Records, m => RecordMapping.Map((Proto.TransferRecord)m));

    public static readonly RawTopic Registry = new(
        "registry", "registry", "cn.antifraud.registry.fact.v1", Proto.RegistryRecord.Descriptor, RegistryRecords.Parser,
        m => ((RegistryRecords)m).Records, m => RecordMapping.Map((Proto.RegistryRecord)m));

    public static readonly RawTopic Intelligence = new(
        "intelligence", "intelligence", "cn.antifraud.intel.indicator.v1", Proto.IntelligenceRecord.Descriptor,
        IntelligenceRecords.Parser, m => ((IntelligenceRecords)m).Records, m => RecordMapping.Map((Proto.IntelligenceRecord)m));

    public static readonly RawTopic Dispositions = new(
        "dispositions", "dispositions", "cn.antifraud.alert.disposition.v1", Proto.DispositionRecord.Descriptor,
        DispositionRecords.Parser, m => ((DispositionRecords)m).Records, m => RecordMapping.Map((Proto.DispositionRecord)m));

    public static readonly RawTopic Commands = new(
        "commands", "commands", "cn.antifraud.command.v1", Proto.CommandRecord.Descriptor, CommandRecords.Parser,
        m => ((CommandRecords)m).Records, m => RecordMapping.Map((Proto.CommandRecord)m));

    /// <summary>In the order in which files of equal arrival time are merged.</summary>
    public static readonly IReadOnlyList<RawTopic> All = [Calls, Sms, Transfers, Registry, Intelligence, Dispositions, Commands];

    public string Name { get; }

    /// <summary>Name of the file of a recorded directory, without its ending.</summary>
    public string FileName { get; }

    public string CeType { get; }

    public string DeadLetters => Name + ".dlq";

    internal MessageDescriptor Single { get; }

    internal MessageParser Batch { get; }

    /// <summary>Null where no raw topic has that name.</summary>
    public static RawTopic? Find(string name) => All.FirstOrDefault(x => x.Name == name);

    internal RawRecord Map(IMessage message) => _map(message);

    internal IEnumerable<IMessage> Records(IMessage batch) => _batch(batch);
}
