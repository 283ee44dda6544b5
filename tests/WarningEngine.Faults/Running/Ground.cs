using System.Text.Json;
using WarningEngine.Faults.Engines;
using WarningEngine.Faults.Processes;
using WarningEngine.Faults.Servers;

namespace WarningEngine.Faults.Running;

/// <summary>What all schedules of a run share: brokers, store, executable, key, and a directory that goes with it.</summary>
internal sealed class Ground : IAsyncDisposable
{
    private static readonly TimeSpan VerbTimeout = TimeSpan.FromMinutes(5);

    private readonly string _program;

    private Ground(string directory, string program, KafkaCluster kafka, RedisPair redis)
    {
        (Directory, _program, Kafka, Redis) = (directory, program, kafka, redis);
    }

    public string Directory { get; }

    public KafkaCluster Kafka { get; }

    public RedisPair Redis { get; }

    public string KeyFile => Path.Combine(Directory, "token.key");

    public string Logs => Path.Combine(Directory, "logs");

    /// <param name="directory">For everything.</param>
    /// <param name="program">The published executable.</param>
    /// <param name="kafkaScript">Starts brokers.</param>
    public static async Task<Ground> StartAsync(string directory, string program, string kafkaScript)
    {
        System.IO.Directory.CreateDirectory(Path.Combine(directory, "logs"));
        var kafka = await KafkaCluster.StartAsync(kafkaScript, Path.Combine(directory, "kafka"));
        try
        {
            var ground = new Ground(directory, program, kafka, await RedisPair.StartAsync(Path.Combine(directory, "redis"), Path.Combine(directory, "logs")));
            ground.Verb("keys", "keys", "new", ground.KeyFile);
            return ground;
        }
        catch
        {
            await kafka.DisposeAsync();
            throw;
        }
    }

    public EngineSettings Engine(string run)
    {
        var logs = Path.Combine(Logs, run);
        System.IO.Directory.CreateDirectory(logs);
        return new EngineSettings(_program, Kafka.ThroughProxies, Redis.Engine.Endpoint, KeyFile, logs);
    }

    /// <summary>Ids of the warnings that a replay of the log gives; null, and a note, where it fails.</summary>
    public IReadOnlyList<string>? Replay(string run, List<string> notes)
    {
        var file = Path.Combine(Logs, run, "replayed.ndjson");
        try
        {
            Verb($"{run}-replay", "replay", "--legs", "--kafka", Kafka.Direct, "--out", file, "--token-key-file", KeyFile);
        }
        catch (InvalidOperationException failed)
        {
            notes.Add(failed.Message);
            return null;
        }

        return [.. File.ReadLines(file).Select(x =>
        {
            using var json = JsonDocument.Parse(x);
            return json.RootElement.GetProperty("id").GetString()!;
        })];
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Kafka.DisposeAsync();
    }

    private void Verb(string name, params string[] arguments)
    {
        var log = Path.Combine(Logs, name + ".log");
        using var verb = new Child(_program, arguments, log);
        if (!verb.Wait(VerbTimeout) || verb.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', arguments.Take(2))}: {File.ReadAllText(log).Trim()}");
        }
    }
}
