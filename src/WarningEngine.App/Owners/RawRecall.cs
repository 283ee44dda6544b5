using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Consuming;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.Owners;

/// <summary>Looks again at the message that was read last before a member took its partition. It tells for what time the partition stands, and
/// whether its input is recorded: otherwise a quiet partition's time would stand still after each restart, until its next record. Nothing is made of
/// it.</summary>
/// <param name="splitter">Only what it takes tells of time.</param>
internal sealed class RawRecall(IntakeSplitter splitter) : IRecordSink, ILegSink
{
    private RawProgress? _raw;
    private RecordContext _context;

    /// <summary>Takes in the message's time.</summary>
    public void Look(RecordDecoder decoder, ReadMessage message, RecordContext context, RawProgress raw)
    {
        (_raw, _context) = (raw, context);
        decoder.Decode(message.Value, message.Header("content-type"), this);
    }

    void IRecordSink.Record(int index, bool isAlone, RawRecord record)
    {
        var isGood = splitter.Split(record, _context with { Record = index }, this, vault: null).IsGood;
        _raw!.Came(_context.KafkaTimeMs, isGood, record.ArrivalTimeMs);
    }

    void IRecordSink.Rejected(int index, Rejection reason, string field, string detail)
    {
        // Whoever read it first has told.
    }

    void IRecordSink.UnknownValue(string field)
    {
        // Likewise.
    }

    void ILegSink.Add(in Leg leg)
    {
        // Whoever read it first has sent it.
    }
}
