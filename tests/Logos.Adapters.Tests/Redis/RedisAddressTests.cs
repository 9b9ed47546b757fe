using Logos.Adapters.Redis.Connections;

namespace Logos.Adapters.Tests.Redis;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("localhost", "redis://localhost:6379/0")]
    [InlineData("localhost:7000", "redis://localhost:7000/0")]
    [InlineData("cache.example:6380,password=p=w,ssl=True,abortConnect=False", "rediss://cache.example:6380/0")]
    [InlineData("cache.example,ssl=true", "rediss://cache.example:6380/0")]
    [InlineData("10.0.0.1:6379, defaultDatabase=3, connectTimeout=500", "redis://10.0.0.1:6379/3")]
    [InlineData("[::1]:7000", "redis://[::1]:7000/0")]
    [InlineData("::1", "redis://[::1]:6379/0")]
    [InlineData("redis://host", "redis://host:6379/0")]
    [InlineData("rediss://host", "rediss://host:6380/0")]
    [InlineData("redis://user:p%2Cw@host:7000/2", "redis://host:7000/2")]
    [InlineData("redis://[::1]:7000/", "redis://[::1]:7000/0")]
    public void Both_forms_say_where_the_server_is(string text, string address) => Assert.Equal(address, RedisAddressText.Parse(text).ToString());

    [Fact]
    public void Both_forms_say_who_we_are()
    {
        var options = RedisAddressText.Parse("host:1,user=alice,password=a=b,name=gateway,sslHost=redis.test,ssl=true,syncTimeout=250,connectTimeout=750");
        Assert.Equal(("alice", "a=b", "gateway", "redis.test"), (options.User, options.Password, options.ClientName, options.CertificateName));
        Assert.Equal((TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(750)), (new RedisOptions(options).CommandTime, new RedisOptions(options).ConnectTime));
        var uri = RedisAddressText.Parse("redis://alice:p%2Cw%40@host");
        Assert.Equal(("alice", "p,w@"), (uri.User, uri.Password));
        Assert.Equal((null, "secret"), (RedisAddressText.Parse("redis://:secret@host").User, RedisAddressText.Parse("redis://:secret@host").Password));
        Assert.Equal((null, null), (RedisAddressText.Parse("host,password=").User, RedisAddressText.Parse("host,password=").Password));
    }

    [Theory]
    [InlineData("a:1,b:2", "2 servers")]
    [InlineData("password=hidden", "no server")]
    [InlineData("host,pasword=hidden", "option that is not known; did you mean")]
    [InlineData("host,password=hid,den=1", "option that is not known")]
    [InlineData("host:99999,password=hidden", "no host with a port")]
    [InlineData(":1,password=hidden", "no host with a port")]
    [InlineData("[::1:7000", "bracket")]
    [InlineData("host,ssl=maybe", "true or false")]
    [InlineData("host,defaultDatabase=-1", "whole number")]
    [InlineData("host,syncTimeout=0", "milliseconds")]
    [InlineData("http://u:hidden@host", "redis://")]
    [InlineData("redis://u:hidden@host?x=1", "number of the database")]
    [InlineData("redis://u:hidden@host/x", "whole number")]
    public void What_cannot_be_used_is_told_without_the_password(string text, string why)
    {
        var wrong = Assert.Throws<FormatException>(() => RedisAddressText.Parse(text));
        Assert.Contains(why, wrong.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hid", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("den", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_shows_no_password() => Assert.DoesNotContain("hidden", $"{new RedisOptions(RedisAddressText.Parse("host,user=u,password=hidden"))}", StringComparison.Ordinal);

    [Fact]
    public void The_delay_between_attempts_doubles_up_to_its_limit_and_is_never_the_same()
    {
        var random = new Random(7);
        var most = TimeSpan.FromSeconds(2);
        foreach (var (failures, full) in new[] { (0, 25.0), (1, 25), (2, 50), (3, 100), (7, 1600), (8, 2000), (100, 2000), (2000, 2000) })
        {
            var delays = Enumerable.Range(0, 100).Select(_ => ReconnectDelay.After(failures, most, random).TotalMilliseconds).ToList();
            Assert.All(delays, delay => Assert.InRange(delay, full / 2, full));
            Assert.True(delays.Distinct().Count() > 90);
        }
    }
}
