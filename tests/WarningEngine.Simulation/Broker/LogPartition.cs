using Confluent.Kafka;

namespace WarningEngine.Simulation.Broker;

/// <summary>A partition of a topic: messages by offset.</summary>
internal sealed class LogPartition
{
    public List<LogMessage> Messages { get; } = [];

    public long End => Messages.Count;

    /// <summary>Has no leader until then: nothing is appended.</summary>
    public long AwayUntilUs { get; set; }
}

/// <summary>A message in its log.</summary>
/// <param name="AppendedUs">When, in virtual time.</param>
/// <param name="TimestampMs">When, in time of day.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Headers">Its headers.</param>
internal sealed record LogMessage(long AppendedUs, long TimestampMs, byte[]? Key, byte[]? Value, Headers? Headers)
{
    public string? Header(string name) =>
        Headers is not null && Headers.TryGetLastBytes(name, out var bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;
}
