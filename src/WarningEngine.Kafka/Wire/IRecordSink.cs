using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Kafka.Wire;

/// <summary>Takes the records of a raw message, in order.</summary>
public interface IRecordSink
{
    /// <summary>A record that could be read.</summary>
    /// <param name="index">0-based place in the message.</param>
    /// <param name="isAlone">The message is no batch: its <c>ce_id</c> is the record's.</param>
    /// <param name="record">Unchecked.</param>
    void Record(int index, bool isAlone, RawRecord record);

    /// <summary>One that could not. <paramref name="detail"/> never quotes the content.</summary>
    void Rejected(int index, Rejection reason, string field, string detail);

    /// <summary>A value that this version does not know was read as "unspecified". Comes before its record.</summary>
    void UnknownValue(string field);
}
