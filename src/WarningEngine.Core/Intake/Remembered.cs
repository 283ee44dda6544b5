using System.Diagnostics.CodeAnalysis;

namespace WarningEngine.Core.Intake;

/// <summary>What was made of a text, by the text: a city's identifiers come again and again. Where they do not fit all are made anew.</summary>
internal sealed class Remembered<TValue>
{
    private const int Max = 500_000;
    private readonly Dictionary<string, TValue> _values = [];

    public bool TryGet(string text, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(text, out value);

    /// <summary>Remembers it; a text that is too long to be anybody's is not worth it.</summary>
    /// <returns>The value.</returns>
    public TValue Keep(string text, TValue value)
    {
        if (text.Length > Limits.TextFieldMax)
        {
            return value;
        }

        if (_values.Count >= Max)
        {
            _values.Clear();
        }

        return _values[text] = value;
    }
}
