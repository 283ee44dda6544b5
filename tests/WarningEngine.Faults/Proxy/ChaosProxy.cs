using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WarningEngine.Faults.Proxy;

/// <summary>Stands between a client and a server on loopback, and spoils the connection on demand.</summary>
internal sealed class ChaosProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<ChaosLink, Task> _links = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly TimeProvider _clock;
    private volatile Toxic? _toxic;
    private volatile int _upstreamPort;
    private int _struck;

    /// <param name="port">On which it listens.</param>
    /// <param name="upstreamPort">Where connections lead.</param>
    /// <param name="clock">By which a close is slow; null: the system's.</param>
    public ChaosProxy(int port, int upstreamPort, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _upstreamPort = upstreamPort;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Where new connections lead.</summary>
    public int UpstreamPort { get => _upstreamPort; set => _upstreamPort = value; }

    /// <summary>How often the toxic has struck since it was set, connections that were dropped among them.</summary>
    public int Struck => Volatile.Read(ref _struck);

    /// <summary>From now on; null: nothing is spoilt. Connections that a toxic has silenced end, so that clients notice.</summary>
    public void Set(Toxic? toxic)
    {
        var before = _toxic;
        Volatile.Write(ref _struck, 0);
        _toxic = toxic;
        if (toxic is { Kind: ToxicKind.Down } || before is { Kind: ToxicKind.Timeout })
        {
            Drop();
        }
    }

    /// <summary>Ends every connection there is: slowly under <see cref="ToxicKind.SlowClose"/>, else by a reset.</summary>
    public void Drop()
    {
        foreach (var link in _links.Keys)
        {
            Interlocked.Increment(ref _struck);
            link.Drop();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Drop();
        await _accepting;
        await Task.WhenAll(_links.Values);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var link = new ChaosLink(client, () => _toxic, () => Interlocked.Increment(ref _struck), _clock);
            var task = Task.Run(() => link.RunAsync(_upstreamPort, _stop.Token));
            _links[link] = task;
            _ = task.ContinueWith(
                _ =>
                {
                    _links.TryRemove(link, out var _);
                    link.Dispose();
                },
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
