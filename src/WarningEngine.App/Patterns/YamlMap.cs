using System.Globalization;
using System.Text.Json;
using WarningEngine.Core.Patterns;
using WarningEngine.Core.Profiles;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace WarningEngine.App.Patterns;

/// <summary>One mapping of a pattern file: reads its keys and collects errors with their places.</summary>
/// <param name="file">Name of the file, for errors.</param>
/// <param name="source">The whole text of the file.</param>
/// <param name="node">The mapping.</param>
/// <param name="errors">Receives what is wrong.</param>
internal sealed class YamlMap(string file, string source, YamlMappingNode node, List<PatternError> errors)
{
    /// <summary>Of a window, ms: records are not more exact.</summary>
    private const long ShortestMs = 1_000;

    /// <summary>Of a window, ms: half a year, longer than anything is remembered that a pattern asks for.</summary>
    private const long LongestMs = 180 * ProfileTime.DayMs;

    private readonly HashSet<string> _read = [];

    public FilePlace Place => At(node);

    public bool Has(string key) => node.Children.ContainsKey(key);

    /// <summary>A required text; empty, and an error, where it is missing.</summary>
    public PlacedText Text(string key)
    {
        if (Optional(key) is { } text)
        {
            return text;
        }

        errors.Add(new PatternError(Place, $"'{key}' is missing."));
        return new PlacedText("", Place);
    }

    /// <summary>A required text that says something; an error where it is missing or blank.</summary>
    public PlacedText Words(string key)
    {
        var text = Text(key);
        if (node.Children.TryGetValue(key, out var value) && value is YamlScalarNode && string.IsNullOrWhiteSpace(text.Text))
        {
            errors.Add(new PatternError(text.Place, $"'{key}' is empty: expected words."));
        }

        return text;
    }

    /// <summary>A required name: letters, digits and - _ . so that it stands in a line, an address or a key with others.</summary>
    public string Id(string key)
    {
        const int longest = 64;
        var text = Text(key);
        if (text.Text.Length is 0 or > longest || !text.Text.All(x => char.IsLetterOrDigit(x) || x is '-' or '_' or '.'))
        {
            Refuse(text.Place, $"'{key}' is 1 to {longest} letters, digits, '-', '_' or '.'.");
        }

        return text.Text;
    }

    /// <summary>"true" or "false"; false where it is missing.</summary>
    public bool Flag(string key)
    {
        var text = Optional(key);
        if (text is not null && text.Text is not ("true" or "false"))
        {
            Refuse(text.Place, $"'{key}' is true or false, not '{text.Text}'.");
        }

        return text?.Text == "true";
    }

    public void Refuse(FilePlace place, string message) => errors.Add(new PatternError(place, message));

    public PlacedText? Optional(string key)
    {
        _read.Add(key);
        if (!node.Children.TryGetValue(key, out var value))
        {
            return null;
        }

        if (value is YamlScalarNode { Value: { } text } scalar)
        {
            var place = At(scalar);
            var quoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
            return new PlacedText(text, quoted ? place with { Column = place.Column + 1 } : place);
        }

        errors.Add(new PatternError(At(value), $"'{key}' is one text."));
        return null;
    }

    /// <summary>A required expression. One of several lines keeps them as the file has them, so that its errors are
    /// found.</summary>
    public PlacedText Expression(string key)
    {
        var text = Text(key);
        if (!node.Children.TryGetValue(key, out var value) || value is not YamlScalarNode scalar
            || scalar.Start.Line == scalar.End.Line
            || scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted)
        {
            return text;
        }

        var (from, to) = ((int)scalar.Start.Index, (int)scalar.End.Index);
        if (scalar.Style is ScalarStyle.Plain)
        {
            return text with { Text = source[from..to] };
        }

        // Of a block, the line of its sign is not the text's.
        from = source.IndexOf('\n', from) + 1;
        return new PlacedText(source[from..to], new FilePlace(file, (int)scalar.Start.Line + 1, 1));
    }

