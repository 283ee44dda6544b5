using System.Buffers;
using System.Text.Json;

namespace WarningEngine.App.Evaluation;

/// <summary>Writes <c>quality.json</c>: each rate as a number, and beside it its 95 % interval as <c>[low, high]</c>
/// under the same name with <c>Interval</c>; both null where the rate cannot be had.</summary>
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
            Write(json, "overall", report.Overall);
            json.WriteStartObject("byType");
            foreach (var (type, quality) in report.ByType)
            {
                Write(json, type, quality);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, Quality quality)
    {
        json.WriteStartObject(name);
        json.WriteNumber("frauds", quality.Frauds);
        json.WriteNumber("found", quality.Found);
        Write(json, "recall", quality.Recall);
        Write(json, "recallBeforeFirstLargeTransfer", quality.RecallBeforeFirstLargeTransfer);
        json.WriteNumber("warnings", quality.Warnings);
        Write(json, "precision", quality.Precision);
        json.WriteStartObject("leadTimeMinutes");
        Number(json, "p10", quality.LeadTimeMinutes.P10);
        Number(json, "p50", quality.LeadTimeMinutes.P50);
        Number(json, "p90", quality.LeadTimeMinutes.P90);
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
            Interval(json, kind, share);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Rate? rate)
    {
        Number(json, name, rate?.Value);
        Interval(json, name + "Interval", rate);
    }

    private static void Interval(Utf8JsonWriter json, string name, Rate? rate)
    {
        if (rate is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        json.WriteNumberValue(Math.Round(rate.Low, Digits));
        json.WriteNumberValue(Math.Round(rate.High, Digits));
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
