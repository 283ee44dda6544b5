namespace WarningEngine.Core.Intake;

/// <summary>64-bit FNV-1a of a text: to tell texts apart, not to hide them.</summary>
internal static class TextHash
{
    /// <summary>0 for an empty text.</summary>
    public static ulong Of(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash == 0 ? 1 : hash;
    }
}
