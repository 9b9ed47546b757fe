using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Logos.Cli.Cluster;

/// <summary>Ports of loopback that nobody listens on now.</summary>
internal static class FreePort
{
    // Below what systems give to outgoing connections, so that a port stays free while nobody listens on it.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    public static int Take()
    {
        int port;
        do
            port = RandomNumberGenerator.GetInt32(Lowest, Highest);
        while (!IsFree(port));
        return port;
    }

    public static bool IsFree(int port)
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
