using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Logos.Cli.Up;

/// <summary>Whether it will be possible to listen, before the engine opens the folder and takes up what waits there.</summary>
internal static class ListenProbe
{
    /// <exception cref="IOException">Another program listens there.</exception>
    /// <exception cref="SocketException">It is no address of this machine, or not one for this user.</exception>
    public static void Try(IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            var binding = BindingAddress.Parse(address);
            try
            {
                Bind(binding.Host, binding.Port);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new IOException($"Failed to bind to address {address}: address already in use.", new AddressInUseException(e.Message, e));
            }
        }
    }

    // As the server does: a name is every address of the machine, and one of two families is enough.
    private static void Bind(string host, int port)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var one))
        {
            Bind(one, port);
            return;
        }

        var isLocal = host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        try
        {
            Bind(isLocal ? IPAddress.IPv6Loopback : IPAddress.IPv6Any, port);
        }
        catch (SocketException e) when (e.SocketErrorCode != SocketError.AddressAlreadyInUse)
        {
            Bind(isLocal ? IPAddress.Loopback : IPAddress.Any, port);
            return;
        }

        if (isLocal)
            Bind(IPAddress.Loopback, port);
    }

    private static void Bind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any))
            socket.DualMode = true;
        socket.Bind(new IPEndPoint(address, port));
    }
}
