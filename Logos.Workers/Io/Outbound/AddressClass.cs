namespace Logos.Workers.Io.Outbound;

/// <summary>What an address is for. Only <see cref="Public"/> ones are called without being allowed.</summary>
public enum AddressClass
{
    Public,
    Unspecified,
    Loopback,
    Private,

    /// <summary>Addresses of a network operator's own network (100.64.0.0/10).</summary>
    Shared,
    LinkLocal,

    /// <summary>Where clouds tell machines their credentials.</summary>
    Metadata,
    Multicast,
    Documentation,

    /// <summary>An IPv6 address that stands for an IPv4 one through a translator (NAT64).</summary>
    Translated,

    /// <summary>An IPv6 address that tunnels through an IPv4 one (6to4, Teredo).</summary>
    Tunnelled,
    Reserved,
}
