using WarningEngine.Core.Events;

namespace WarningEngine.Kafka.Wire;

/// <summary>A raw topic: its name, and the way from its messages to records.</summary>
public sealed class RawTopic
{
    /// <param name="name">Of the topic.</param>
    /// <param name="fileName">Of a recorded directory's file.</param>
    /// <param name="ceType">CloudEvents type of its records.</param>
    /// <param name="shape">Of one record.</param>
    private RawTopic(string name, string fileName, string ceType, RecordShape shape) =>
        (Name, FileName, CeType, Shape) = (name, fileName, ceType, shape);

    public static readonly RawTopic Calls = new(RawStreams.Calls, "calls", "cn.antifraud.cdr.call.v1", RecordShapes.Calls);

    public static readonly RawTopic Sms = new("telecom.sms", "sms", "cn.antifraud.cdr.sms.v1", RecordShapes.Sms);

    public static readonly RawTopic Transfers = new(
        RawStreams.Transfers, "transfers", "cn.antifraud.bank.transfer.v1", RecordShapes.Transfers);

    public static readonly RawTopic Registry = new("registry", "registry", "cn.antifraud.registry.fact.v1", RecordShapes.Registry);

    public static readonly RawTopic Intelligence = new(
        "intelligence", "intelligence", "cn.antifraud.intel.indicator.v1", RecordShapes.Intelligence);

    public static readonly RawTopic Dispositions = new(
        "dispositions", "dispositions", "cn.antifraud.alert.disposition.v1", RecordShapes.Dispositions);

    public static readonly RawTopic Commands = new("commands", "commands", "cn.antifraud.command.v1", RecordShapes.Commands);

    /// <summary>In the order in which files of equal arrival time are merged.</summary>
    public static readonly IReadOnlyList<RawTopic> All = [Calls, Sms, Transfers, Registry, Intelligence, Dispositions, Commands];

    public string Name { get; }

    /// <summary>Name of the file of a recorded directory, without its ending.</summary>
    public string FileName { get; }

    public string CeType { get; }

    public string DeadLetters => Name + ".dlq";

    internal RecordShape Shape { get; }

    /// <summary>Null where no raw topic has that name.</summary>
    public static RawTopic? Find(string name) => All.FirstOrDefault(x => x.Name == name);
}
