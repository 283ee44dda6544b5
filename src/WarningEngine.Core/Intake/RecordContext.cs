using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>Where a record stands, and who sent it.</summary>
/// <param name="Source">The raw topic's partition.</param>
/// <param name="Offset">Of the message.</param>
/// <param name="Record">0-based place in the message.</param>
/// <param name="CeSource">CloudEvents source; null where the message has none.</param>
/// <param name="CeId">CloudEvents id; null where the message has none, or holds a batch. It is one of its source's: where either is null or empty, which
/// CloudEvents forbids, it names nothing.</param>
/// <param name="KafkaTimeMs">Kafka's timestamp of the message, ms since epoch; -1 where it has none, as old producers' messages do.</param>
/// <param name="ReadMs">The member's clock when it was read, ms since epoch: what a message without Kafka's timestamp may say of its arrival is bounded by it.
/// By default it is not.</param>
public readonly record struct RecordContext(
    Source Source, long Offset, int Record, string? CeSource, string? CeId, long KafkaTimeMs, long ReadMs = long.MaxValue)
{
    /// <summary>Kafka's timestamp says something.</summary>
    public bool HasKafkaTime => KafkaTimeMs >= 0;

    /// <summary>Identity of the event: of CloudEvents where there is one, else of the natural key.</summary>
    public UInt128 EventId(RawRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return string.IsNullOrEmpty(CeSource) || string.IsNullOrEmpty(CeId) ? record.NaturalKey().Identity() : NaturalKey.Identity(CeSource, '\0', CeId);
    }
}

/// <summary>Takes the identifiers that a keyed hash cannot give back: token to ciphertext, for the topic <c>vault</c>.</summary>
public interface IVaultSink
{
    void Keep(Token token, byte[] sealedText);
}
