using System.Text;
using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>A message in memory of its own.</summary>
public sealed class HeldMessage : ReadMessage
{
    private readonly ReadOnlyMemory<byte> _value;
    private readonly Headers? _headers;

    /// <param name="at">Its place.</param>
    /// <param name="value">Not copied.</param>
    /// <param name="timestampMs">Milliseconds since epoch.</param>
    /// <param name="headers">Null: none.</param>
    public HeldMessage(TopicPartitionOffset at, ReadOnlyMemory<byte> value, long timestampMs, Headers? headers = null)
        : this(at)
    {
        (_value, TimestampMs, _headers) = (value, timestampMs, headers);
    }

    private HeldMessage(TopicPartitionOffset at)
    {
        ArgumentNullException.ThrowIfNull(at);
        (Topic, Partition, Offset) = (at.Topic, at.Partition.Value, at.Offset.Value);
    }

    public override ReadOnlySpan<byte> Value => _value.Span;

    /// <summary>The place where a partition ends.</summary>
    public static HeldMessage End(TopicPartitionOffset at) => new(at) { IsEnd = true };

    public override string? Header(string name) =>
        _headers is not null && _headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    public override HeldMessage Hold() => With(_value.ToArray());

    /// <summary>The same message with another value.</summary>
    /// <param name="value">Not copied.</param>
    public HeldMessage With(ReadOnlyMemory<byte> value) =>
        new(new TopicPartitionOffset(TopicPartition, Offset), value, TimestampMs, _headers) { IsEnd = IsEnd };
}
