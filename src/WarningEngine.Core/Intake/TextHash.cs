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

        return Ascii.IsValid(text.Bytes) ? Of(text.Bytes) : Of(text.ToString());
    }

    private static ulong Of(ReadOnlySpan<byte> ascii)
    {
        var hash = Basis;
        foreach (var letter in ascii)
        {
            hash = (hash ^ letter) * Prime;
        }

        return hash == 0 ? 1 : hash;
    }

    private static ulong Of(ReadOnlySpan<char> letters)
    {
        var hash = Basis;
        foreach (var letter in letters)
        {
            hash = (hash ^ letter) * Prime;
        }

        return hash == 0 ? 1 : hash;
    }
}
