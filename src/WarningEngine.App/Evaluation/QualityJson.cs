using System.Buffers;
using System.Text.Json;

namespace WarningEngine.App.Evaluation;

/// <summary>Writes <c>quality.json</c>: each rate as a number, and beside it its 95 % interval as <c>[low, high]</c>
/// under the same name with <c>Interval</c> (Wilson's of shares, Byar's of counts, by drawing again of money and lead times);
/// both null where the rate cannot be had. Under <c>Bootstrap</c> stands the interval where persons are drawn again.
/// Before all stands <c>warningsWithoutPerson</c>: how many could not be judged.</summary>
public static class QualityJson
{
    private const int Digits = 6;

    public static byte[] Write(QualityReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("warningsWithoutPerson", report.WarningsWithoutPerson);
            Write(json, "overall", report.Overall);
            Write(json, "byType", report.ByType);
            Write(json, "byTier", report.ByTier);
            Write(json, "byTelecomTrace", report.ByTelecomTrace);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, SortedDictionary<string, Quality> parts)
    {
        json.WriteStartObject(name);
        foreach (var (part, quality) in parts)
        {
            Write(json, part, quality);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Quality quality)
    {
        json.WriteStartObject(name);
        json.WriteNumber("frauds", quality.Frauds);
        json.WriteNumber("found", quality.Found);
        Write(json, "recall", quality.Recall);
        Write(json, "recallBeforeFirstLargeTransfer", quality.RecallBeforeFirstLargeTransfer);
        Write(json, "recallByFirstLargeTransfer", quality.RecallByFirstLargeTransfer);
        json.WriteNumber("warnings", quality.Warnings);
        Write(json, "precision", quality.Precision);
        json.WriteStartObject("leadTimeMinutes");
        Number(json, "p10", quality.LeadTimeMinutes.P10);
        Number(json, "p50", quality.LeadTimeMinutes.P50);
        Number(json, "p90", quality.LeadTimeMinutes.P90);
        Interval(json, "p10Interval", quality.LeadTimeMinutes.P10Interval);
        Interval(json, "p50Interval", quality.LeadTimeMinutes.P50Interval);
        Interval(json, "p90Interval", quality.LeadTimeMinutes.P90Interval);
        json.WriteEndObject();
        Write(json, "unsentShare", quality.UnsentShare);
        Write(json, "warningsPer100kPersonDays", quality.WarningsPer100kPersonDays);
        Write(json, "precisionAtCapacity", quality.PrecisionAtCapacity);
        json.WriteStartObject("confusersWarned");
        foreach (var (kind, share) in quality.ConfusersWarned)
        {
            Number(json, kind, share?.Value);
        }

        json.WriteEndObject();
        json.WriteStartObject("confusersWarnedInterval");
        foreach (var (kind, share) in quality.ConfusersWarned)
        {
            Interval(json, kind, Of(share));
        }

        json.WriteEndObject();
        json.WriteStartObject("confusersWarnedBootstrap");
        foreach (var (kind, share) in quality.ConfusersWarned)
        {
            Interval(json, kind, share?.Drawn);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Rate? rate)
    {
        Number(json, name, rate?.Value);
        Interval(json, name + "Interval", Of(rate));
        if (name != "unsentShare")
        {
            // Money has no other interval than that.
            Interval(json, name + "Bootstrap", rate?.Drawn);
        }
    }

    private static Interval? Of(Rate? rate) => rate is null ? null : new Interval(rate.Low, rate.High);

    private static void Interval(Utf8JsonWriter json, string name, Interval? interval)
    {
        if (interval is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        json.WriteNumberValue(Math.Round(interval.Low, Digits));
        json.WriteNumberValue(Math.Round(interval.High, Digits));
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, Math.Round(number, Digits));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
