using Confluent.Kafka;
using StackExchange.Redis;
using WarningEngine.App.Telemetry;
using WarningEngine.Kafka;
using WarningEngine.Redis;

namespace WarningEngine.App.Hosting;

/// <summary>Asks the servers behind the engine how they are, when somebody wants to know.</summary>
internal static class Probes
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public static Task<HealthCheck> KafkaAsync(KafkaOptions options) => Task.Run(() =>
    {
        try
        {
            using var admin = new AdminClientBuilder(options.NewClient()).SetLogHandler((_, _) => { }).Build();
            var brokers = admin.GetMetadata(Timeout).Brokers.Count;
            return brokers > 0
                ? new HealthCheck("kafka", HealthState.Good, null) : new HealthCheck("kafka", HealthState.Bad, "no broker answers");
        }
        catch (KafkaException failure)
        {
            return new HealthCheck("kafka", HealthState.Bad, $"{options.BootstrapServers}: {failure.Error.Reason}");
        }
    });

    /// <summary>Without Redis scoring goes on and the checkpoint waits: degraded, not bad.</summary>
    public static async Task<HealthCheck> RedisAsync(IConnectionMultiplexer redis)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(Timeout);
            return new HealthCheck("redis", HealthState.Good, null);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return new HealthCheck("redis", HealthState.Degraded, RedisFaults.Why(failure));
        }
    }
}
