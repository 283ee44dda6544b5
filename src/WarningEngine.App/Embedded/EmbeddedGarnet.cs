using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;

namespace WarningEngine.App.Embedded;

/// <summary>A server that speaks Redis's protocol inside this process, for the demo and tests. What does not fit into its
/// memory lies in a directory. Where that is the server's own it goes with it; where the caller keeps it, an append-only file
/// lies there too, and the next server on it goes on with what was acknowledged; but for what was acknowledged while Garnet makes a checkpoint of its own,
/// where it ends before that has ended: then it goes on with what was before.</summary>
public sealed class EmbeddedGarnet : IDisposable
{
    private const int Attempts = 5;
    private readonly GarnetServer _server;
    private readonly string? _ownDirectory;

    /// <param name="keptIn">Where the state is kept beyond this server; null: nowhere. For one server at a time.</param>
    public EmbeddedGarnet(string? keptIn = null)
    {
        _ownDirectory = keptIn is null ? Directory.CreateTempSubdirectory("warning-engine-garnet-").FullName : null;
        try
        {
            (_server, var port) = StartOnFreePort(keptIn is null ? Forgetting(_ownDirectory!) : Keeping(keptIn));
            Endpoint = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        }
        catch
        {
            DeleteOwnDirectory();
            throw;
        }
    }

    /// <summary>host:port, on loopback.</summary>
    public string Endpoint { get; }

    public void Dispose()
    {
        _server.Dispose();
        DeleteOwnDirectory();
    }

    private static (GarnetServer Server, int Port) StartOnFreePort(string[] settings)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            try
            {
                return (Start(port, settings), port);
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // Between its choice and its use somebody else took the port: another one is tried.
            }
        }
    }

    /// <summary>Segments are written and deleted all the time: compaction bounds what they leave on disk.</summary>
    private static string[] Forgetting(string directory) =>
        ["--logdir", directory, "--checkpointdir", directory, "--compaction-force-delete"];

    /// <summary>Answers once it is written down. At its limit the append-only file begins anew, above a checkpoint of Garnet's
    /// own, which needs the log's segments: they go with the next such checkpoint, not by force.</summary>
    private static string[] Keeping(string directory) =>
    [
        "--logdir", directory,
        "--checkpointdir", directory,
        "--aof",
        "--aof-commit-wait",
        "--aof-memory", "16m",
        "--aof-page-size", "8m",
        "--aof-size-limit", "64m",
        "--recover",
    ];

    /// <summary>Limits are the demo's: a city fits, and the process stays small. Compaction is of the kind Lookup, and records
    /// are not revived in place: with Scan and <c>--reviv</c> Garnet 2.2.8 was seen to bring an old value of a key back.
    /// RandomAccess: the default device wants libaio, which a fresh machine does not have.</summary>
    private static GarnetServer Start(int port, string[] settings)
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
            "--device-type", "RandomAccess",
            "--logger-level", "Critical",
            "-q",
            .. settings,
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

    private void DeleteOwnDirectory()
    {
        if (_ownDirectory is not null)
        {
            Directory.Delete(_ownDirectory, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
