using System.Globalization;
using WarningEngine.Core;
using WarningEngine.Core.Patterns;

namespace WarningEngine.App.Patterns;

/// <summary>One line of a test, cut at its commas. Each part is taken once; what nobody takes is an error.</summary>
internal sealed class TimelineLine
{
    private readonly List<(string Text, int Column)> _parts = [];
    private readonly PlacedText _line;

    public TimelineLine(PlacedText line)
    {
        _line = line;
        var from = 0;
        foreach (var part in line.Text.Split(','))
        {
            var blanks = part.Length - part.TrimStart().Length;
            _parts.Add((part.Trim(), from + blanks));
            from += part.Length + 1;
        }
    }

    /// <summary>Where the whole line begins.</summary>
    public FilePlace Place => _line.Place;

    public string Text => _line.Text;

    /// <summary>The words before the first comma.</summary>
    public string Head()
    {
        var head = _parts[0].Text;
        _parts.RemoveAt(0);
        return head;
    }

    /// <summary>Takes the part <paramref name="words"/>, if it is there.</summary>
    public bool Take(string words)
    {
        var at = _parts.FindIndex(x => x.Text == words);
        if (at >= 0)
        {
            _parts.RemoveAt(at);
        }

        return at >= 0;
    }

    /// <summary>Takes the part that begins with <paramref name="words"/>; what follows them, null where there is
    /// none.</summary>
    public string? After(string words)
    {
        var at = _parts.FindIndex(x => x.Text.StartsWith(words + " ", StringComparison.Ordinal));
        if (at < 0)
        {
            return null;
        }

        var rest = _parts[at].Text[(words.Length + 1)..].Trim();
        _parts.RemoveAt(at);
        return rest;
    }

    /// <summary>Takes the part that is a duration, ms.</summary>
    public long? Duration()
    {
        var at = _parts.FindIndex(x => TimeWords.Duration(x.Text) is not null);
        if (at < 0)
        {
            return null;
        }

        var result = TimeWords.Duration(_parts[at].Text);
        _parts.RemoveAt(at);
        return result;
    }

    /// <summary>What is left belongs to nothing.</summary>
    public void Finish(List<PatternError> errors, string known)
    {
        foreach (var (text, column) in _parts)
        {
            errors.Add(new PatternError(_line.At(column), $"'{text}' is not known here: expected {known}."));
        }
    }

    /// <summary>Fen of "30000 CNY"; null where it is none, or more than an amount may be.</summary>
    public static long? Money(string text) =>
        text.EndsWith(" CNY", StringComparison.Ordinal)
        && decimal.TryParse(
            text[..^4].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major)
        && major is > 0 and <= Limits.AmountMinorMax / 100
            ? (long)(major * 100)
            : null;

    /// <summary>The member of an enum, written in snake_case; null where there is none of that name.</summary>
    public static T? Member<T>(string? text)
        where T : struct, Enum
    {
        var joined = text?.Replace("_", "", StringComparison.Ordinal);
        foreach (var name in Enum.GetNames<T>())
        {
            if (string.Equals(name, joined, StringComparison.OrdinalIgnoreCase))
            {
                return Enum.Parse<T>(name);
            }
        }

        return null;
    }
}
