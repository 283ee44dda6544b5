using System.Diagnostics;
using System.Globalization;
using WarningEngine.Faults.Servers;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Faults.Engines;

/// <summary>How every engine process of a run is started.</summary>
/// <param name="Program">The published executable.</param>
/// <param name="Kafka">Bootstrap servers.</param>
/// <param name="Redis">host:port.</param>
/// <param name="KeyFile">Of the tokens.</param>
/// <param name="LogDirectory">A file a process.</param>
internal sealed record EngineSettings(string Program, string Kafka, string Redis, string KeyFile, string LogDirectory)
{
    /// <summary>Another build: a process that comes back is of the one and of the other in turn. Null: there is one build.</summary>
    public string? OtherProgram { get; init; }

    /// <summary>NAME=VALUE each, beside those that every run has.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Where snapshots of the state are kept; null: none are made.</summary>
    public string? Snapshots { get; init; }

    public const int Partitions = 8;
    public const int RawPartitions = 4;

    /// <summary>A batch that takes longer loses its partitions. Ms; the least that the session's ten seconds allow, and a bit.</summary>
    public const int MaxPollIntervalMs = 12_000;

    /// <summary>Between two snapshots of a partition: a schedule is to see several.</summary>
    public const string SnapshotEvery = "00:00:10";
}

/// <summary>One engine process, started again under the same name as often as it is needed.</summary>
/// <param name="name">As in "score-1".</param>
/// <param name="role">Its only role.</param>
internal sealed class EngineProcess(string name, string role, EngineSettings settings) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Lock _gate = new();
    private Child? _child;
    private int _port;
    private int _starts;
    private long _startedAt;

    public string Name => name;

    public string Role => role;

    /// <summary>Of the last process that ended; null while one runs.</summary>
    public int? ExitCode
    {
        get
        {
            lock (_gate)
            {
                return _child is { HasEnded: true } ended ? ended.ExitCode : null;
            }
        }
    }

    /// <summary>How long it has been running; nothing while it does not.</summary>
    public TimeSpan Age => ExitCode is null ? Stopwatch.GetElapsedTime(_startedAt) : TimeSpan.Zero;

    /// <param name="environment">Beside this process's own.</param>
    public void Start(IReadOnlyDictionary<string, string>? environment = null)
    {
        _port = Ports.Free();
        var culture = CultureInfo.InvariantCulture;
        List<string> arguments =
        [
            "run", "--roles", role, "--kafka", settings.Kafka, "--redis", settings.Redis, "--token-key-file", settings.KeyFile,
            "--listen", string.Create(culture, $"http://127.0.0.1:{_port}"),
            "--set", string.Create(culture, $"kafka.partitions={EngineSettings.Partitions}"),
            "--set", string.Create(culture, $"kafka.rawPartitions={EngineSettings.RawPartitions}"),
            "--set", string.Create(culture, $"kafka.client.max.poll.interval.ms={EngineSettings.MaxPollIntervalMs}"),
        ];
        arguments.AddRange(settings.Settings.SelectMany(x => new[] { "--set", x }));
        if (settings.Snapshots is { } snapshots)
        {
            arguments.AddRange(["--set", $"snapshots.directory={snapshots}", "--set", $"snapshots.every={EngineSettings.SnapshotEvery}"]);
        }

        var program = _starts++ % 2 == 0 ? settings.Program : settings.OtherProgram ?? settings.Program;
        lock (_gate)
        {
            // Whoever supervises looks at it meanwhile.
            _child?.Dispose();
            _child = new Child(program, arguments, Path.Combine(settings.LogDirectory, name + ".log"), environment);
            _startedAt = Stopwatch.GetTimestamp();
        }
    }

    public void Kill() => _child?.Kill();

    public void Pause() => Signals.Pause(_child!.Id);

    public void Resume() => Signals.Resume(_child!.Id);

    /// <summary>SIGTERM, without waiting for what becomes of it.</summary>
    public void AskToStop() => Signals.Terminate(_child!.Id);

    /// <summary>Asks it to stop. False where it did not within the ten seconds it has, or not with exit code 0.</summary>
    public bool Stop()
    {
        var stopped = _child!.Terminate(TimeSpan.FromSeconds(11));
        return stopped && _child.ExitCode == 0;
    }

    /// <summary>Null where it is ready, else why not.</summary>
    public async Task<string?> NotReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/healthz/ready")));
            return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync();
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException)
        {
            return silent.Message;
        }
    }

    public void Dispose()
    {
        _child?.Dispose();
        _http.Dispose();
    }
}
