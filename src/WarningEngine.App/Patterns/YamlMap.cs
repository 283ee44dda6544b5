using System.Globalization;
using WarningEngine.Core.Patterns;
using YamlDotNet.RepresentationModel;

namespace WarningEngine.App.Patterns;

/// <summary>One mapping of a pattern file: reads its keys and collects errors with their places.</summary>
internal sealed class YamlMap(string file, YamlMappingNode node, List<PatternError> errors)
{
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
            var quoted = scalar.Style is YamlDotNet.Core.ScalarStyle.SingleQuoted or YamlDotNet.Core.ScalarStyle.DoubleQuoted;
            return new PlacedText(text, quoted ? place with { Column = place.Column + 1 } : place);
        }

        errors.Add(new PatternError(At(value), $"'{key}' is one text."));
        return null;
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

    /// <summary>ms; a number with s, m, h or d.</summary>
    public long Duration(string key)
    {
        var text = Text(key);
        if (text.Text.Length > 1
            && double.TryParse(text.Text.AsSpan(0, text.Text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            var unit = text.Text[^1] switch { 's' => 1_000L, 'm' => 60_000L, 'h' => 3_600_000L, 'd' => 86_400_000L, _ => 0L };
            if (unit > 0)
            {
                return (long)(number * unit);
            }
        }

        errors.Add(new PatternError(text.Place, $"'{key}' is a duration like 30s, 5m, 2h or 14d."));
        return 1;
    }

    public T Member<T>(string key)
        where T : struct, Enum
    {
        var text = Text(key);
        foreach (var name in Enum.GetNames<T>())
        {
            if (string.Equals(name, text.Text.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
            {
                return Enum.Parse<T>(name);
            }
        }

        errors.Add(new PatternError(
            text.Place, $"'{key}' is one of {string.Join(", ", Enum.GetNames<T>().Select(x => x.ToLowerInvariant()))}."));
        return default;
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
            return new YamlMap(file, inner, errors);
        }

        errors.Add(new PatternError(Place, $"'{key}' is a mapping."));
        return new YamlMap(file, [], errors);
    }

    public IReadOnlyList<YamlMap> Maps(string key)
    {
        _read.Add(key);
        if (node.Children.TryGetValue(key, out var value) && value is YamlSequenceNode list
            && list.Children.All(x => x is YamlMappingNode))
        {
            return [.. list.Children.Cast<YamlMappingNode>().Select(x => new YamlMap(file, x, errors))];
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
