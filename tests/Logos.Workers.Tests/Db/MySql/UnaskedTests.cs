using Logos.Core.Work;

namespace Logos.Workers.Tests.Db.MySql;

/// <summary>A server that says something before it is asked.</summary>
public sealed class UnaskedTests
{
    private static byte[] Inactive => [0xff, 0xbf, 0x0f, .. "#HY000The client was disconnected by the server because of inactivity."u8];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Why_it_ends_a_session_is_told_and_the_node_is_tried_again(int at)
    {
        await using var server = new TalkativeServer(at, Inactive);
        await using var bench = new MySqlBench(server.Port, "shop");

        var failure = await bench.FailsAsync("query: select 1");

        Assert.Equal(("LGS5062", FailureKind.Transient), (failure.Code, failure.Kind));
        Assert.Contains("because of inactivity. (4031, HY000)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_no_server_says_unasked_is_no_server_of_MySQL(int at)
    {
        await using var server = new TalkativeServer(at, [1, 2, 3]);
        await using var bench = new MySqlBench(server.Port, "shop");

        var failure = await bench.FailsAsync("query: select 1");

        Assert.Equal(("LGS5063", FailureKind.Permanent, $"MySQL at 127.0.0.1:{server.Port} cannot be talked to: the server speaks unasked"), (failure.Code, failure.Kind, failure.Message));
    }
}