    public int Number(string key)
    {
        var text = Text(key);
        if (int.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return number;
        }

        errors.Add(new PatternError(text.Place, $"'{key}' is a whole number from 1."));
        return 1;
    }

    /// <summary>A share from 0.01 to 1, as a number of hundredths.</summary>
    public byte Hundredths(string key)
    {
        var text = Text(key);
        if (decimal.TryParse(text.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)
            && share is >= 0.01m and <= 1 && share * 100 == decimal.Truncate(share * 100))
        {
            return (byte)(share * 100);
        }

        Refuse(text.Place, $"'{key}' is 0.01 to 1 with two decimals at most, not '{text.Text}'.");
        return 100;
    }

    /// <summary>ms; a number with s, m, h or d, from one second to half a year. The longest where it is none.</summary>
    public long Duration(string key)
    {
        var text = Text(key);
        if (TimeWords.Duration(text.Text) is not { } ms)
        {
            Refuse(text.Place, $"'{key}' is a duration like 30s, 5m, 2h or 14d.");
            return LongestMs;
        }

        if (ms is < ShortestMs or > LongestMs)
        {
            Refuse(text.Place, $"'{key}' is 1s to 180d, not {text.Text}.");
            return LongestMs;
        }

        return ms;
    }

    /// <summary>A member of an enum; an error, and null, where it is none of those that may stand here.</summary>
    /// <param name="key">Of the text.</param>
    /// <param name="except">A member that means "not yet" and is nothing to write.</param>
    public T? Member<T>(string key, T? except = null)
        where T : struct, Enum
    {
        var text = Text(key);
        if (TimelineLine.Member<T>(text.Text) is { } member && !member.Equals(except))
        {
            return member;
        }

        var names = Enum.GetValues<T>().Where(x => !x.Equals(except)).Select(x => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{x}"));
        Refuse(text.Place, $"'{key}' is one of {string.Join(", ", names)}.");
        return null;
    }

    public IReadOnlyList<PlacedText> Texts(string key)
    {
        _read.Add(key);
        if (!node.Children.TryGetValue(key, out var value))
        {
            return [];
        }

        if (value is YamlSequenceNode list && list.Children.All(x => x is YamlScalarNode))
        {
            return [.. list.Children.Cast<YamlScalarNode>().Select(x => new PlacedText(x.Value ?? "", At(x)))];
        }

        errors.Add(new PatternError(At(value), $"'{key}' is a list of names."));
        return [];
    }

    public YamlMap Map(string key)
    {
        _read.Add(key);
        if (node.Children.TryGetValue(key, out var value) && value is YamlMappingNode inner)
        {
            return new YamlMap(file, source, inner, errors);
        }

        errors.Add(new PatternError(Place, $"'{key}' is a mapping."));
        return new YamlMap(file, source, [], errors);
    }

    public IReadOnlyList<YamlMap> Maps(string key)
    {
        _read.Add(key);
        if (node.Children.TryGetValue(key, out var value) && value is YamlSequenceNode list
            && list.Children.All(x => x is YamlMappingNode))
        {
            return [.. list.Children.Cast<YamlMappingNode>().Select(x => new YamlMap(file, source, x, errors))];
        }

        errors.Add(new PatternError(Place, $"'{key}' is a list of mappings."));
        return [];
    }

    /// <summary>A key that nobody reads is a misspelt one.</summary>
    public void RefuseUnknown()
    {
        foreach (var key in node.Children.Keys.OfType<YamlScalarNode>())
        {
            if (!_read.Contains(key.Value ?? ""))
            {
                errors.Add(new PatternError(At(key), $"'{key.Value}' is not known here."));
            }
        }
    }

    private FilePlace At(YamlNode at) => new(file, (int)at.Start.Line, (int)at.Start.Column);
}
