using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace WarningEngine.Redis;

/// <summary>How Redis, Valkey or Garnet is reached.</summary>
public sealed record RedisOptions
{
    /// <summary>HOST:PORT, several joined by commas; StackExchange.Redis options may follow (<c>password=...,ssl=true</c>).</summary>
    [Required]
    public string Endpoints { get; init; } = "127.0.0.1:6379";

    /// <summary>Ready-made options: reconnects for ever, since scoring goes on without Redis. What cannot be sent just now fails
    /// at once: the thread that takes a partition scores others, and a queue would keep it waiting for each.</summary>
    public ConfigurationOptions NewConnection()
    {
        var options = ConfigurationOptions.Parse(Endpoints);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ClientName = "warning-engine";
        return options;
    }
}
