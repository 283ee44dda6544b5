using System.Buffers;
using System.Globalization;
using System.Text.Json;
using WarningEngine.App.Configuration;
using WarningEngine.App.Numbers;
using WarningEngine.Core;
using WarningEngine.Core.Events;
using WarningEngine.Core.Intake;
using WarningEngine.Kafka.Wire;
using WarningEngine.ML;

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

/// <summary>Reads a list (csv or lines, UTF-8, gzip too; <c>#</c> begins a comment, and the first line may name the columns) and makes records of the topic
/// <c>intelligence</c> of it. Every line but empty ones is accepted or rejected, and the two add up: what intake would reject is rejected here.</summary>
/// <param name="terms">Of all entries.</param>
/// <param name="region">ISO 3166 alpha-2 of numbers without a country code.</param>
/// <param name="wellKnown">The operator's own among them: they stay out of lists.</param>
internal sealed class IndicatorList(ListTerms terms, string region, WellKnownNumbers wellKnown)
{
    private const int RejectedNamed = 3;
    private const int DomainPartMax = 63;

    /// <summary>What a reader makes of bytes that are no UTF-8 (a list in GBK): an entry of them would be nobody's.</summary>
    private const char Unreadable = '\uFFFD';

    private static readonly HashSet<string> Headers = new(StringComparer.OrdinalIgnoreCase) { "number", "sender", "account", "domain", "value" };

    private readonly Core.Intake.Numbers _numbers = new(new LibPhoneNumberPlan(region));
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public long Accepted { get; private set; }

    /// <summary>By reason.</summary>
    public SortedDictionary<string, long> Rejected { get; } = new(StringComparer.Ordinal);

    /// <summary>The first rejected lines of each reason, with file, line and field; never what the line holds.</summary>
    public List<string> FirstRejected { get; } = [];

    /// <summary>How much of the file has been read, 0 to 1.</summary>
    public double ReadShare { get; private set; }

    /// <summary>Records as JSON, in the order of the lines.</summary>
    /// <exception cref="IOException">The file cannot be read, is compressed and damaged, or its quotes are not those of a csv: known before the first
    /// record, but of what can be read only once (a pipe).</exception>
    public IEnumerable<byte[]> Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.CanSeek)
        {
            RefuseDamaged(file);
        }

        using var text = new StreamReader(PackedFile.IsPacked(file) ? PackedFile.Unpack(stream) : stream);
        using var intake = new AsIntake(terms, region, wellKnown);
        var rows = new CsvReader(text, comment: '#');
        var isFirst = true;
        while (Next(rows, file) is { } fields)
        {
            var value = fields[0].Trim();
            if ((value.Length == 0 && fields.Count == 1) || value.StartsWith('#'))
            {
                continue;
            }

            var isHeader = isFirst && Headers.Contains(value);
            isFirst = false;
            if (isHeader)
            {
                continue;
            }

            var result = Check(value, intake, out var json);
            if (!result.IsGood)
            {
                Reject($"{file}({rows.Line})", result);
                continue;
            }

            Accepted++;
            ReadShare = stream.CanSeek && stream.Length > 0 ? (double)stream.Position / stream.Length : 1;
            yield return json;
        }
    }

    /// <summary>What has left cannot be called back, so a file that breaks off or is no csv is found before anything leaves.</summary>
    private static void RefuseDamaged(string file)
    {
        using var text = new StreamReader(PackedFile.Open(file));
        var rows = new CsvReader(text, comment: '#');
        while (Next(rows, file) is not null)
        {
        }
    }

    private static IReadOnlyList<string>? Next(CsvReader rows, string file)
    {
        try
        {
            return rows.Read();
        }
        catch (Exception damaged) when (damaged is InvalidDataException or FormatException)
        {
            throw new IOException($"{file}: {damaged.Message}", damaged);
        }
    }

    private void Reject(string where, CheckResult result)
    {
        var reason = result.Reason.Label();
        var count = Rejected[reason] = Rejected.GetValueOrDefault(reason) + 1;
        if (count <= RejectedNamed)
        {
            FirstRejected.Add($"{where}: '{result.Field}' {reason}");
        }
    }

    private CheckResult Check(string value, AsIntake intake, out byte[] json)
    {
        var canonical = value;
        json = [];
        if (value.Contains(Unreadable, StringComparison.Ordinal))
        {
            return new CheckResult(Rejection.Malformed, "value");
        }

        if (terms.Kind is EntityKind.Number or EntityKind.Sender && value.Length is > 0 and <= Limits.TextFieldMax)
        {
            var number = _numbers.Normalise(value);
            if (terms.Kind == EntityKind.Number && number is null or { Class: NumberClass.Irregular })
            {
                return new CheckResult(Rejection.InvalidNumber, "value");
            }

            // A sender of SMS may be a number, and intake knows it as that.
            canonical = number?.Text ?? value;
        }
        else if (terms.Kind == EntityKind.Account)
        {
            canonical = PlainText.Account(value);
        }
        else if (terms.Kind == EntityKind.Domain && value.Length > 0)
        {
            canonical = PlainText.Domain(value);
            if (!IsDomain(canonical))
            {
                // Intake takes any text for a domain, and no message would ever link to this one.
                return new CheckResult(Rejection.InvalidValue, "value");
            }
        }

        json = Json(canonical);
        return intake.Check(json);
    }

    /// <summary>Labels of letters, digits and hyphens of any script between dots (RFC 1035, RFC 5890); also an address of IPv4, which links name too.</summary>
    private static bool IsDomain(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        return name.Length <= Limits.DomainMax && name.Contains('.', StringComparison.Ordinal) && name.Split('.').All(part =>
            part.Length is > 0 and <= DomainPartMax && part.All(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c)
                || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark || c is '-' or '_'));
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

    /// <summary>Says what intake will say of a record. Tokens are of no key in particular: nobody sees them.</summary>
    private sealed class AsIntake : IRecordSink, ILegSink, IDisposable
    {
        private static readonly Source Intelligence = new(RawTopic.Intelligence.Name, 1, 0);

        private readonly ListTerms _terms;
        private readonly RecordDecoder _decoder = new(RawTopic.Intelligence);
        private readonly Tokeniser _tokens = new(TokenKey.OfReplay());
        private readonly IntakeSplitter _splitter;
        private CheckResult _result;

        public AsIntake(ListTerms terms, string region, WellKnownNumbers wellKnown)
        {
            _terms = terms;
            _splitter = new IntakeSplitter(_tokens, new(new LibPhoneNumberPlan(region)), wellKnown);
        }

        public CheckResult Check(byte[] json)
        {
            _decoder.Decode(json, null, this);
            return _result;
        }

        public void Record(int index, bool isAlone, RawRecord record) => _result = _splitter.Split(
            record, new RecordContext(Intelligence, 0, 0, null, null, _terms.StatedMs), this, vault: null);

        public void Rejected(int index, Rejection reason, string field, string detail) => _result = new CheckResult(reason, field);

        public void UnknownValue(string field) => throw new InvalidOperationException($"The list wrote an unknown {field}.");

        public void Add(in Leg leg)
        {
            // Intake will make it again.
        }

        public void Dispose()
        {
            _splitter.Dispose();
            _tokens.Dispose();
        }
    }
}
