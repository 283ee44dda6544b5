using System.Buffers;
using System.Text.Json;
using WarningEngine.ML;

namespace WarningEngine.App.Evaluation;

/// <summary>Writes the judgement of a model: each measure as <c>{value, low, high}</c> with its 95 % interval; null where it cannot be had.</summary>
public static class ModelJson
{
    private const int Digits = 6;

    public static byte[] Write(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            Report(json, report);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Report(Utf8JsonWriter json, EvaluationReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("rows", report.Rows);
        json.WriteNumber("positives", report.Positives);
        Measure(json, "auc", report.Auc);
        Measure(json, "averagePrecision", report.AveragePrecision);
        Measure(json, "calibrationError", report.CalibrationError);
        json.WriteStartObject("recallAtFpr");
        foreach (var (share, recall) in report.RecallAtFpr)
        {
            Measure(json, share, recall);
        }

        json.WriteEndObject();
        Measure(json, "precisionAtCapacity", report.PrecisionAtCapacity);
        Measure(json, "brier", report.Brier);
        Measure(json, "logLoss", report.LogLoss);
        if (report.By is { } by)
        {
            json.WriteStartObject("by");
            foreach (var (column, parts) in by)
            {
                json.WriteStartObject(column);
                foreach (var (value, part) in parts)
                {
                    json.WritePropertyName(value);
                    Report(json, part);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Measure(Utf8JsonWriter json, string name, Measure? measure)
    {
        if (measure is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("value", Math.Round(measure.Value, Digits));
        json.WriteNumber("low", Math.Round(measure.Low, Digits));
        json.WriteNumber("high", Math.Round(measure.High, Digits));
        json.WriteEndObject();
    }
}
