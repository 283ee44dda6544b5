using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WarningEngine.Testing.Servers;

/// <summary>A redis-server of its own for a test: a free loopback port, a temporary directory, an append-only file that is
/// written at once.</summary>
public sealed class RealRedis : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly string _directory;
    private readonly int _port;
    private Process? _process;

    /// <exception cref="InvalidOperationException">The server did not start.</exception>
    public RealRedis()
    {
        _directory = Directory.CreateTempSubdirectory("warning-engine-redis-").FullName;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Start();
    }

    /// <summary>Where redis-server (or valkey-server) is installed; null where neither is.</summary>
    public static string? Executable { get; } = Installed.Find("redis-server", "valkey-server");

    public static bool IsInstalled => Executable is not null;

    /// <summary>host:port, on loopback.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>Starts it, again after <see cref="Kill"/>: what its append-only file holds is there.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo(Executable ?? throw new InvalidOperationException("redis-server is not installed."))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[]
        {
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _directory,
            "--save", "", "--appendonly", "yes", "--appendfsync", "always",
        })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AwaitListening(_process);
    }

    /// <summary>Ends it as a crash does.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_directory, recursive: true);
    }

    private void AwaitListening(Process process)
    {
        var started = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(started) < StartTimeout)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, _port);
                return;
            }
            catch (SocketException)
            {
                // Not listening yet.
                Thread.Sleep(10);
            }
        }

        throw new InvalidOperationException($"redis-server does not listen on port {_port}.");
    }
}
