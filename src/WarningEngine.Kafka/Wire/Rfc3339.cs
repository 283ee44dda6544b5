namespace WarningEngine.Kafka.Wire;

/// <summary>Times as proto3 JSON writes them: "2026-03-01T09:30:00.250+08:00".</summary>
public static class Rfc3339
{
    private const int FractionStart = 19;
    private const int FractionDigitsMax = 9;
    private const long UnixEpochSeconds = 62_135_596_800;

    /// <summary>False where it is no such time. Years 0001 to 9999, up to nine decimals, "Z" or an offset.</summary>
    /// <param name="text">Bytes of ASCII.</param>
    /// <param name="seconds">Since epoch, whole ones downwards.</param>
    /// <param name="nanos">Beside them.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out long seconds, out int nanos)
    {
        (seconds, nanos) = (0, 0);
        if (text.Length < FractionStart + 1 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':'
            || text[16] != ':')
        {
            return false;
        }

        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute, second) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..FractionStart]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return false;
        }

        var rest = text[FractionStart..];
        if (!TryTakeNanos(ref rest, out nanos) || !TryGetOffset(rest, out var offsetSeconds))
        {
            return false;
        }

        var days = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay;
        seconds = (days * 86_400) + (hour * 3600) + (minute * 60) + second - UnixEpochSeconds - offsetSeconds;
        return true;
    }

    /// <summary>-1 where they are not digits.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit((char)c))
            {
                return -1;
            }

            number = (number * 10) + (c - '0');
        }

        return number;
    }

    private static bool TryTakeNanos(ref ReadOnlySpan<byte> rest, out int nanos)
    {
        nanos = 0;
        if (rest[0] != '.')
        {
            return true;
        }

        var length = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length is < 1 or > FractionDigitsMax)
        {
            return false;
        }

        nanos = Number(rest[1..(length + 1)]);
        for (var i = length; i < FractionDigitsMax; i++)
        {
            nanos *= 10;
        }

        rest = rest[(length + 1)..];
        return true;
    }

    private static bool TryGetOffset(ReadOnlySpan<byte> zone, out int seconds)
    {
        seconds = 0;
        if (zone.SequenceEqual("Z"u8))
        {
            return true;
        }

        if (zone.Length != 6 || zone[3] != ':' || zone[0] is not ((byte)'+' or (byte)'-'))
        {
            return false;
        }

        var (hours, minutes) = (Number(zone[1..3]), Number(zone[4..6]));
        seconds = ((hours * 3600) + (minutes * 60)) * (zone[0] == '-' ? -1 : 1);
        return hours is >= 0 and <= 18 && minutes is >= 0 and <= 59;
    }
}
