using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Logos.Cli.Up;

/// <summary>Whether a server can listen where it is to, before anything else of it begins.</summary>
internal static class PortCheck
{
    /// <exception cref="IOException">Another program listens there.</exception>
    /// <exception cref="SocketException">It is not possible to listen there.</exception>
    public static void Demand(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            var uri = new Uri(address.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal));
            var host = uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var given) ? given : IPAddress.Any;
            try
            {
                using var socket = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(host, uri.Port));
                socket.Listen();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // As the web server says it.
                throw new IOException($"Failed to bind to address {address}: address already in use.", new AddressInUseException(e.Message, e));
            }
        }
    }
}
