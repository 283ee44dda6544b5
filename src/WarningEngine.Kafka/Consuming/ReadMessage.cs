using Confluent.Kafka;

namespace WarningEngine.Kafka.Consuming;

/// <summary>A message of a log, or the place where its partition ends.</summary>
public abstract class ReadMessage
{
    /// <summary>Of the broker.</summary>
    public string Topic { get; protected set; } = "";

    /// <summary>Its number, from 0.</summary>
    public int Partition { get; protected set; }

    /// <summary>Its place; at an end that of the message that will be written next.</summary>
    public long Offset { get; protected set; }

    /// <summary>Nothing stands here yet: it has no time, no value and no headers.</summary>
    public bool IsEnd { get; protected set; }

    /// <summary>When it was produced or written, as the topic has it: milliseconds since epoch.</summary>
    public long TimestampMs { get; protected set; }

    /// <summary>Empty where the message has none.</summary>
    public abstract ReadOnlySpan<byte> Value { get; }

    public TopicPartition TopicPartition => new(Topic, Partition);

    /// <summary>The last header of this name, which is UTF-8; null where there is none.</summary>
    public abstract string? Header(string name);

    /// <summary>The same message, which stays what it is when the next is read.</summary>
    public abstract HeldMessage Hold();

    public override string ToString() => $"{Topic} [{Partition}] @{Offset}";
}
