using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Logos.Workers.Faults;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Running;

namespace Logos.Workers.Tests.Io.Outbound;

public sealed class AddressClassTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("168.63.129.16")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd12:3456:789a::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("febf::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("4000::1")]
    public void What_is_not_public_is_refused(string address)
    {
        var refused = Assert.Throws<FailureException>(() => new OutboundPolicy(new()).Vet("example.com", 80, [IPAddress.Parse(address)]));

        Assert.Equal(WorkersCodes.AddressRefused, refused.Failure.Code);
        Assert.DoesNotContain(address, refused.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700:4700::1111")]
    public void What_is_public_is_called(string address) =>
        Assert.Single(new OutboundPolicy(new()).Vet("example.com", 80, [IPAddress.Parse(address)]));

    [Fact]
    public void An_IPv4_address_is_the_same_however_it_is_written()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<DoNotSize<uint>>(), any =>
        {
            var plain = new IPAddress(any.Item);
            return AddressClasses.Of(plain) == AddressClasses.Of(plain.MapToIPv6());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_address_in_any_notation_is_the_address_that_it_stands_for()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<DoNotSize<uint>>(), ArbMap.Default.ArbFor<byte>(), (any, notation) =>
        {
            var number = any.Item;
            var bytes = new IPAddress(number).GetAddressBytes();
            var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
            var text = (notation % 8) switch
            {
                0 => $"{value}",
                1 => $"0x{value:x}",
                2 => string.Join('.', bytes.Select(part => "0" + Convert.ToString(part, 8))),
                3 => string.Join('.', bytes.Select(part => $"0x{part:X2}")),
                4 => $"{bytes[0]}.{(bytes[1] << 16) | (bytes[2] << 8) | bytes[3]}",
                5 => $"{bytes[0]}.0x{bytes[1]:x}.{(bytes[2] << 8) | bytes[3]}",
                6 => $"[::ffff:{new IPAddress(number)}]",
                _ => $"[::ffff:{value >> 16:x}:{value & 0xffff:x}]",
            };
            var uri = new Uri($"http://{text}/");
            return IPAddress.TryParse(uri.IdnHost, out var read) && AddressClasses.Plain(read).Equals(new IPAddress(number)) && AddressClasses.Of(read) == AddressClasses.Of(new IPAddress(number));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Of_several_addresses_only_those_that_may_be_called_are_left() =>
        Assert.Equal([IPAddress.Parse("8.8.8.8")], new OutboundPolicy(new()).Vet("example.com", 80, [IPAddress.Loopback, IPAddress.Parse("8.8.8.8"), IPAddress.IPv6Loopback]));

    [Theory]
    [InlineData("billing.internal", "billing.internal", 80, true)]
    [InlineData("Billing.Internal", "billing.internal.", 80, true)]
    [InlineData("*.internal", "billing.internal", 80, true)]
    [InlineData("*.internal", "a.b.internal", 80, true)]
    [InlineData("*.internal", "internal", 80, false)]
    [InlineData("*.internal", ".internal", 80, false)]
    [InlineData("*.internal", "evilinternal", 80, false)]
    [InlineData("billing.internal", "billing.internal.evil.com", 80, false)]
    [InlineData("localhost:8080", "localhost", 8080, true)]
    [InlineData("localhost:8080", "localhost", 22, false)]
    public void A_host_that_is_allowed_may_be_anywhere(string allowed, string host, int port, bool passes)
    {
        var policy = new OutboundPolicy(new() { AllowedHosts = [allowed] });

        if (passes)
            Assert.Equal([IPAddress.Loopback], policy.Vet(host, port, [IPAddress.Loopback]));
        else
            Assert.Throws<FailureException>(() => policy.Vet(host, port, [IPAddress.Loopback]));
    }

    [Theory]
    [InlineData("10.20.0.0/16", "10.20.3.4", true)]
    [InlineData("10.20.0.0/16", "::ffff:10.20.3.4", true)]
    [InlineData("10.20.0.0/16", "10.21.3.4", false)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    public void A_network_that_is_allowed_may_be_called(string network, string address, bool passes)
    {
        var policy = new OutboundPolicy(new() { AllowedNetworks = [network] });

        if (passes)
            Assert.Single(policy.Vet("host", 80, [IPAddress.Parse(address)]));
        else
            Assert.Throws<FailureException>(() => policy.Vet("host", 80, [IPAddress.Parse(address)]));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/")]
    [InlineData("gopher://example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://user:password@example.com/")]
    [InlineData("http://user@example.com/")]
    [InlineData("http://8.8.8.8@127.0.0.1/")]
    public void Other_addresses_than_plain_web_ones_are_refused(string address)
    {
        var refused = Assert.Throws<FailureException>(() => new OutboundPolicy(new()).Check(new(address)));

        Assert.Equal(WorkersCodes.BadAddress, refused.Failure.Code);
        Assert.DoesNotContain("password@", refused.Failure.Message, StringComparison.Ordinal);
    }
}
