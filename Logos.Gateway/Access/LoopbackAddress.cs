using System.Net;

namespace Logos.Gateway.Access;

/// <summary>Names by which only this machine is meant.</summary>
internal static class LoopbackAddress
{
    public static bool IsName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
