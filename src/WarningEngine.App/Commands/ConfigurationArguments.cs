using System.CommandLine;
using WarningEngine.App.Configuration;

namespace WarningEngine.App.Commands;

/// <summary>The part of a verb's options that are configuration: <c>--config</c>, <c>--set</c>, and the named ones that the
/// verb chooses, each with the key that it stands for.</summary>
internal sealed class ConfigurationArguments
{
    private readonly Option<string> _file = new("--config")
    {
        Description = "Configuration as JSON", HelpName = "FILE",
    };

    private readonly Option<string[]> _sets = new("--set")
    {
        Description = "One key of the configuration, such as kafka.partitions=64; again for more", HelpName = "KEY=VALUE",
    };

    private readonly List<(string Key, Option<string> Option)> _named = [];

    /// <summary>A named option for a key.</summary>
    public ConfigurationArguments With(string name, string key, string help, string description)
    {
        _named.Add((key, new Option<string>(name) { Description = description, HelpName = help }));
        return this;
    }

    public ConfigurationArguments WithKafka() =>
        With("--kafka", "kafka.bootstrapServers", "HOST:PORT", "Kafka (kafka.bootstrapServers)");

    public ConfigurationArguments WithRedis() =>
        With("--redis", "redis.endpoints", "HOST:PORT", "Redis, Valkey or Garnet (redis.endpoints)");

    public ConfigurationArguments WithTokenKey() =>
        With("--token-key-file", "intake.tokenKeyFile", "FILE", "Key of the tokens (intake.tokenKeyFile)");

    public IReadOnlyList<Option> Options => [.. _named.Select(x => x.Option), _file, _sets];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Add(option);
        }
    }

    /// <exception cref="ConfigurationInvalidException">At least one error; all are named.</exception>
    public T Load<T>(ParseResult parsed)
        where T : new() => new ConfigurationSources(
            parsed.GetValue(_file),
            parsed.GetValue(_sets) ?? [],
            _named.Where(x => parsed.GetResult(x.Option) is not null)
                .ToDictionary(x => x.Key, x => parsed.GetRequiredValue(x.Option))).Load<T>();
}
