using System.Text.Json;
using WarningEngine.Faults.Engines;
using WarningEngine.Faults.Servers;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Faults.Running;

/// <summary>What all schedules of a run share: brokers, store, executable, key, and a directory that goes with it.</summary>
internal sealed class Ground : IAsyncDisposable
{
    private static readonly TimeSpan VerbTimeout = TimeSpan.FromMinutes(5);

    private readonly string _program;

    private readonly string? _otherProgram;

    private readonly IReadOnlyList<string> _settings;

    private Ground(string directory, string program, string? otherProgram, IReadOnlyList<string> settings, KafkaCluster kafka, RedisPair redis)
    {
        (Directory, _program, _otherProgram, _settings, Kafka, Redis) = (directory, program, otherProgram, settings, kafka, redis);
    }

    public string Directory { get; }

    public KafkaCluster Kafka { get; }

    public RedisPair Redis { get; }

    public string KeyFile => Path.Combine(Directory, "token.key");

    public string Logs => Path.Combine(Directory, "logs");

    /// <param name="directory">For everything.</param>
    /// <param name="program">The published executable.</param>
    /// <param name="kafkaScript">Starts brokers.</param>
    /// <param name="otherProgram">Of another build, which takes turns with it; null: there is none.</param>
    /// <param name="settings">NAME=VALUE each, of every engine process; null: none.</param>
    public static async Task<Ground> StartAsync(
        string directory, string program, string kafkaScript, string? otherProgram = null, IReadOnlyList<string>? settings = null)
    {
        System.IO.Directory.CreateDirectory(Path.Combine(directory, "logs"));
        var kafka = await KafkaCluster.StartAsync(kafkaScript, Path.Combine(directory, "kafka"));
        try
        {
            var redis = await RedisPair.StartAsync(Path.Combine(directory, "redis"), Path.Combine(directory, "logs"));
            var ground = new Ground(directory, program, otherProgram, settings ?? [], kafka, redis);
            ground.Verb("keys", "keys", "new", ground.KeyFile);
            return ground;
        }
        catch
        {
            await kafka.DisposeAsync();
            throw;
        }
    }

    /// <param name="run">Of which schedule.</param>
    /// <param name="withSnapshots">Whether its state is kept in files too.</param>
    public EngineSettings Engine(string run, bool withSnapshots)
    {
        var logs = Path.Combine(Logs, run);
        System.IO.Directory.CreateDirectory(logs);
        return new EngineSettings(_program, Kafka.ThroughProxies, Redis.Engine.Endpoint, KeyFile, logs)
        {
            OtherProgram = _otherProgram, Settings = _settings, Snapshots = withSnapshots ? NoSnapshotsYet(run) : null,
        };
    }

    /// <summary>Ids of the warnings that a replay of the log gives; null, and a note, where it fails.</summary>
    public IReadOnlyList<string>? Replay(string run, Action<string> note)
    {
        var file = Path.Combine(Logs, run, "replayed.ndjson");
        try
        {
            Verb($"{run}-replay", "replay", "--legs", "--kafka", Kafka.Direct, "--out", file, "--token-key-file", KeyFile);
        }
        catch (InvalidOperationException failed)
        {
            note(failed.Message);
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

    /// <summary>Those of a run before are of another log.</summary>
    private string NoSnapshotsYet(string run)
    {
        var directory = Path.Combine(Directory, "snapshots", run);
        if (System.IO.Directory.Exists(directory))
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }

        System.IO.Directory.CreateDirectory(directory);
        return directory;
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
