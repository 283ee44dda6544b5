using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace WarningEngine.Redis;

/// <summary>How Redis, Valkey or Garnet is reached.</summary>
public sealed record RedisOptions
{
    /// <summary>HOST:PORT, several joined by commas; StackExchange.Redis options may follow (<c>password=...,ssl=true</c>).</summary>
    [Required]
    public string Endpoints { get; init; } = "127.0.0.1:6379";

    /// <summary>Ready-made options: reconnects for ever, since scoring goes on without Redis.</summary>
    public ConfigurationOptions NewConnection()
    {
        var options = ConfigurationOptions.Parse(Endpoints);
        options.AbortOnConnectFail = false;
        options.ClientName = "warning-engine";
        return options;
    }
}
