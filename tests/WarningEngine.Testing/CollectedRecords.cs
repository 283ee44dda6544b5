using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.Testing;

/// <summary>Keeps what the decoder reads.</summary>
public sealed class CollectedRecords : IRecordSink
{
    public List<(int Index, bool IsAlone, RawRecord Record)> Records { get; } = [];

    public List<(int Index, Rejection Reason, string Field)> Rejections { get; } = [];

    public List<string> UnknownValues { get; } = [];

    public static CollectedRecords Of(RawTopic topic, ReadOnlySpan<byte> value, string? contentType = null)
    {
        var records = new CollectedRecords();
        new RecordDecoder(topic).Decode(value, contentType, records);
        return records;
    }

    public void Record(int index, bool isAlone, RawRecord record) => Records.Add((index, isAlone, record));

    public void Rejected(int index, Rejection reason, string field, string detail) => Rejections.Add((index, reason, field));

    public void UnknownValue(string field) => UnknownValues.Add(field);
}
