using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace WarningEngine.App.Configuration;

/// <summary>Fills option objects from configuration and reports every error with its key: a misspelled key that is
/// silently ignored is the most expensive configuration error there is. Limits are the data annotations on the
/// options themselves.</summary>
/// <param name="sources">What is bound, later ones win.</param>
internal sealed class StrictBinder(IConfigurationRoot sources)
{
    private readonly List<ConfigurationError> _errors = [];

    /// <summary>Everything wrong that was met so far, in the order of the keys.</summary>
    public IReadOnlyList<ConfigurationError> Errors => _errors;

    /// <summary>A <typeparamref name="T"/> with its defaults, overlaid by what the sources set.</summary>
    public T Bind<T>()
        where T : new()
    {
        var target = new T();
        Fill(target, sources, "");
        return target;
    }

    /// <summary>How a key is written for people: words in camel case, joined by dots.</summary>
    public static string KeyOf(string parent, string name) =>
        (parent.Length == 0 ? "" : parent + ".") + char.ToLowerInvariant(name[0]) + name[1..];

    private void Fill(object target, IConfiguration section, string path)
    {
        var properties = target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0)
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren().Where(c => !properties.ContainsKey(c.Key)))
        {
            _errors.Add(new(KeyOf(path, child.Key), $"unknown key; known here: {Known(properties.Values)}"));
        }

        foreach (var property in properties.Values)
        {
            var child = section.GetSection(property.Name);
            if (child.Exists() || IsNested(property.PropertyType))
            {
                Set(target, property, child, KeyOf(path, property.Name));
            }
        }

        Validate(target, path);
    }

    /// <summary>A record of options inside another: checked also where nothing is set in it.</summary>
    private static bool IsNested(Type type) =>
        type.IsClass && type != typeof(string) && type != typeof(Uri) && ListElement(type) is null;

    /// <summary>Nothing said of one (<c>{}</c> in a file) reads as an empty text: it has no keys.</summary>
    private static bool IsDictionary(Type type) => type == typeof(IReadOnlyDictionary<string, string>);

    private static string Known(IEnumerable<PropertyInfo> properties) =>
        string.Join(", ", properties.Select(p => KeyOf("", p.Name)).Order(StringComparer.Ordinal));

    private void Set(object target, PropertyInfo property, IConfigurationSection section, string key)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (ListElement(type) is { } element)
        {
            var texts = IsOneLine(section.Path) && section.Value is { } line
                ? line.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : section.GetChildren().Select(c => c.Value ?? "").ToArray();
            var list = Array.CreateInstance(element, texts.Length);
            for (var i = 0; i < texts.Length; i++)
            {
                if (Parse(texts[i], element, key) is { } item)
                {
                    list.SetValue(item, i);
                }
            }

            property.SetValue(target, list);
        }
        else if (IsNested(type) ? section.Value is not null : IsDictionary(type) && section.Value is { Length: > 0 })
        {
            _errors.Add(new(key, "expects an object, not one value"));
        }
        else if (IsDictionary(type))
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            Flatten(section, "", values);
            property.SetValue(target, values);
        }
        else if (IsNested(type))
        {
            var nested = property.GetValue(target) ?? Activator.CreateInstance(type)!;
            Fill(nested, section, key);
            property.SetValue(target, nested);
        }
        else if (section.GetChildren().Any())
        {
            _errors.Add(new(key, "expects one value, not an object or a list"));
        }
        else if (Parse(section.Value ?? "", type, key) is { } value)
        {
            property.SetValue(target, value);
        }
    }

    /// <summary>A list is one line with commas, or a value each; of two sources that say it in both ways the later one wins.</summary>
    private bool IsOneLine(string path) =>
        sources.Providers.LastOrDefault(x => x.TryGet(path, out _) || x.GetChildKeys([], path).Any())?.TryGet(path, out _) is true;

    /// <summary>Keys of a dictionary may hold dots themselves (<c>security.protocol</c>), and <c>--set</c> cannot tell.</summary>
    private static void Flatten(IConfiguration section, string path, Dictionary<string, string> values)
    {
        foreach (var child in section.GetChildren())
        {
            var key = path.Length == 0 ? child.Key : $"{path}.{child.Key}";
            if (child.Value is { } value)
            {
                values[key] = value;
            }

            Flatten(child, key, values);
        }
    }

    private static Type? ListElement(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
            : null;

    private object? Parse(string text, Type type, string key)
    {
        object? value = null;
        if (type == typeof(string))
        {
            value = text;
        }
        else if (type.IsEnum)
        {
            value = Enum.GetNames(type).FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
                ? Enum.Parse(type, name)
                : null;
        }
        else if (type == typeof(Uri))
        {
            value = Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
        }
        else if (type == typeof(TimeSpan))
        {
            value = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;
        }
        else if (type == typeof(bool))
        {
            value = bool.TryParse(text, out var flag) ? flag : null;
        }
        else if (type == typeof(int))
        {
            value = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;
        }
        else if (type == typeof(long))
        {
            value = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;
        }
        else if (type == typeof(double))
        {
            value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n)
                && double.IsFinite(n) ? n : null;
        }

        if (value is null)
        {
            _errors.Add(new(key, $"'{text}' is not {Expected(type)}"));
        }

        return value;
    }

    private static string Expected(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type).Select(n => KeyOf("", n)))}"
        : type == typeof(Uri) ? "an absolute URI"
        : type == typeof(TimeSpan) ? "a time span such as 00:00:05"
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "a number"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : $"a value of type {type.Name} that configuration can give";

    private void Validate(object target, string path)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(target, new ValidationContext(target), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var name = result.MemberNames.FirstOrDefault();
            _errors.Add(new(name is null ? path : KeyOf(path, name), result.ErrorMessage ?? "is wrong"));
        }
    }
}
