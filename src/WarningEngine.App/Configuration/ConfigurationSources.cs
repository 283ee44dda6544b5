using Microsoft.Extensions.Configuration;

namespace WarningEngine.App.Configuration;

/// <summary>Where options come from, later ones win: defaults, a JSON file, the environment, <c>--set</c>, named options.</summary>
/// <param name="File">JSON with comments; null none.</param>
/// <param name="Sets">KEY=VALUE, keys joined by dots.</param>
/// <param name="Named">Key to value, of the command line's own options.</param>
public sealed record ConfigurationSources(
    string? File, IReadOnlyList<string> Sets, IReadOnlyDictionary<string, string> Named)
{
    /// <summary><c>WARNING_ENGINE__KAFKA__BOOTSTRAPSERVERS</c> is <c>kafka.bootstrapServers</c>.</summary>
    public const string EnvironmentPrefix = "WARNING_ENGINE__";

    /// <summary>Reads and checks everything.</summary>
    /// <exception cref="ConfigurationInvalidException">At least one error; all are named.</exception>
    public T Load<T>()
        where T : new()
    {
        var binder = new StrictBinder(Build());
        var options = binder.Bind<T>();
        return binder.Errors.Count == 0 ? options : throw new ConfigurationInvalidException(binder.Errors);
    }

    private IConfigurationRoot Build()
    {
        var builder = new ConfigurationBuilder();
        try
        {
            if (File is not null)
            {
                builder.AddInMemoryCollection(Read(new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(File), optional: false)));
            }

            builder.AddInMemoryCollection(Read(new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix)));
            builder.AddInMemoryCollection(Once(Sets.Select(Pair), "is said twice by --set"));
            builder.AddInMemoryCollection(Named.Select(x => KeyValuePair.Create(ConfigurationPath(x.Key), (string?)x.Value)));
            return builder.Build();
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationInvalidException(
                [new("--config", string.Join(' ', new[] { failure, failure.GetBaseException() }.Distinct().Select(x => x.Message)))]);
        }
    }

    /// <summary>What one source says, with the dots of its keys as steps of a path: <c>security.protocol</c> of a file must be the key that
    /// <c>--set kafka.client.security.protocol</c> sets, or the later source would not win.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Read(IConfigurationBuilder source)
    {
        var read = source.Build();
        return Once(
            read.AsEnumerable().Where(x => x.Value is not null || !read.GetSection(x.Key).GetChildren().Any()),
            "is said twice, as one key with dots and as steps of a path");
    }

    /// <summary>Nobody can know which of two values of one source was meant.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Once(IEnumerable<KeyValuePair<string, string?>> said, string otherwise) => said
        .GroupBy(x => ConfigurationPath(x.Key), StringComparer.OrdinalIgnoreCase)
        .Select(same => same.Count() == 1 ? KeyValuePair.Create(same.Key, same.First().Value)
            : throw new ConfigurationInvalidException([new(same.Key.Replace(':', '.'), otherwise)]));

    private static KeyValuePair<string, string?> Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? KeyValuePair.Create(ConfigurationPath(text[..equals]), (string?)text[(equals + 1)..])
            : throw new ConfigurationInvalidException([new("--set", $"'{text}' is not KEY=VALUE")]);
    }

    private static string ConfigurationPath(string key) => key.Replace('.', ':');
}
