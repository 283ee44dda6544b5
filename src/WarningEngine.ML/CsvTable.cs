using System.Globalization;

namespace WarningEngine.ML;

/// <summary>What each column of a table is for. Every other column is a feature.</summary>
/// <param name="Label">1 or true is a fraud, 0 or false is none.</param>
public sealed record CsvColumns(string Label)
{
    /// <summary>Only rows with <see cref="SplitValue"/> in this column are read; null reads all.</summary>
    public string? Split { get; init; }

    public string? SplitValue { get; init; }

    /// <summary>ISO 8601, or milliseconds since 1970.</summary>
    public string? Time { get; init; }

    /// <summary>Of whom the row tells; any text.</summary>
    public string? Group { get; init; }

    /// <summary>How much the row counts, above 0.</summary>
    public string? Weight { get; init; }

    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>By what a judgement is broken down; they are no features.</summary>
    public IReadOnlyList<string> Breakdowns { get; init; } = [];

    /// <summary>The features, in the order in which they are wanted; null takes every column that is nothing else, in the file's.</summary>
    public IReadOnlyList<string>? Features { get; init; }
}

/// <summary>Reads a table from a CSV file, packed (<c>.gz</c>) or not: a header, then rows of numbers. Empty, <c>NaN</c> and <c>null</c> are unknown.</summary>
public static class CsvTable
{
    /// <exception cref="FormatException">Says file, line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainingTable Read(string path, CsvColumns columns)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(columns);
        try
        {
            using var text = new StreamReader(PackedFile.Open(path), bufferSize: 1 << 16);
            return Read(text, columns);
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidDataException)
        {
            throw new FormatException($"{path}: {wrong.Message}", wrong);
        }
    }

    internal static TrainingTable Read(TextReader text, CsvColumns columns)
    {
        var reader = new CsvReader(text);
        var header = reader.Read()?.ToArray() ?? throw new FormatException("line 1: there is no header");
        var rows = new CsvRows(header, columns);
        while (reader.Read() is { } fields)
        {
            if (fields.Count != header.Length)
            {
                throw new FormatException($"line {reader.Line}: {fields.Count} fields, but the header has {header.Length}");
            }

            rows.Add(fields, reader.Line);
        }

        return rows.Table();
    }

    /// <summary>A number of a table; NaN for what is unknown.</summary>
    /// <returns>Whether it is one that a float can hold.</returns>
    internal static bool TryNumber(string text, out float value)
    {
        if (text.Length == 0 || text.Equals("nan", StringComparison.OrdinalIgnoreCase) || text.Equals("null", StringComparison.OrdinalIgnoreCase))
        {
            value = float.NaN;
            return true;
        }

        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }
}
