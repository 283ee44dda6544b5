using System.Net;
using System.Net.Sockets;
using Garnet;

namespace WarningEngine.App.Embedded;

/// <summary>A RESP server inside this process, with an append-only file in a folder of its own. For the demo and tests.</summary>
public sealed class EmbeddedGarnet : IDisposable
{
    private readonly GarnetServer _server;
    private readonly string _directory;

    public EmbeddedGarnet()
    {
        _directory = Directory.CreateTempSubdirectory("warning-engine-").FullName;
        Port = FreePort();
        // RandomAccess: the default device wants libaio, which a fresh machine does not have.
        _server = new GarnetServer([
            "--bind", "127.0.0.1", "--port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--memory", "256m", "--index", "16m", "--aof", "--aof-memory", "32m", "--device-type", "RandomAccess",
            "--checkpointdir", _directory, "--logdir", _directory, "--logger-level", "Error", "--quiet"]);
        _server.Start();
    }

    public int Port { get; }

    /// <summary>host:port, on loopback.</summary>
    public string Endpoint => $"127.0.0.1:{Port}";

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
