using System.Net;
using System.Net.Sockets;

namespace WarningEngine.Testing.Servers;

/// <summary>Free ports on loopback, below those that the system gives out by itself.</summary>
public static class Ports
{
    private const int First = 19_000;
    private const int End = 21_000;

    private static readonly Lock Gate = new();
    private static int _next = First + (Environment.ProcessId % 97 * 20);

    public static int Free()
    {
        lock (Gate)
        {
            for (var i = 0; i < End - First; i++)
            {
                _next = _next + 1 >= End ? First : _next + 1;
                if (AreFree(_next))
                {
                    return _next;
                }
            }
        }

        throw new InvalidOperationException($"No port between {First} and {End} is free.");
    }

    public static bool AreFree(params IEnumerable<int> ports) => ports.All(port =>
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });
}
