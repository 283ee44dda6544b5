namespace WarningEngine.App.Configuration;

/// <summary>The configuration is wrong; nothing was started. Exit code 78, one line per error.</summary>
public sealed class ConfigurationInvalidException(IReadOnlyList<ConfigurationError> errors)
    : Exception(string.Join('\n', errors.Select(e => e.ToString())))
{
    public IReadOnlyList<ConfigurationError> Errors { get; } = errors;
}

/// <summary>One error with the key it belongs to (<c>kafka.bootstrapServers</c>).</summary>
public sealed record ConfigurationError(string Key, string Problem)
{
    public override string ToString() => $"{Key}: {Problem}";
}
