using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace WarningEngine.App.Evaluation;

/// <summary>Reads labels and warnings, plain or, where the name ends with <c>.gz</c>, compressed. Errors name the file, the line
/// and the field. Persons whom nobody has heard of are good labels: a fraud may pass without a trace.</summary>
public static class JudgementFiles
{
    private static readonly string[] Tiers = ["P0", "P1", "P2", "P3"];

    /// <exception cref="FormatException">A line is no label, or the file is damaged.</exception>
    public static List<Label> Labels(string file) => [.. Lines(file, Label)];

    /// <exception cref="FormatException">A line is no warning, or the file is damaged.</exception>
    public static List<JudgedWarning> Warnings(string file) => [.. Lines(file, Warning)];

    private static JudgedWarning Warning(JsonElement json)
    {
        var warning = new JudgedWarning(
            Text(json, "person"), OneOf(Required(Text(json, "tier"), "tier"), "tier", Tiers), Required(Text(json, "scamType"), "scamType"),
            Time(json, "eventTime") ?? throw new FormatException("'eventTime' is missing"))
        {
            Probability = Number(json, "probability"),
        };
        return Time(json, "decidedAt") is { } decidedMs ? warning with { DecidedMs = decidedMs } : warning;
    }

    private static Label Label(JsonElement json)
    {
        var type = Text(json, "scamType");
        var confuser = Text(json, "confuser");
        if (type is null == confuser is null)
        {
            throw new FormatException("one of 'scamType' and 'confuser' says what it is");
        }

        var person = Required(Text(json, "person"), "person");
        if (!person.StartsWith('+') || person.Length < 2 || person.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
        {
            // Warnings name E.164, so no other form would ever be found.
            throw new FormatException("'person' is no number in E.164");
        }

        var first = Time(json, "firstTransfer");
        var large = Time(json, "firstLargeTransfer");
        List<LabelTransfer> transfers = [];
        if (json.TryGetProperty("transfers", out var listed) && listed.ValueKind != JsonValueKind.Null)
        {
            transfers.AddRange(listed.EnumerateArray().Select(x => new LabelTransfer(
                Time(x, "time") ?? throw new FormatException("'transfers.time' is missing"),
                Number(x, "amount") ?? throw new FormatException("'transfers.amount' is missing"))));
        }
        else if (Number(json, "lost") is { } lost && (large ?? first) is { } sent)
        {
            transfers.Add(new LabelTransfer(sent, lost));
        }

        return new Label(
            person, type is null ? null : OneOf(type, "scamType", ScamTypes.All), confuser, Time(json, "firstContact"), first, large,
            transfers);
    }

    private static IEnumerable<T> Lines<T>(string file, Func<JsonElement, T> read)
    {
        var number = 0;
        using var lines = Open(file);
        while (Next(lines, file, number) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            T value;
            try
            {
                using var json = JsonDocument.Parse(line);
                value = json.RootElement.ValueKind == JsonValueKind.Object
                    ? read(json.RootElement) : throw new FormatException($"expected an object, not {json.RootElement.ValueKind}");
            }
            catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
            {
                throw new FormatException($"{file}({number}): {error.Message}", error);
            }

            yield return value;
        }
    }

    private static StreamReader Open(string file) => new(
        file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(file), CompressionMode.Decompress) : File.OpenRead(file));

    private static string? Next(StreamReader lines, string file, int number)
    {
        try
        {
            return lines.ReadLine();
        }
        catch (InvalidDataException damaged)
        {
            throw new FormatException($"{file}, behind line {number}: {damaged.Message}", damaged);
        }
    }

    private static string Required(string? text, string name) => text ?? throw new FormatException($"'{name}' is missing");

    private static string OneOf(string text, string name, IReadOnlyList<string> known) => known.Contains(text)
        ? text : throw new FormatException($"'{name}' is '{text}', not {known[0]} to {known[^1]}");

    /// <summary>Null where it is not there.</summary>
    private static JsonElement? Value(JsonElement json, string name, JsonValueKind kind) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == kind ? value : throw new FormatException($"'{name}' is {value.ValueKind}, not {kind}");

    private static string? Text(JsonElement json, string name) => Value(json, name, JsonValueKind.String)?.GetString();

    private static double? Number(JsonElement json, string name) => Value(json, name, JsonValueKind.Number)?.GetDouble();

    private static long? Time(JsonElement json, string name)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal;
        return Text(json, name) is not { } text ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out var time) ? time.ToUnixTimeMilliseconds()
            : throw new FormatException($"'{name}' is '{text}', no time");
    }
}
