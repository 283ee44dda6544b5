using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using WarningEngine.Kafka.Wire;

namespace WarningEngine.App.City;

/// <summary>Writes what happens as records of the contracts, and hands them out in the order of their
/// arrival.</summary>
internal sealed class CityWriter(CityRandom random)
{
    /// <summary>Leaves "+" as it is: people search these files for numbers.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private List<CityRecord> _pending = [];
    private long _order;
    private long _handedOutMs;
    private long _reference = 1;

    /// <summary>What has arrived before <paramref name="untilMs"/> and was not handed out yet, in order.</summary>
    public List<CityRecord> Due(long untilMs)
    {
        _pending.Sort(static (a, b) =>
            a.ArrivalMs != b.ArrivalMs ? a.ArrivalMs.CompareTo(b.ArrivalMs) : a.Order.CompareTo(b.Order));
        var count = _pending.FindIndex(x => x.ArrivalMs >= untilMs);
        if (count < 0)
        {
            count = _pending.Count;
        }

        _handedOutMs = untilMs;
        var due = _pending.GetRange(0, count);
        _pending = _pending.GetRange(count, _pending.Count - count);
        return due;
    }

    /// <summary>A reference that no other record has.</summary>
    public string Reference(char kind) => $"{kind}{_reference++}";

    public void Add(RawTopic topic, long arrivalMs, Action<Utf8JsonWriter> write)
    {
        // What came before has been handed out: nothing arrives before it any more.
        arrivalMs = Math.Max(arrivalMs, _handedOutMs);
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Plain))
        {
            json.WriteStartObject();
            write(json);
            Time(json, "arrivalTime", arrivalMs);
            json.WriteEndObject();
        }

        _pending.Add(new CityRecord(arrivalMs, _order++, topic, _buffer.WrittenSpan.ToArray()));
    }

    public void Sms(string from, CityPerson to, string template, string? domain, long timeMs) =>
        Add(RawTopic.Sms, timeMs + random.Between(500, 5_000), json =>
        {
            json.WriteString("messageReference", Reference('m'));
            json.WriteString("originatingAddress", from);
            json.WriteString("destinationAddress", to.Number);
            json.WriteString(
                "senderClass", from.StartsWith("106", StringComparison.Ordinal) ? "PORT_106" : "SERVICE_CODE");
            json.WriteString("templateClass", template);
            if (domain is not null)
            {
                json.WriteString("urlDomain", domain);
            }

            json.WriteNumber("segments", domain is null ? 1 : 2);
            Time(json, "time", timeMs);
        });

    /// <summary>A code of one of 40 senders: shops, banks, lenders, offices.</summary>
    public void Code(CityPerson to, long timeMs) => Sms($"1069{random.Below(40):0000}0001", to, "OTP", null, timeMs);

    /// <summary>A slow fact of a line.</summary>
    public void Fact(CityPerson person, string fact, long timeMs, string? field = null, string? value = null) =>
        Add(RawTopic.Registry, timeMs + random.Between(1_000, 60_000), json =>
        {
            json.WriteString("fact", fact);
            json.WriteString("number", person.E164);
            if (field is not null)
            {
                json.WriteString(field, value);
            }

            Time(json, "time", timeMs);
        });

    /// <summary>An entry of a list of the authorities.</summary>
    /// <param name="entry">Its id; the same for an entry and its appeal.</param>
    /// <param name="kind">NUMBER or ACCOUNT.</param>
    /// <param name="value">In the form in which records carry it.</param>
    /// <param name="level">MEDIUM, HIGH or VERY_HIGH.</param>
    /// <param name="timeMs">When it was made.</param>
    /// <param name="appeal">UPHELD lifts it; null for the entry itself.</param>
    public void Listed(string entry, string kind, string value, string level, long timeMs, string? appeal = null) =>
        Add(RawTopic.Intelligence, timeMs + random.Between(1_000, 120_000), json =>
        {
            json.WriteString("entryId", entry);
            json.WriteString("kind", kind);
            json.WriteString("value", value);
            json.WriteString("level", level);
            json.WriteString("basis", "reported by victims");
            json.WriteString("issuer", "city-antifraud-centre");
            Time(json, "from", timeMs);
            Time(json, "to", timeMs + (90 * CityStream.DayMs));
            if (appeal is not null)
            {
                json.WriteString("appeal", appeal);
            }

            Time(json, "time", timeMs);
        });

    public static void Time(Utf8JsonWriter json, string name, long ms)
    {
        Span<char> text = stackalloc char[24];
        DateTimeOffset.FromUnixTimeMilliseconds(ms)
            .TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        json.WriteString(name, text[..length]);
    }
}
