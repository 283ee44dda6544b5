using System.Text;
using System.Text.Unicode;

namespace WarningEngine.Kafka.Wire;

/// <summary>Gives the same string for the same bytes as long as it remembers it: numbers, accounts and places come again and again,
/// and nothing is allocated for them. Remembers a bounded number of texts, the newest. Not safe for two threads at once.</summary>
internal sealed class Utf8Interner
{
    private const int SlotsMin = 1 << 10;

    /// <summary>Half a megabyte of references; texts beside them.</summary>
    private const int SlotsMax = 1 << 16;

    /// <summary>Longer texts are rare, and none of them an identifier. Bytes.</summary>
    private const int LengthMax = 40;

    private string?[] _slots = new string?[SlotsMin];
    private int _misses;

    /// <summary>Null where the bytes are not UTF-8.</summary>
    public string? Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > LengthMax)
        {
            return New(utf8);
        }

        // Two slots a hash: the newer text in the first.
        var at = Utf8Hash.Of(utf8) & (_slots.Length - 2);
        if (_slots[at] is { } first && Ascii.Equals(utf8, first))
        {
            return first;
        }

        if (_slots[at + 1] is { } second && Ascii.Equals(utf8, second))
        {
            return second;
        }

        var text = New(utf8);
        if (text?.Length == utf8.Length)
        {
            // ASCII: what is looked for is compared byte by letter.
            Keep(at, text);
        }

        return text;
    }

    /// <summary>The same for a text of which nobody expects to see it again.</summary>
    public static string? New(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;

    /// <summary>Grows as long as most texts are new.</summary>
    private void Keep(int at, string text)
    {
        (_slots[at], _slots[at + 1]) = (text, _slots[at]);
        if (++_misses > _slots.Length && _slots.Length < SlotsMax)
        {
            (_slots, _misses) = (new string?[_slots.Length * 2], 0);
        }
    }
}
