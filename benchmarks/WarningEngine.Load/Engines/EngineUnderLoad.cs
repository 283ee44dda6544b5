using System.Diagnostics;
using System.Globalization;
using WarningEngine.Load.Ground;
using WarningEngine.Testing.Servers;

namespace WarningEngine.Load.Engines;

/// <summary>The engine as a service: its executable as a process of its own, with the settings of a new installation.</summary>
internal sealed class EngineUnderLoad : IDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private readonly Child _child;
    private readonly string _address;
    private readonly string _log;
    private readonly Action<string> _say;

    /// <param name="ground">Broker, store, executable.</param>
    /// <param name="roles">As on the command line.</param>
    /// <param name="say">Told where it does not end as it is asked to.</param>
    /// <param name="set">Settings beside those of a new installation, <c>KEY=VALUE</c>.</param>
    public EngineUnderLoad(TestGround ground, string roles, Action<string> say, params ReadOnlySpan<string> set)
    {
        _say = say;
        _address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");
        _log = Path.Combine(ground.Directory, "engine.log");
        List<string> arguments =
        [
            "run", "--roles", roles, "--kafka", ground.Kafka.BootstrapServers, "--redis", ground.Redis.Endpoint, "--token-key-file", ground.KeyFile,
            "--listen", _address,
            "--set", string.Create(CultureInfo.InvariantCulture, $"kafka.partitions={ground.Partitions}"),
            "--set", string.Create(CultureInfo.InvariantCulture, $"kafka.rawPartitions={ground.RawPartitions}"),
        ];
        foreach (var setting in set)
        {
            arguments.AddRange(["--set", setting]);
        }

        if (!ground.WithModel)
        {
            arguments.AddRange(["--set", "scoring.model=none"]);
        }

        _child = new Child(ground.Program, arguments, _log);
    }

    /// <summary>Of its process.</summary>
    public int Id => _child.Id;

    /// <exception cref="InvalidOperationException">It has ended; says what it wrote.</exception>
    public void Check()
    {
        if (_child.HasEnded)
        {
            throw new InvalidOperationException($"The engine has ended with {_child.ExitCode}: {string.Join('\n', File.ReadLines(_log).TakeLast(20))}");
        }
    }

    /// <summary>Returns once it says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It does not become ready in time, or has ended.</exception>
    public async Task ReadyAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(50))
        {
            Check();
            try
            {
                using var answer = await http.GetAsync(new Uri(_address + "/healthz/ready"));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                // Nobody listens yet, or answers within the client's time.
            }

            if (Stopwatch.GetElapsedTime(started) > ReadyTimeout)
            {
                throw new InvalidOperationException($"The engine is not ready: {string.Join('\n', File.ReadLines(_log).TakeLast(20))}");
            }
        }
    }

    /// <summary>As a supervisor stops a service; says so where it has not ended in time.</summary>
    public void Stop() => Stop(_child, StopTimeout, _say);

    public static void Stop(Child engine, TimeSpan timeout, Action<string> say)
    {
        if (!engine.Terminate(timeout))
        {
            say(string.Create(CultureInfo.InvariantCulture, $"The engine has not ended {timeout.TotalSeconds} s after SIGTERM: it is killed."));
        }
    }

    public void Dispose() => _child.Dispose();
}
