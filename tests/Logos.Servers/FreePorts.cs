using System.Net;
using System.Net.Sockets;

namespace Logos.Servers;

/// <summary>
/// Ports of loopback that nobody listens on, none given twice. They are below those that systems give to outgoing
/// connections: one of these would be somebody else's before the server that it was taken for has begun.
/// </summary>
public static class FreePorts
{
    private const int Lowest = 10_000;
    private const int Highest = 20_000;

    private static readonly Lock Gate = new();

    // Another process begins elsewhere.
    private static int _next = Lowest + (Environment.ProcessId * 97 % (Highest - Lowest));

    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => TakeOne())];

    public static int TakeOne()
    {
        lock (Gate)
        {
            do
                _next = _next + 1 < Highest ? _next + 1 : Lowest;
            while (!IsFree(_next));
            return _next;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
