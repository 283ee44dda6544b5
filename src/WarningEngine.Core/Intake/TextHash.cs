using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>64-bit FNV-1a of a text's UTF-16 letters: to tell texts apart, not to hide them.</summary>
internal static class TextHash
{
    private const ulong Basis = 14695981039346656037UL;
    private const ulong Prime = 1099511628211UL;

    /// <summary>0 for an empty text.</summary>
    public static ulong Of(Utf8Text text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        // A letter of ASCII is its byte.
        var hash = Ascii.IsValid(text.Bytes) ? OfAscii(text.Bytes) : OfLetters(text.Bytes);
        return hash == 0 ? 1 : hash;
    }

    private static ulong OfAscii(ReadOnlySpan<byte> bytes)
    {
        var hash = Basis;
        foreach (var letter in bytes)
        {
            hash = (hash ^ letter) * Prime;
        }

        return hash;
    }

    private static ulong OfLetters(ReadOnlySpan<byte> bytes)
    {
        var letters = bytes.Length <= Limits.TextFieldMax ? stackalloc char[Limits.TextFieldMax] : new char[bytes.Length];
        var hash = Basis;
        foreach (var letter in letters[..Encoding.UTF8.GetChars(bytes, letters)])
        {
            hash = (hash ^ letter) * Prime;
        }

        return hash;
    }
}
