using StackExchange.Redis;
using WarningEngine.Core;
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
            throw new CommandFailedException($"{options.Names}: {RedisFaults.Why(failure)}", failure);
        }
    }

    /// <summary>For verbs that read the store.</summary>
    /// <exception cref="CommandFailedException">It answers no more, or what it holds is damaged: says where and why.</exception>
    public static T Read<T>(RedisOptions options, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or StoreAwayException)
        {
            throw new CommandFailedException($"{options.Names}: {RedisFaults.Why(failure)}", failure);
        }
        catch (InvalidDataException damaged)
        {
            throw new CommandFailedException(damaged.Message, damaged);
        }
    }
}
