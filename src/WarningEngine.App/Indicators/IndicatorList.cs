using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;

namespace WarningEngine.App.Indicators;

/// <summary>What the entries of a list have in common.</summary>
/// <param name="Kind">Number, sender, account or domain.</param>
/// <param name="Level">Medium, high or very high.</param>
/// <param name="Basis">The ground, in words.</param>
/// <param name="Issuer">Who stands for it.</param>
/// <param name="StatedMs">When it is said, ms since epoch: of two statements about an entry the later one holds.</param>
/// <param name="FromMs">When it begins to hold, ms since epoch; may lie ahead.</param>
/// <param name="ToMs">When it no longer holds; 0: no end.</param>
/// <param name="Appeal">Upheld lifts the entries of this issuer.</param>
internal sealed record ListTerms(
    EntityKind Kind, Grade Level, string Basis, string Issuer, long StatedMs, long FromMs, long ToMs, Appeal Appeal = Appeal.None);

/// <summary>Reads a list (csv or lines, gzip too; <c>#</c> begins a comment) and makes records of the topic
/// <c>intelligence</c> of it. Every line is accepted or rejected, and the two add up.</summary>
internal sealed class IndicatorList(ListTerms terms, string region)
{
    private readonly Core.Intake.Numbers _numbers = new(new LibPhoneNumberPlan(region));
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public long Accepted { get; private set; }

    /// <summary>By reason.</summary>
    public SortedDictionary<string, long> Rejected { get; } = new(StringComparer.Ordinal);

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public double ReadShare { get; private set; }

    /// <summary>Records as JSON, in the order of the lines.</summary>
    public IEnumerable<byte[]> Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        var first = true;
        while (reader.ReadLine() is { } line)
        {
            var value = Value(line);
            var header = first && value is "number" or "sender" or "account" or "domain" or "value";
            first = false;
            if (value.Length == 0 || value[0] == '#' || header)
            {
                continue;
            }

            if (Reject(value, out var canonical) is { } reason)
            {
                Rejected[reason] = Rejected.GetValueOrDefault(reason) + 1;
                continue;
            }

            Accepted++;
            ReadShare = stream.Length == 0 ? 1 : (double)stream.Position / stream.Length;
            yield return Json(canonical);
        }
    }

    /// <summary>The first column, without quotes.</summary>
    private static string Value(string line)
    {
        var end = line.IndexOf(',', StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).Trim().Trim('"');
    }

    private string? Reject(string value, out string canonical)
    {
        canonical = value;
        if (value.Length > Limits.TextFieldMax)
        {
            return Rejection.TextTooLong.Label();
        }

        if (terms.Kind != EntityKind.Number)
        {
            return null;
        }

        if (_numbers.Normalise(value) is not { Class: not NumberClass.Irregular } number)
        {
            return Rejection.InvalidNumber.Label();
        }

        canonical = number.Text;
        return null;
    }

    private byte[] Json(string value)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            json.WriteString("entryId", value);
            json.WriteString("kind", terms.Kind.ToString().ToUpperInvariant());
            json.WriteString("value", value);
            json.WriteString("level", terms.Level == Grade.VeryHigh ? "VERY_HIGH" : terms.Level.ToString().ToUpperInvariant());
            json.WriteString("basis", terms.Basis);
            json.WriteString("issuer", terms.Issuer);
            if (terms.Appeal != Appeal.None)
            {
                json.WriteString("appeal", terms.Appeal.ToString().ToUpperInvariant());
            }

            json.WriteString("from", Time(terms.FromMs));
            if (terms.ToMs != 0)
            {
                json.WriteString("to", Time(terms.ToMs));
            }

            json.WriteString("time", Time(terms.StatedMs));
            json.WriteString("arrivalTime", Time(terms.StatedMs));
            json.WriteEndObject();
        }

        return _buffer.WrittenSpan.ToArray();
    }

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
