using System.Net;
using System.Net.Sockets;

namespace WarningEngine.Faults.Proxy;

/// <summary>One connection through a proxy.</summary>
/// <param name="client">Who came in.</param>
/// <param name="toxic">What is to be done just now.</param>
/// <param name="struck">Told whenever it was done.</param>
/// <param name="clock">By which a close is slow.</param>
internal sealed class ChaosLink(Socket client, Func<Toxic?> toxic, Action struck, TimeProvider clock) : IDisposable
{
    private const int PieceBytes = 16 * 1024;
    private static readonly TimeSpan SlicePause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly RequestWatch _watch = new();
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _told = new();
    private long _passed;
    private volatile bool _reset;

    public async Task RunAsync(int upstreamPort, CancellationToken stop)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop, _over.Token);
        using var told = CancellationTokenSource.CreateLinkedTokenSource(stop, _told.Token);
        var both = Task.CompletedTask;
        try
        {
            client.NoDelay = true;
            if (toxic() is { Kind: ToxicKind.Down })
            {
                struck();
                _reset = true;
                return;
            }

            await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, upstreamPort), ends.Token);
            Task[] pumps = [PumpAsync(client, _server, isRequest: true, ends.Token), PumpAsync(_server, client, isRequest: false, ends.Token)];
            both = Task.WhenAll(pumps);
            await Task.WhenAny(pumps);
            if (toxic() is { Kind: ToxicKind.SlowClose } slow)
            {
                struck();
                if (_over.IsCancellationRequested)
                {
                    // Neither side has ended by itself: the server does now, and the client hears of it late.
                    await both;
                    Close(_server);
                }

                await Task.Delay(slow.Delay, clock, told.Token);
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // Either side is gone; the other is told below.
        }
        finally
        {
            // A socket that still waits for something is not closed but reset.
            await _over.CancelAsync();
            await both;
            Close(client);
            Close(_server);
        }
    }

    /// <summary>Ends it: slowly where that is what is to be done, else the hard way and at once.</summary>
    public void Drop()
    {
        var slowly = toxic() is { Kind: ToxicKind.SlowClose };
        _reset |= !slowly;
        try
        {
            _over.Cancel();
            if (!slowly)
            {
                _told.Cancel();
            }
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>After it has run.</summary>
    public void Dispose()
    {
        _server.Dispose();
        _over.Dispose();
        _told.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isRequest, CancellationToken ends)
    {
        var buffer = new byte[PieceBytes];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, ends);
                if (count == 0 || !await PassAsync(buffer.AsMemory(0, count), to, isRequest, ends))
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // As after an orderly end.
        }
    }

    /// <summary>False: the connection ends here.</summary>
    private async Task<bool> PassAsync(ReadOnlyMemory<byte> piece, Socket to, bool isRequest, CancellationToken ends)
    {
        var found = isRequest ? _watch.Request(piece.Span) : _watch.Response(piece.Span);
        if (toxic() is not { } now)
        {
            return await SendAsync(piece, to, ends);
        }

        switch (now.Kind)
        {
            case ToxicKind.Latency:
                struck();
                await Task.Delay(now.Delay * (0.5 + Random.Shared.NextDouble()), ends);
                return await SendAsync(piece, to, ends);
            case ToxicKind.Bandwidth:
                struck();
                await Task.Delay(TimeSpan.FromSeconds((double)piece.Length / now.Bytes), ends);
                return await SendAsync(piece, to, ends);
            case ToxicKind.Timeout:
                struck();
                await SilenceAsync(ends);
                return false;
            case ToxicKind.ResetPeer:
                struck();
                await Task.Delay(now.Delay, ends);
                return End();
            case ToxicKind.Slicer:
                struck();
                return await SliceAsync(piece, now.Bytes, to, ends);
            case ToxicKind.LimitData when (_passed += piece.Length) > now.Bytes:
                struck();
                return End();
            case ToxicKind.CutRequest when isRequest && found.HasFlag(Is(now.Match)):
                struck();
                await SendAsync(piece[..Math.Min(piece.Length, now.Bytes)], to, ends);
                return End();
            case ToxicKind.LoseResponse when !isRequest && found.HasFlag(Is(now.Match)):
                struck();
                return End();
            default:
                return await SendAsync(piece, to, ends);
        }
    }

    private static Found Is(Match match) => match switch
    {
        Match.Produce => Found.Produce,
        Match.Exec => Found.Exec,
        _ => Found.Nothing,
    };

    private static async Task<bool> SendAsync(ReadOnlyMemory<byte> piece, Socket to, CancellationToken ends)
    {
        while (!piece.IsEmpty)
        {
            piece = piece[await to.SendAsync(piece, ends)..];
        }

        return true;
    }

    private static async Task<bool> SliceAsync(ReadOnlyMemory<byte> piece, int bytes, Socket to, CancellationToken ends)
    {
        for (var pause = 0; !piece.IsEmpty; pause++)
        {
            var slice = Math.Min(piece.Length, 1 + Random.Shared.Next(bytes));
            await SendAsync(piece[..slice], to, ends);
            piece = piece[slice..];
            if (pause % 4 == 0)
            {
                await Task.Delay(SlicePause, ends);
            }
        }

        return true;
    }

    private async Task SilenceAsync(CancellationToken ends)
    {
        while (toxic() is { Kind: ToxicKind.Timeout })
        {
            await Task.Delay(Look, ends);
        }
    }

    private bool End()
    {
        _reset = true;
        return false;
    }

    private void Close(Socket socket)
    {
        if (_reset && !socket.SafeHandle.IsClosed)
        {
            socket.LingerState = new LingerOption(true, 0);
        }

        socket.Dispose();
    }
}
