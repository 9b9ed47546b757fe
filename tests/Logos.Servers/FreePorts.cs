using System.Net;
using System.Net.Sockets;

namespace Logos.Servers;

/// <summary>Ports of loopback that nobody listens on. All are held until all are known, so that none is given twice.</summary>
public static class FreePorts
{
    public static int[] Take(int count)
    {
        var held = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            foreach (var listener in held)
                listener.Start();
            return [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in held)
                listener.Dispose();
        }
    }

    public static int TakeOne() => Take(1)[0];
}
