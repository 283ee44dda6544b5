using System.Diagnostics;
using WarningEngine.Faults.Proxy;

using WarningEngine.Testing.Servers;

namespace WarningEngine.Faults.Servers;

/// <summary>A primary and its replica. The engine reaches whichever is primary over one proxy, as over a virtual address; the
/// replica follows over another, which can be cut so that it lags.</summary>
internal sealed class RedisPair : IAsyncDisposable
{
    private readonly RedisServer[] _servers;
    private readonly string? _mounted;
    private int _primary;

    private RedisPair(RedisServer[] servers, string? mounted)
    {
        _servers = servers;
        _mounted = mounted;
        Engine = new ChaosProxy(Ports.Free(), servers[0].Port);
        Replication = new ChaosProxy(Ports.Free(), servers[0].Port);
        servers[1].Follows = Replication.Port;
    }

    /// <summary>Between the engine and the primary.</summary>
    public ChaosProxy Engine { get; }

    /// <summary>Between the primary and its replica.</summary>
    public ChaosProxy Replication { get; }

    public RedisServer Primary => _servers[_primary];

    /// <summary>Where its files can be made to fill their disk; null where a file system of its own was not to be had.</summary>
    public string? SmallDisk => _mounted;

    /// <param name="directory">For data.</param>
    /// <param name="logs">For what the servers say: not on the disk that is filled.</param>
    public static async Task<RedisPair> StartAsync(string directory, string logs)
    {
        var disk = await SmallFileSystem.TryMountAsync(directory);
        var pair = new RedisPair(
            [.. new[] { "one", "two" }.Select(x => new RedisServer(Path.Combine(directory, x), Path.Combine(logs, $"redis-{x}.log")))], disk);
        try
        {
            await pair.Primary.StartAsync();
            await pair._servers[1].StartAsync();
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>An empty store, primary and replica up, no faults left over.</summary>
    public async Task BeginAsync()
    {
        await Primary.AskAsync(async db =>
        {
            await db.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
            await db.ExecuteAsync("FLUSHALL");
        });
    }

    /// <summary>The replica lags, the primary dies, the replica takes its place while the owners live. The old primary comes
    /// back empty and follows.</summary>
    /// <param name="lag">How long the replica hears nothing before the primary dies.</param>
    public async Task FailOverAsync(TimeSpan lag)
    {
        var (old, next) = (_primary, 1 - _primary);
        Replication.Set(Toxic.Down);
        await Task.Delay(lag);
        _servers[old].Kill();
        await _servers[next].AskAsync(async db => await db.ExecuteAsync("REPLICAOF", "NO", "ONE"));
        _servers[next].Follows = null;
        _primary = next;
        Engine.UpstreamPort = Replication.UpstreamPort = Primary.Port;
        Engine.Drop();
        Replication.Set(null);
        _servers[old].Wipe();
        _servers[old].Follows = Replication.Port;
        await _servers[old].StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Replication.DisposeAsync();
        foreach (var server in _servers)
        {
            server.Dispose();
        }

        if (_mounted is not null)
        {
            await SmallFileSystem.UnmountAsync(_mounted);
        }
    }
}
