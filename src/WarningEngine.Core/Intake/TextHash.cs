using System.Text;
using WarningEngine.Core.Events;

namespace WarningEngine.Core.Intake;

/// <summary>64-bit FNV-1a of a text's UTF-16 letters: to tell texts apart, not to hide them.</summary>
internal static class TextHash
{
    /// <summary>0 for an empty text.</summary>
    public static ulong Of(Utf8Text text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        var letters = text.Length <= Limits.TextFieldMax ? stackalloc char[Limits.TextFieldMax] : new char[text.Length];
        var hash = 14695981039346656037UL;
        foreach (var letter in letters[..Encoding.UTF8.GetChars(text.Bytes, letters)])
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return hash == 0 ? 1 : hash;
    }
}
