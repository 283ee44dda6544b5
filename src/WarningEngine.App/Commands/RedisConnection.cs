using StackExchange.Redis;
using WarningEngine.Redis;

namespace WarningEngine.App.Commands;

/// <summary>A verb's connection: it fails at once where nobody answers, instead of waiting as the service does.</summary>
internal static class RedisConnection
{
    /// <exception cref="CommandFailedException">Nobody answers.</exception>
    public static async Task<ConnectionMultiplexer> OpenAsync(RedisOptions options)
    {
        try
        {
            var connection = options.NewConnection();
            connection.AbortOnConnectFail = true;
            return await ConnectionMultiplexer.ConnectAsync(connection);
        }
        catch (RedisConnectionException failure)
        {
            throw new CommandFailedException($"{options.Names}: {failure.Message}", failure);
        }
    }
}
