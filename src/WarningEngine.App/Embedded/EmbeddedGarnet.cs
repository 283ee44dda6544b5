using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;

namespace WarningEngine.App.Embedded;

/// <summary>A server that speaks Redis's protocol inside this process, for the demo and tests. What does not fit into its
/// memory lies in a directory of its own, and goes with it: it keeps no append-only file.</summary>
public sealed class EmbeddedGarnet : IDisposable
{
    private const int Attempts = 5;
    private readonly GarnetServer _server;
    private readonly string _directory;

    public EmbeddedGarnet()
    {
        _directory = Directory.CreateTempSubdirectory("warning-engine-garnet-").FullName;
        try
        {
            (_server, var port) = StartOnFreePort(_directory);
            Endpoint = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        }
        catch
        {
            Directory.Delete(_directory, recursive: true);
            throw;
        }
    }

    /// <summary>host:port, on loopback.</summary>
    public string Endpoint { get; }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static (GarnetServer Server, int Port) StartOnFreePort(string directory)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            try
            {
                return (Start(port, directory), port);
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // Between its choice and its use somebody else took the port: another one is tried.
            }
        }
    }

    /// <summary>Limits are the demo's: a city fits, and the process stays small. Segments are written and deleted all the
    /// time: compaction bounds what they leave on disk. It is of the kind Lookup, and records are not revived in place: with
    /// Scan and <c>--reviv</c> Garnet 2.2.8 was seen to bring an old value of a key back. RandomAccess: the default device
    /// wants libaio, which a fresh machine does not have.</summary>
    private static GarnetServer Start(int port, string directory)
    {
        var server = new GarnetServer(
        [
            "--bind", "127.0.0.1",
            "--port", port.ToString(CultureInfo.InvariantCulture),
            "--memory", "256m",
            "--page", "4m",
            "--index", "8m",
            "--index-max-size", "32m",
            "--storage-tier",
            "--segment", "64m",
            "--compaction-freq", "10",
            "--compaction-type", "Lookup",
            "--compaction-max-segments", "4",
            "--compaction-force-delete",
            "--logdir", directory,
            "--checkpointdir", directory,
            "--device-type", "RandomAccess",
            "--logger-level", "Critical",
            "-q",
        ]);
        try
        {
            server.Start();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
