using System.Globalization;

namespace WarningEngine.App.Patterns;

/// <summary>Durations and times of day as pattern files write them.</summary>
internal static class TimeWords
{
    /// <summary>ms of "30s", "5m", "14 min", "2h", "14d"; null where it is none.</summary>
    public static long? Duration(string text)
    {
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
        {
            digits++;
        }

        if (digits == 0 || !double.TryParse(
            text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        long unit = text.AsSpan(digits).Trim() switch
        {
            "s" => 1_000,
            "m" or "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 0,
        };
        return unit == 0 || number == 0 ? null : (long)(number * unit);
    }

    /// <summary>ms since midnight of "10:02" or "10:02:30"; null where it is none.</summary>
    public static long? TimeOfDay(string text) =>
        TimeSpan.TryParseExact(text, ["hh\\:mm", "hh\\:mm\\:ss"], CultureInfo.InvariantCulture, out var time)
            ? (long)time.TotalMilliseconds
            : null;
}
