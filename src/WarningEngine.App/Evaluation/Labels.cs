using System.Globalization;
using System.Text.Json;

namespace WarningEngine.App.Evaluation;

/// <summary>A fraud or a confuser that really was.</summary>
/// <param name="Person">E.164.</param>
/// <param name="ScamType">Null for a confuser.</param>
/// <param name="Confuser">Null for a fraud.</param>
public sealed record Label(
    string Person, string? ScamType, string? Confuser, long? FirstContactMs, long? FirstTransferMs, long? FirstLargeTransferMs);

/// <summary>A warning, as far as judging needs it.</summary>
public sealed record JudgedWarning(string? Person, string Tier, string ScamType, long EventTimeMs);

/// <summary>Reads labels and warnings. Errors name the file and the line.</summary>
public static class JudgementFiles
{
    public static List<Label> Labels(string file) => [.. Lines(file, json => new Label(
        Text(json, "person") ?? throw new FormatException("'person' is missing"),
        Text(json, "scamType"), Text(json, "confuser"), Time(json, "firstContact"), Time(json, "firstTransfer"), Time(json, "firstLargeTransfer")))];

    public static List<JudgedWarning> Warnings(string file) => [.. Lines(file, json => new JudgedWarning(
        Text(json, "person"),
        Text(json, "tier") ?? throw new FormatException("'tier' is missing"),
        Text(json, "scamType") ?? throw new FormatException("'scamType' is missing"),
        Time(json, "eventTime") ?? throw new FormatException("'eventTime' is missing")))];

    private static IEnumerable<T> Lines<T>(string file, Func<JsonElement, T> read)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            T value;
            try
            {
                using var json = JsonDocument.Parse(line);
                value = read(json.RootElement);
            }
            catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
            {
                throw new FormatException($"{file}({number}): {error.Message}", error);
            }

            yield return value;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Time(JsonElement json, string name) => Text(json, name) is { } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() : null;
}
