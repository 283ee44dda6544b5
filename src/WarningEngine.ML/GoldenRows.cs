using System.Globalization;
using System.Text;
using WarningEngine.Core.Models;

namespace WarningEngine.ML;

/// <summary>Rows with what a model says of them, which whoever loads the model later must find again: <c>golden.csv</c>.</summary>
internal static class GoldenRows
{
    /// <summary>As many as there are, however few rows the table has.</summary>
    private const int Count = 200;

    /// <summary>How near an answer must be.</summary>
    public const double Near = 1e-6;

    /// <summary>Rows of the table, and some with unknown, extreme and threshold values in them.</summary>
    public static float[][] Choose(TrainingTable table, Forest forest, long seed)
    {
        var chance = new Chance(Chance.Hash(seed, Count));
        int Below(int most) => (int)(chance.Next() % (ulong)most);
        float[] extremes = [float.NaN, float.NaN, 0, float.MaxValue, -float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon];
        var splits = forest.Trees.SelectMany(x => x.Feature.Zip(x.Threshold)).ToArray();
        var rows = new float[Count][];
        for (var i = 0; i < Count; i++)
        {
            var row = rows[i] = table.Row(Below(table.Rows)).ToArray();
            for (var changes = i % 4 == 3 ? 1 + Below(row.Length) : 0; changes > 0; changes--)
            {
                var (feature, threshold) = splits.Length > 0 && Below(2) == 0 ? splits[Below(splits.Length)]
                    : (Below(row.Length), extremes[Below(extremes.Length)]);
                row[feature] = Below(2) == 0 ? threshold : MathF.BitIncrement(threshold);
            }
        }

        rows[0] = [.. Enumerable.Repeat(float.NaN, table.Features.Count)];
        return rows;
    }

    /// <summary>A header; values, score and probability so that reading gives the same bits.</summary>
    public static byte[] Write(IReadOnlyList<string> features, float[][] rows, Forest forest, Calibration calibration)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', features.Append("score").Append("probability").Select(Quoted)).Append('\n');
        foreach (var row in rows)
        {
            var score = forest.Score(row);
            text.AppendJoin(',', row.Select(x => x.ToString("R", CultureInfo.InvariantCulture))
                .Append(Round(score)).Append(Round(calibration.Of(score)))).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());

        static string Round(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        static string Quoted(string name) => name.AsSpan().ContainsAny(",\"\r\n") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
    }

    /// <summary>What is wrong; null where every row is answered as it was.</summary>
    public static string? Wrong(byte[] bytes, IReadOnlyList<string> features, Forest forest, Calibration calibration)
    {
        var reader = new CsvReader(new StreamReader(new MemoryStream(bytes)));
        try
        {
            if (reader.Read() is not { } header || !header.SequenceEqual(features.Append("score").Append("probability"), StringComparer.Ordinal))
            {
                return "line 1: the columns are not the features, score and probability";
            }

            var row = new float[features.Count];
            var rows = 0;
            for (; reader.Read() is { } fields; rows++)
            {
                if (fields.Count != row.Length + 2)
                {
                    return $"line {reader.Line}: {fields.Count} fields";
                }

                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = float.Parse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture);
                }

                var (score, probability) = (Number(fields[^2]), Number(fields[^1]));
                var said = forest.Score(row);
                var foretold = calibration.Of(said);
                if (!(Math.Abs(said - score) <= Near) || !(Math.Abs(foretold - probability) <= Near))
                {
                    return string.Create(CultureInfo.InvariantCulture,
                        $"line {reader.Line}: score {score} and probability {probability} were expected, the forest says {said} and {foretold}");
                }
            }

            return rows >= Count ? null : $"it holds {rows} rows, {Count} at least are wanted";
        }
        catch (FormatException wrong)
        {
            return $"line {reader.Line}: {wrong.Message}";
        }
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
