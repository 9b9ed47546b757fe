using System.Net;
using System.Net.Sockets;

namespace Logos.Cli.Cluster.Replicas;

internal static class FreePort
{
    /// <summary>One of loopback that nobody listens on now.</summary>
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
