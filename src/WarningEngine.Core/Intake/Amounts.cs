namespace WarningEngine.Core.Intake;

/// <summary>Decimal text to minor units, without floating point.</summary>
public static class Amounts
{
    /// <summary>Parses "84000", "84000.5" or "84000.50". At most two decimals that are not zero; no sign, no exponent.</summary>
    /// <param name="text">In UTF-8.</param>
    /// <param name="minor">Minor units.</param>
    /// <returns><see cref="Rejection.InvalidAmount"/> where it is no such number, <see cref="Rejection.AmountOutOfRange"/>
    /// where it is over <see cref="Limits.AmountMinorMax"/>.</returns>
    public static Rejection Parse(ReadOnlySpan<byte> text, out long minor)
    {
        minor = 0;
        if (text.IsEmpty || text.Length > Limits.TextFieldMax)
        {
            return Rejection.InvalidAmount;
        }

        if (IsScientific(text))
        {
            return Rejection.AmountOutOfRange;
        }

        var decimals = -1;
        foreach (var c in text)
        {
            if (c == '.' && decimals < 0)
            {
                decimals = 0;
                continue;
            }

            if (!char.IsAsciiDigit((char)c) || (decimals >= 2 && c != '0'))
            {
                return Rejection.InvalidAmount;
            }

            if (decimals >= 2)
            {
                continue;
            }

            decimals += decimals >= 0 ? 1 : 0;
            minor = (minor * 10) + (c - '0');
            if (minor > Limits.AmountMinorMax)
            {
                return Rejection.AmountOutOfRange;
            }
        }

        for (var i = Math.Max(decimals, 0); i < 2; i++)
        {
            minor *= 10;
        }

        return text is [(byte)'.'] ? Rejection.InvalidAmount
            : minor > Limits.AmountMinorMax ? Rejection.AmountOutOfRange : Rejection.None;
    }

    /// <summary>"1e400": a number, but of no amount of money.</summary>
    private static bool IsScientific(ReadOnlySpan<byte> text)
    {
        var e = text.IndexOfAny((byte)'e', (byte)'E');
        return e > 0 && e < text.Length - 1 && char.IsAsciiDigit((char)text[0]) && char.IsAsciiDigit((char)text[^1]);
    }
}
