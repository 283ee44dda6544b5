using System.Buffers;
using System.Globalization;
using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>The checks that records share. Each answers with the reason and the field.</summary>
internal static class Checks
{
    private const int ImeiDigits = 15;
    private const int HexDigits = 32;

    /// <summary>Control characters of one byte, and the first byte of those that have two.</summary>
    private static readonly SearchValues<byte> Suspects =
        SearchValues.Create([.. Enumerable.Range(0, 128).Where(x => char.IsControl((char)x)).Select(x => (byte)x), 0xC2]);

    /// <param name="text">As it came.</param>
    /// <param name="field">Whose it is.</param>
    /// <param name="required">Empty, it is missing.</param>
    /// <param name="max">In characters, as UTF-16 counts them.</param>
    public static CheckResult Text(Utf8Text text, string field, bool required = false, int max = Limits.TextFieldMax)
    {
        if (text.Length == 0)
        {
            return required ? new CheckResult(Rejection.MissingField, field) : CheckResult.Good;
        }

        if (IsLonger(text, max))
        {
            return new CheckResult(Rejection.TextTooLong, field);
        }

        return text.Bytes.ContainsAny(Suspects) && text.ToString().Any(char.IsControl)
            ? new CheckResult(Rejection.ControlCharacter, field) : CheckResult.Good;
    }

    /// <summary>What a stranger chose: of a text that is too long its beginning.</summary>
    public static Utf8Text Shortened(Utf8Text text) => IsLonger(text, Limits.TextFieldMax) ? text.ToString()[..Limits.TextFieldMax] : text;

    /// <summary>15 digits with a Luhn check digit or the spare digit 0 that phones send in its place (3GPP TS 23.003);
    /// 14 without it; 16 with a software version.</summary>
    public static CheckResult Imei(Utf8Text text, string field)
    {
        var imei = text.Bytes;
        if (imei.IsEmpty)
        {
            return CheckResult.Good;
        }

        if (imei.Length is < ImeiDigits - 1 or > ImeiDigits + 1 || imei.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return new CheckResult(Rejection.InvalidImei, field);
        }

        var sum = 0;
        for (var i = 0; i < imei.Length; i++)
        {
            var digit = imei[i] - '0';
            digit = i % 2 == 1 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return imei.Length == ImeiDigits && imei[^1] != '0' && sum % 10 != 0
            ? new CheckResult(Rejection.InvalidImei, field) : CheckResult.Good;
    }

    /// <summary>A six-digit administrative code; 0 where the text is empty.</summary>
    public static CheckResult Region(Utf8Text text, string field, out int region)
    {
        region = 0;
        return text.Length == 0
            || (text.Length == 6 && int.TryParse(text.Bytes, NumberStyles.None, CultureInfo.InvariantCulture, out region))
            ? CheckResult.Good : new CheckResult(Rejection.InvalidValue, field);
    }

    /// <summary>ISO 3166 alpha-2, or empty.</summary>
    public static CheckResult Country(Utf8Text text, string field) =>
        text.Length == 0 || (text.Length == 2 && !text.Bytes.ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
            ? CheckResult.Good : new CheckResult(Rejection.InvalidValue, field);

    /// <summary>The 32 hexadecimal digits of a case or an artifact; 0 where the text is empty. Zeros name neither: an order about one case must not become one about
    /// all.</summary>
    public static CheckResult Hash(Utf8Text text, string field, out UInt128 hash, bool required = false)
    {
        hash = 0;
        return text.Length == 0 && required ? new CheckResult(Rejection.MissingField, field)
            : text.Length == 0 || (text.Length == HexDigits
                && UInt128.TryParse(text.Bytes, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out hash) && hash != 0)
            ? CheckResult.Good : new CheckResult(Rejection.InvalidToken, field);
    }

    private static bool IsLonger(Utf8Text text, int max) => text.Length > max && Encoding.UTF8.GetCharCount(text.Bytes) > max;

    /// <summary>The first that is not good.</summary>
    public static CheckResult First(params ReadOnlySpan<CheckResult> results)
    {
        foreach (var result in results)
        {
            if (!result.IsGood)
            {
                return result;
            }
        }

        return CheckResult.Good;
    }
}
