using System.Net;
using System.Net.Sockets;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Io.Outbound;

/// <summary>Which addresses may be called.</summary>
public sealed class OutboundPolicy
{
    private readonly string[] _hosts;
    private readonly IPNetwork[] _networks;

    /// <exception cref="ArgumentException">A network cannot be read.</exception>
    public OutboundPolicy(OutboundOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _hosts = [.. options.AllowedHosts.Select(host => host.Trim())];
        _networks = [.. options.AllowedNetworks.Select(Network)];
    }

    /// <summary>What can be said of an address before anybody is asked for its name.</summary>
    /// <exception cref="FailureException">Nothing is sent there.</exception>
    public void Check(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || uri.Scheme is not ("http" or "https"))
            throw FailureException.Permanent(WorkersCodes.BadAddress, $"requests go to http:// and https:// addresses, and not to {(uri.IsAbsoluteUri ? uri.Scheme + ":" : "a path")}");
        if (uri.UserInfo.Length > 0)
            throw FailureException.Permanent(WorkersCodes.BadAddress, $"the address of {uri.Host} carries a user name or a password: these go into `auth`");
        if (uri.IdnHost.Length == 0)
            throw FailureException.Permanent(WorkersCodes.BadAddress, "the address names no host");
    }

    /// <summary>Those that may be called, of the addresses that a host has.</summary>
    /// <exception cref="FailureException">None may.</exception>
    public IReadOnlyList<IPAddress> Vet(string host, int port, IReadOnlyList<IPAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var plain = addresses.Select(AddressClasses.Plain).ToArray();
        if (IsAllowedHost(host, port))
            return plain;
        var allowed = plain.Where(IsAllowed).ToArray();
        if (allowed.Length > 0)
            return allowed;
        if (plain.Length == 0)
            throw FailureException.Transient(WorkersCodes.Unreachable, $"{host} has no address");
        // The address itself is not told: what a name inside resolves to is nobody's business outside.
        throw FailureException.Permanent(WorkersCodes.AddressRefused, $"{host} is {AddressClasses.Words(AddressClasses.Of(plain[0]))}, which is not called unless it is allowed");
    }

    internal static IPNetwork Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return network;
        if (IPAddress.TryParse(text, out var single) && single.ScopeIdOrZero() == 0)
            return new(single, single.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        throw new ArgumentException($"`{text}` is no network: write 10.20.0.0/16, or one address");
    }

    private bool IsAllowed(IPAddress address) =>
        AddressClasses.Of(address) == AddressClass.Public || Array.Exists(_networks, network => network.Contains(address));

    private bool IsAllowedHost(string host, int port)
    {
        host = host.TrimEnd('.');
        return Array.Exists(_hosts, allowed => Matches(allowed, host) || Matches(allowed, $"{host}:{port}"));
    }

    private static bool Matches(string allowed, string host) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.Length > allowed.Length - 1 && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase);
}

file static class Scopes
{
    public static long ScopeIdOrZero(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
