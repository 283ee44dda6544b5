using System.Diagnostics;
using StackExchange.Redis;
using WarningEngine.Load.Measures;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Load.Ground;

/// <summary>What all measures of a run share: broker, store, executable, key, and a directory that goes with it.</summary>
internal sealed class TestGround : IAsyncDisposable
{
    private const string KeyName = "token.key";

    private TestGround(string directory, string program, Broker kafka, RedisServer redis, ConnectionMultiplexer store)
    {
        (Directory, Program, Kafka, Redis, Store) = (directory, program, kafka, redis, store);
    }

    /// <summary>Whoever runs it wants no more.</summary>
    public required CancellationToken Stop { get; init; }

    /// <summary>Of <c>legs</c> and <c>warnings</c>.</summary>
    public required int Partitions { get; init; }

    /// <summary>Of each raw topic.</summary>
    public required int RawPartitions { get; init; }

    /// <summary>The shipped model decides with the patterns.</summary>
    public required bool WithModel { get; init; }

    /// <summary>A process is warm when it has used so much CPU. Seconds.</summary>
    public required double WarmSeconds { get; init; }

    public string Directory { get; }

    /// <summary>The engine's executable.</summary>
    public string Program { get; }

    public Broker Kafka { get; }

    public RedisServer Redis { get; }

    /// <summary>For looking on, and for emptying it.</summary>
    public ConnectionMultiplexer Store { get; }

    public string KeyFile => Path.Combine(Directory, KeyName);

    /// <param name="directory">For everything; is removed at the end.</param>
    /// <param name="program">The engine's executable.</param>
    /// <param name="kafkaScript">Starts brokers.</param>
    /// <param name="settings">Say how many partitions topics have.</param>
    /// <param name="stop">Ends measurements.</param>
    /// <exception cref="InvalidOperationException">The executable makes no key, or something does not start.</exception>
    public static async Task<TestGround> StartAsync(
        string directory, string program, string kafkaScript, LoadSettings settings, CancellationToken stop)
    {
        // Before anything is started: an executable that is none is found out by it.
        var key = Path.Combine(directory, KeyName);
        using (var keys = Process.Start(program, ["keys", "new", key]))
        {
            await keys.WaitForExitAsync(stop);
            if (keys.ExitCode != 0)
            {
                throw new InvalidOperationException($"{program} keys new {key} ends with {keys.ExitCode}.");
            }
        }

        var kafka = await Broker.StartAsync(kafkaScript, Path.Combine(directory, "kafka"));
        RedisServer? redis = null;
        try
        {
            redis = new RedisServer(Path.Combine(directory, "redis"), Path.Combine(directory, "redis.log"));
            await redis.StartAsync();
            return new TestGround(directory, program, kafka, redis, await redis.ConnectAsync())
            {
                Stop = stop, Partitions = settings.Partitions, RawPartitions = settings.RawPartitions, WithModel = settings.WithModel,
                WarmSeconds = settings.WarmSeconds,
            };
        }
        catch
        {
            redis?.Dispose();
            await kafka.DisposeAsync();
            throw;
        }
    }

    /// <summary>Empty logs but for the topics that are kept, no groups, an empty store.</summary>
    public async Task BeginAsync(Func<string, bool> keeps)
    {
        await Kafka.BeginAsync(Partitions, RawPartitions, keeps);
        await Store.GetServers()[0].FlushAllDatabasesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Redis.Dispose();
        await Kafka.DisposeAsync();
    }
}
