using System.Net;
using System.Net.Sockets;

namespace Logos.Workers.Io.Outbound;

/// <summary>The special-purpose registries of IANA (RFC 6890 and what came after), and the metadata addresses of clouds.</summary>
public static class AddressClasses
{
    private static readonly (IPNetwork Network, AddressClass Class)[] Version4 =
    [
        // Metadata first: some of these lie inside larger blocks, 168.63.129.16 (Azure) among public addresses.
        Range("169.254.169.254/32", AddressClass.Metadata),
        Range("169.254.170.2/32", AddressClass.Metadata),
        Range("169.254.170.23/32", AddressClass.Metadata),
        Range("100.100.100.200/32", AddressClass.Metadata),
        Range("192.0.0.192/32", AddressClass.Metadata),
        Range("168.63.129.16/32", AddressClass.Metadata),
        Range("0.0.0.0/8", AddressClass.Unspecified),
        Range("10.0.0.0/8", AddressClass.Private),
        Range("100.64.0.0/10", AddressClass.Shared),
        Range("127.0.0.0/8", AddressClass.Loopback),
        Range("169.254.0.0/16", AddressClass.LinkLocal),
        Range("172.16.0.0/12", AddressClass.Private),
        Range("192.0.0.0/24", AddressClass.Reserved),
        Range("192.0.2.0/24", AddressClass.Documentation),
        Range("192.88.99.0/24", AddressClass.Tunnelled),
        Range("192.168.0.0/16", AddressClass.Private),
        Range("198.18.0.0/15", AddressClass.Reserved),
        Range("198.51.100.0/24", AddressClass.Documentation),
        Range("203.0.113.0/24", AddressClass.Documentation),
        Range("224.0.0.0/4", AddressClass.Multicast),
        Range("240.0.0.0/4", AddressClass.Reserved),
    ];

    private static readonly (IPNetwork Network, AddressClass Class)[] Version6 =
    [
        Range("fd00:ec2::254/128", AddressClass.Metadata),
        Range("fd20:ce::254/128", AddressClass.Metadata),
        Range("::/128", AddressClass.Unspecified),
        Range("::1/128", AddressClass.Loopback),
        Range("64:ff9b::/96", AddressClass.Translated),
        Range("64:ff9b:1::/48", AddressClass.Translated),
        Range("::ffff:0:0:0/96", AddressClass.Translated),
        Range("2001::/32", AddressClass.Tunnelled),
        Range("2002::/16", AddressClass.Tunnelled),
        Range("2001:db8::/32", AddressClass.Documentation),
        Range("3fff::/20", AddressClass.Documentation),
        Range("2001::/23", AddressClass.Reserved),
        Range("fc00::/7", AddressClass.Private),
        Range("fe80::/10", AddressClass.LinkLocal),
        Range("fec0::/10", AddressClass.Private),
        Range("ff00::/8", AddressClass.Multicast),
    ];

    // Everything that is given out for use on the internet; what lies outside is nobody's yet.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    public static AddressClass Of(IPAddress address)
    {
        address = Plain(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return Find(Version4, address) ?? AddressClass.Public;
        return address.AddressFamily != AddressFamily.InterNetworkV6
            ? AddressClass.Reserved
            : Find(Version6, address) ?? (Global6.Contains(address) ? AddressClass.Public : AddressClass.Reserved);
    }

    /// <summary>The address that a connection to this one reaches: an IPv4 one written as IPv6 is the IPv4 one.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    public static string Words(AddressClass type) => type switch
    {
        AddressClass.Public => "public",
        AddressClass.Unspecified => "no address of a machine",
        AddressClass.Loopback => "this machine itself",
        AddressClass.Private => "a private address",
        AddressClass.Shared => "a network operator's own address",
        AddressClass.LinkLocal => "a link-local address",
        AddressClass.Metadata => "a cloud's metadata service",
        AddressClass.Multicast => "a multicast address",
        AddressClass.Documentation => "an address for examples",
        AddressClass.Translated => "an IPv4 address behind a translator",
        AddressClass.Tunnelled => "an IPv4 tunnel",
        AddressClass.Reserved => "a reserved address",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static AddressClass? Find((IPNetwork Network, AddressClass Class)[] ranges, IPAddress address)
    {
        foreach (var (network, type) in ranges)
        {
            if (network.Contains(address))
                return type;
        }

        return null;
    }

    private static (IPNetwork Network, AddressClass Class) Range(string network, AddressClass type) => (IPNetwork.Parse(network), type);
}
