using System.Globalization;
using System.Text;

namespace WarningEngine.Core.Intake;

/// <summary>The one form of identifiers that are no numbers: whoever writes the same one otherwise means the same.</summary>
public static class PlainText
{
    private static readonly IdnMapping Idn = new();

    /// <summary>However it was grouped: without blanks, in capitals, and digits without hyphens between them. In a name a hyphen is a letter of it.</summary>
    public static string Account(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = string.Concat(text.Where(x => !char.IsWhiteSpace(x))).ToUpperInvariant();
        return plain.All(x => char.IsAsciiDigit(x) || x == '-') ? plain.Replace("-", "", StringComparison.Ordinal) : plain;
    }

    /// <summary>What an SMS shows in the place of a number: in capitals.</summary>
    public static string Sender(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().ToUpperInvariant();
    }

    /// <summary>In small letters, of any script as the name system writes it (<c>xn--</c>, RFC 5890), without the last dot. What is no domain stays as it is.</summary>
    public static string Domain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var domain = text.Trim().TrimEnd('.').ToLowerInvariant();
        return Ascii.IsValid(domain) ? domain : Encoded(domain);
    }

    private static string Encoded(string domain)
    {
        try
        {
            return Idn.GetAscii(domain).TrimEnd('.');
        }
        catch (ArgumentException)
        {
            // The name system has no such name (a part is too long): its text tells it apart as well.
            return domain;
        }
    }
}
