using System.Net;

namespace Logos.Gateway.Access.SignIn;

/// <summary>How often signing in failed, by address: ten times a minute, then it waits.</summary>
internal sealed class FailedSignIns(TimeProvider clock)
{
    private const int Most = 10;
    private const int Addresses = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (int Count, DateTimeOffset Until)> _failed = [];

    /// <returns>How long the address has to wait; null when it may try.</returns>
    public TimeSpan? Wait(IPAddress address)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
            return _failed.TryGetValue(Network(address), out var found) && found.Count >= Most && found.Until > now ? found.Until - now : null;
    }

    public void Count(IPAddress address)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_failed.Count >= Addresses)
            {
                foreach (var (old, _) in _failed.Where(each => each.Value.Until <= now).ToArray())
                    _failed.Remove(old);
                if (_failed.Count >= Addresses)
                    _failed.Remove(_failed.MinBy(each => each.Value.Until).Key);
            }

            var network = Network(address);
            _failed[network] = _failed.TryGetValue(network, out var found) && found.Until > now ? (found.Count + 1, found.Until) : (1, now + Window);
        }
    }

    // One caller has a whole /64 of addresses.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }
}
