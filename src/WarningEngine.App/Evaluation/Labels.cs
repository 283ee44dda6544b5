using System.Globalization;
using System.Text.Json;
using WarningEngine.App.City;

namespace WarningEngine.App.Evaluation;

/// <summary>Money that a victim sent.</summary>
/// <param name="TimeMs">Ms since epoch.</param>
/// <param name="Amount">In the label's currency.</param>
public readonly record struct LabelTransfer(long TimeMs, double Amount);

/// <summary>A fraud or a confuser that really was. Times are ms since epoch.</summary>
/// <param name="Person">E.164.</param>
/// <param name="ScamType">Null for a confuser.</param>
/// <param name="Confuser">Null for a fraud.</param>
/// <param name="FirstContactMs">Null where not known.</param>
/// <param name="FirstTransferMs">Null where not known, or there was none.</param>
/// <param name="FirstLargeTransferMs">Null likewise.</param>
/// <param name="Transfers">What was sent; where the label does not list it, all of it at the first large
/// transfer.</param>
public sealed record Label(
    string Person, string? ScamType, string? Confuser, long? FirstContactMs, long? FirstTransferMs,
    long? FirstLargeTransferMs, IReadOnlyList<LabelTransfer> Transfers)
{
    /// <summary>The first known moment.</summary>
    public long? FirstMs => FirstContactMs ?? FirstTransferMs ?? FirstLargeTransferMs;

    /// <summary>The moment by which it is counted among the judged days: that of the first large transfer, since some
    /// frauds take weeks to come to it; the first known one where there was none.</summary>
    public long? CountsMs => FirstLargeTransferMs ?? FirstMs;

    /// <summary>The last known moment.</summary>
    public long? LastMs => Transfers.Count > 0
        ? Transfers.Max(x => x.TimeMs) : FirstLargeTransferMs ?? FirstTransferMs ?? FirstContactMs;

    public static Label Of(CityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return new Label(
            label.Person, label.ScamType, label.Confuser, label.FirstContactMs, label.FirstTransferMs,
            label.FirstLargeTransferMs, [.. label.Losses.Select(x => new LabelTransfer(x.TimeMs, x.Fen / 100.0))]);
    }
}

/// <summary>A warning, as far as judging needs it.</summary>
/// <param name="Person">E.164; null where the key was not at hand.</param>
/// <param name="Tier">P0 to P3.</param>
/// <param name="ScamType">What it says the fraud is.</param>
/// <param name="EventTimeMs">Ms since epoch.</param>
public sealed record JudgedWarning(string? Person, string Tier, string ScamType, long EventTimeMs)
{
    /// <summary>P0 or P1: somebody is called.</summary>
    public bool IsUrgent => Tier is "P0" or "P1";
}

/// <summary>Reads labels and warnings. Errors name the file and the line.</summary>
public static class JudgementFiles
{
    /// <exception cref="FormatException">A line is no label.</exception>
    public static List<Label> Labels(string file) => [.. Lines(file, Label)];

    /// <exception cref="FormatException">A line is no warning.</exception>
    public static List<JudgedWarning> Warnings(string file) => [.. Lines(file, json => new JudgedWarning(
        Text(json, "person"),
        Text(json, "tier") ?? throw new FormatException("'tier' is missing"),
        Text(json, "scamType") ?? throw new FormatException("'scamType' is missing"),
        Time(json, "eventTime") ?? throw new FormatException("'eventTime' is missing")))];

    private static Label Label(JsonElement json)
    {
        var first = Time(json, "firstTransfer");
        var large = Time(json, "firstLargeTransfer");
        List<LabelTransfer> transfers = [];
        if (json.TryGetProperty("transfers", out var listed) && listed.ValueKind == JsonValueKind.Array)
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
            Text(json, "person") ?? throw new FormatException("'person' is missing"),
            Text(json, "scamType"), Text(json, "confuser"), Time(json, "firstContact"), first, large, transfers);
    }

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

    private static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static long? Time(JsonElement json, string name)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal;
        return Text(json, name) is { } text
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, utc).ToUnixTimeMilliseconds() : null;
    }
}
