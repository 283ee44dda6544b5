using System.Globalization;
using System.Text;
using System.Text.Json;
using WarningEngine.App.Numbers;
using WarningEngine.Kafka.Wire;
using WarningEngine.ML;

namespace WarningEngine.App.Evaluation;

/// <summary>Reads labels and warnings, plain or, where the name ends with <c>.gz</c>, compressed. Errors name the file, the line
/// and the field. Persons whom nobody has heard of are good labels: a fraud may pass without a trace.</summary>
public static class JudgementFiles
{
    private static readonly string[] Tiers = ["P0", "P1", "P2", "P3"];

    /// <param name="file">Where they are.</param>
    /// <param name="needTimes">A fraud of which no time is known is an error.</param>
    /// <exception cref="FormatException">A line is no label, or the file is damaged.</exception>
    public static List<Label> Labels(string file, bool needTimes = false)
    {
        var numbers = China();
        return [.. Lines(
            file, x => Label(x, numbers) is var label && needTimes && label is { ScamType: not null, FirstMs: null }
                ? throw new FormatException("one of 'firstContact', 'firstTransfer', 'firstLargeTransfer' and 'transfers' says when it was") : label)];
    }

    /// <exception cref="FormatException">A line is no warning, or the file is damaged.</exception>
    public static List<JudgedWarning> Warnings(string file)
    {
        var numbers = China();
        return [.. Lines(file, x => Warning(x, numbers))];
    }

    private static Core.Intake.Numbers China() => new(new LibPhoneNumberPlan("CN"));

    private static JudgedWarning Warning(JsonElement json, Core.Intake.Numbers numbers)
    {
        var person = Text(json, "person");
        if (person is not null && !IsE164(person) && numbers.Normalise(person)?.Text != person)
        {
            // A short code has no other form, and 'replay' writes it so; nobody is ever found by another form of a number that has one.
            throw new FormatException("'person' is no number in E.164");
        }

        var warning = new JudgedWarning(
            person is null ? null : Form(person, numbers),
            OneOf(Required(Text(json, "tier"), "tier"), "tier", Tiers), Required(Text(json, "scamType"), "scamType"),
            Time(json, "eventTime") ?? throw new FormatException("'eventTime' is missing"))
        {
            Probability = Number(json, "probability"),
        };
        return Time(json, "decidedAt") is { } decidedMs ? warning with { DecidedMs = decidedMs } : warning;
    }

    private static Label Label(JsonElement json, Core.Intake.Numbers numbers)
    {
        var type = Text(json, "scamType");
        var confuser = Text(json, "confuser");
        if (type is null == confuser is null)
        {
            throw new FormatException("one of 'scamType' and 'confuser' says what it is");
        }

        var person = Required(Text(json, "person"), "person");
        if (!IsE164(person))
        {
            // Warnings name E.164, so no other form would ever be found.
            throw new FormatException("'person' is no number in E.164");
        }

        var first = Time(json, "firstTransfer");
        var large = Time(json, "firstLargeTransfer");
        var contact = Time(json, "firstContact");
        List<LabelTransfer> transfers = [.. Value(json, "transfers", JsonValueKind.Array)?.EnumerateArray().Select(Transfer) ?? []];
        if (transfers.Count == 0 && Amount(json, "lost") is { } lost and > 0 && (large ?? first ?? contact) is { } sent)
        {
            transfers.Add(new LabelTransfer(sent, lost));
        }

        return new Label(
            Form(person, numbers), type is null ? null : OneOf(type, "scamType", ScamTypes.All), confuser, contact, first, large,
            transfers);
    }

    private static LabelTransfer Transfer(JsonElement json) => json.ValueKind != JsonValueKind.Object
        ? throw new FormatException($"'transfers' holds {json.ValueKind}, not Object")
        : new LabelTransfer(
            Time(json, "transfers.time") ?? throw new FormatException("'transfers.time' is missing"),
            Amount(json, "transfers.amount") ?? throw new FormatException("'transfers.amount' is missing"));

    /// <summary>As intake writes it, and so who is warned: without a trunk prefix behind the country code.</summary>
    private static string Form(string person, Core.Intake.Numbers numbers) => numbers.Normalise(person)?.Text ?? person;

    private static bool IsE164(string text) => text.StartsWith('+') && text.Length > 1 && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    private static IEnumerable<T> Lines<T>(string file, Func<JsonElement, T> read)
    {
        var number = 0;
        using var lines = new StreamReader(PackedFile.Open(file));
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
    /// <param name="json">Which has it.</param>
    /// <param name="name">Its path; the last part is its name.</param>
    /// <param name="kind">What it has to be.</param>
    private static JsonElement? Value(JsonElement json, string name, JsonValueKind kind) =>
        !json.TryGetProperty(name.AsSpan(name.LastIndexOf('.') + 1), out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == kind ? value : throw new FormatException($"'{name}' is {value.ValueKind}, not {kind}");

    private static string? Text(JsonElement json, string name) => Value(json, name, JsonValueKind.String)?.GetString();

    private static double? Number(JsonElement json, string name) => Value(json, name, JsonValueKind.Number)?.GetDouble() is not { } number ? null
        : double.IsFinite(number) && number >= 0 ? number : throw new FormatException($"'{name}' is below 0, or more than a number can be");

    /// <summary>A number, or as records have amounts: decimal text. Yuan.</summary>
    private static double? Amount(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name.AsSpan(name.LastIndexOf('.') + 1), out var value) || value.ValueKind != JsonValueKind.String)
        {
            return Number(json, name);
        }

        return double.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && double.IsFinite(amount)
            ? amount : throw new FormatException($"'{name}' is '{value.GetString()}', no amount such as 1234.56");
    }

    /// <summary>As records have them: where no zone is said nobody knows which is meant.</summary>
    private static long? Time(JsonElement json, string name) => Text(json, name) is not { } text ? null
        : Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var seconds, out var nanos) ? (seconds * 1000) + (nanos / 1_000_000)
        : throw new FormatException($"'{name}' is '{text}', no time of RFC 3339 with its zone");
}
