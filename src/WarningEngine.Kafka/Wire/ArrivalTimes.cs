using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.Kafka.Wire;

/// <summary>Reads of a record in JSON nothing but when it arrived, at a small part of what reading all of it costs. Not safe for two threads at once.</summary>
/// <param name="topic">Whose records they are.</param>
public sealed class ArrivalTimes(RawTopic topic)
{
    private readonly RecordDecoder _decoder = new(topic);
    private readonly One _one = new();

    /// <summary>Milliseconds since epoch; null where the record does not say, or cannot be read.</summary>
    public long? Of(ReadOnlySpan<byte> json)
    {
        // It is usually the last that a record says. Where it stands twice, one may be of another object, within a field that nobody knows.
        var name = "\"arrivalTime\""u8;
        var at = json.LastIndexOf(name);
        var isToldOtherwise = json.IndexOf("arrival_time"u8) >= 0;
        if (at >= 0 && !isToldOtherwise && json[..at].IndexOf(name) < 0 && IsOfRecord(json[..at]) && TryRead(json[(at + name.Length)..], out var ms))
        {
            return ms;
        }

        // The name may be the schema's own, or be escaped.
        return at >= 0 || isToldOtherwise || json.Contains((byte)'\\') ? Decoded(json) : null;
    }

    /// <summary>Whether a name behind it is the record's own: no object within the record is open.</summary>
    private static bool IsOfRecord(ReadOnlySpan<byte> before)
    {
        if (before.Count((byte)'{') == 1)
        {
            return true;
        }

        var (depth, isText) = (0, false);
        for (var i = 0; i < before.Length; i++)
        {
            var letter = before[i];
            if (isText && letter == '\\')
            {
                i++;
            }
            else if (letter == '"')
            {
                isText = !isText;
            }
            else if (!isText)
            {
                depth += letter == '{' ? 1 : letter == '}' ? -1 : 0;
            }
        }

        return depth == 1;
    }

    private static bool TryRead(ReadOnlySpan<byte> rest, out long ms)
    {
        ms = 0;
        rest = rest.TrimStart(" \t"u8);
        if (!rest.StartsWith(":"u8))
        {
            return false;
        }

        rest = rest[1..].TrimStart(" \t"u8);
        if (!rest.StartsWith("\""u8) || rest[1..].IndexOf((byte)'"') is not (>= 0 and var length)
            || !Rfc3339.TryParse(rest.Slice(1, length), out var seconds, out var nanos))
        {
            return false;
        }

        ms = (seconds * 1000) + (nanos / 1_000_000);
        return true;
    }

    private long? Decoded(ReadOnlySpan<byte> json)
    {
        _one.ArrivalMs = null;
        _decoder.Decode(json, null, _one);
        return _one.ArrivalMs;
    }

    private sealed class One : IRecordSink
    {
        public long? ArrivalMs { get; set; }

        public void Record(int index, bool isAlone, RawRecord record) => ArrivalMs = record.ArrivalTimeMs;

        public void Rejected(int index, Rejection reason, string field, string detail)
        {
            // Whoever reads the whole record says so.
        }

        public void UnknownValue(string field)
        {
            // Likewise.
        }
    }
}
