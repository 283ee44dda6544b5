using System.Collections.Concurrent;

namespace WarningEngine.Core.Memory;

/// <summary>Texts of which there are few, said of millions: a number stands for each in native memory. Numbers are of this process, and are written nowhere; texts stay until
/// it ends. For any thread.</summary>
internal static class KnownTexts
{
    private static readonly Lock Adding = new();
    private static readonly ConcurrentDictionary<string, int> Numbers = new(StringComparer.Ordinal);
    private static volatile string[] _texts = new string[64];

    /// <summary>The same text has the same number, from 0 on.</summary>
    public static int NumberOf(string text)
    {
        if (Numbers.TryGetValue(text, out var known))
        {
            return known;
        }

        lock (Adding)
        {
            if (Numbers.TryGetValue(text, out known))
            {
                return known;
            }

            var number = Numbers.Count;
            var texts = _texts;
            if (number == texts.Length)
            {
                Array.Resize(ref texts, 2 * number);
            }

            texts[number] = text;
            _texts = texts;
            Numbers[text] = number;
            return number;
        }
    }

    /// <summary>The text that has the number.</summary>
    public static string Of(int number) => _texts[number];
}
