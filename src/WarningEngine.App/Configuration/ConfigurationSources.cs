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
        var binder = new StrictBinder();
        var options = binder.Bind<T>(Build());
        return binder.Errors.Count == 0 ? options : throw new ConfigurationInvalidException(binder.Errors);
    }

    private IConfigurationRoot Build()
    {
        var builder = new ConfigurationBuilder();
        if (File is not null)
        {
            builder.AddJsonFile(Path.GetFullPath(File), optional: false);
        }

        builder.AddEnvironmentVariables(EnvironmentPrefix);
        builder.AddInMemoryCollection(Sets.Select(Pair));
        builder.AddInMemoryCollection(Named.Select(x => KeyValuePair.Create(ConfigurationPath(x.Key), (string?)x.Value)));
        try
        {
            return builder.Build();
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or IOException)
        {
            throw new ConfigurationInvalidException(
                [new("--config", $"{failure.Message} {failure.InnerException?.Message}".TrimEnd())]);
        }
    }

    private static KeyValuePair<string, string?> Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? KeyValuePair.Create(ConfigurationPath(text[..equals]), (string?)text[(equals + 1)..])
            : throw new ConfigurationInvalidException([new("--set", $"'{text}' is not KEY=VALUE")]);
    }

    private static string ConfigurationPath(string key) => key.Replace('.', ':');
}
