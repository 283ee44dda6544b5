namespace WarningEngine.Core.Events;

/// <summary>ISO 4217 alphabetic codes as integers: three upper-case ASCII letters, first in the high byte.</summary>
public static class Currency
{
    public const int Cny = ('C' << 16) | ('N' << 8) | 'Y';

    public static bool TryParse(ReadOnlySpan<byte> text, out int code)
    {
        code = 0;
        if (text.Length != 3)
        {
            return false;
        }

        foreach (var letter in text)
        {
            if (letter is < (byte)'A' or > (byte)'Z')
            {
                return false;
            }

            code = (code << 8) | letter;
        }

        return true;
    }

    public static string Name(int code) =>
        code == 0 ? "" : new string([(char)((code >> 16) & 255), (char)((code >> 8) & 255), (char)(code & 255)]);
}
