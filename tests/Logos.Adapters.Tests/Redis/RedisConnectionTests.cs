using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Logos.Adapters.Redis;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;
using Logos.Servers;

namespace Logos.Adapters.Tests.Redis;

[Trait("Needs", "redis")]
public sealed class RedisConnectionTests(RedisFixture shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_of_every_kind_come_back_as_they_are()
    {
        await using var connection = RedisFixture.Connect(await shared.OptionsAsync());
        var bytes = Enumerable.Range(0, 3 * 1024 * 1024).Select(i => (byte)i).ToArray();
        await connection.SendAsync(["SET", "all:bytes", bytes], Token).InTime();
        Assert.Equal(bytes, (await connection.SendAsync(["GET", "all:bytes"], Token).InTime()).Bytes);
        await connection.SendAsync(["DEL", "all:bytes"], Token).InTime();
        Assert.True((await connection.SendAsync(["GET", "all:bytes"], Token).InTime()).IsNull);
        foreach (var (kind, expected) in new[] { ("integer", RespKind.Integer), ("double", RespKind.Double), ("bignum", RespKind.BigNumber), ("null", RespKind.Null), ("array", RespKind.List), ("set", RespKind.Set), ("map", RespKind.Map), ("verbatim", RespKind.Bytes), ("true", RespKind.Flag), ("string", RespKind.Bytes), ("attrib", RespKind.Bytes) })
            Assert.Equal(expected, (await connection.SendAsync(["DEBUG", "PROTOCOL", kind], Token).InTime()).Kind);
    }

    [Fact]
    public async Task Many_callers_share_it_and_each_hears_its_own_answer()
    {
        await using var connection = RedisFixture.Connect(await shared.OptionsAsync());
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var round = 0; round < 20; round++)
            {
                var echoes = Enumerable.Range(0, 50).Select(i => $"{caller}/{round}/{i}").ToList();
                var answers = await Task.WhenAll(echoes.Select(echo => connection.SendAsync(["ECHO", echo], Token).AsTask()));
                Assert.Equal(echoes, answers.Select(answer => answer.Text()));
            }
        }))).InTime();
        Assert.Equal(1, connection.Session);
    }

    [Fact]
    public async Task An_error_is_the_callers_alone()
    {
        await using var connection = RedisFixture.Connect(await shared.OptionsAsync());
        var wrong = connection.SendAsync(["NOSUCH", "command"], Token);
        var right = connection.SendAsync(["ECHO", "fine"], Token);
        var refused = await Assert.ThrowsAsync<RedisServerException>(() => wrong.InTime());
        Assert.Equal(("ERR", RedisCodes.Refused), (refused.Kind, refused.Code));
        Assert.Equal("fine", (await right.InTime()).Text());
    }

    [Fact]
    public async Task Who_gives_up_hears_so_and_the_others_hear_their_own_answers()
    {
        await using var connection = RedisFixture.Connect(await shared.OptionsAsync());
        using var stop = new CancellationTokenSource();
        await connection.SendAsync(["PING"], Token).InTime();
        var slow = connection.SendAsync(["DEBUG", "SLEEP", "0.2"], stop.Token);
        var after = connection.SendAsync(["ECHO", "after"], Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow.InTime());
        Assert.Equal("after", (await after.InTime()).Text());
    }

    [Fact]
    public async Task No_more_commands_wait_than_may()
    {
        await using var connection = RedisFixture.Connect(await shared.OptionsAsync() with { MaxPending = 10 });
        await connection.SendAsync(["PING"], Token).InTime();
        var waiting = Enumerable.Range(0, 10).Select(i => connection.SendAsync(i == 0 ? ["DEBUG", "SLEEP", "0.2"] : ["ECHO", $"{i}"], Token).AsTask()).ToList();
        var refused = await Assert.ThrowsAsync<RedisBusyException>(() => connection.SendAsync(["PING"], Token).InTime());
        Assert.Equal(RedisCodes.Busy, refused.Code);
        await Task.WhenAll(waiting).InTime();
        await connection.SendAsync(["PING"], Token).InTime();
    }

    [Fact]
    public async Task A_script_is_sent_whole_only_to_a_server_that_does_not_know_it()
    {
        var options = await shared.OptionsAsync();
        await using var connection = RedisFixture.Connect(options);
        var script = new RedisScript($"return {{KEYS[1], ARGV[1], '{options.Prefix}'}}");
        for (var round = 0; round < 3; round++)
            Assert.Equal("key value", string.Join(' ', (await script.RunAsync(connection, 1, ["key", "value"], Token).InTime()).Items[..2].ToArray().Select(item => item.Text())));
        await script.LoadAsync(connection, Token);
        Assert.Equal("key", (await connection.SendAsync(script.Command(1, "key", "value"), Token).InTime()).Items[0].Text());
    }

    [Theory]
    [InlineData("", RedisCodes.SignIn)]
    [InlineData(",password=wrong", RedisCodes.SignIn)]
    [InlineData(",password=secret", null)]
    [InlineData(",user=alice,password=hers", null)]
    [InlineData(",user=alice,password=hers,defaultDatabase=3,name=gateway", null)]
    [InlineData(",user=alice,password=secret", RedisCodes.SignIn)]
    [InlineData(",password=secret,defaultDatabase=99", RedisCodes.Refused)]
    public async Task It_signs_in_as_it_is_told(string more, string? code)
    {
        await using var server = new RedisServer("requirepass secret", "user alice on >hers ~* &* +@all");
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.To(server, more));
        if (code is null)
        {
            var client = (await connection.SendAsync(["CLIENT", "INFO"], Token).InTime()).Text();
            Assert.Contains($"db={connection.Options.Address.Database} ", client, StringComparison.Ordinal);
            Assert.Contains($"user={connection.Options.Address.User ?? "default"} ", client, StringComparison.Ordinal);
            Assert.Contains($"name={connection.Options.Address.ClientName} ", client, StringComparison.Ordinal);
            return;
        }

        var refused = await Assert.ThrowsAsync<RedisUnavailableException>(() => connection.SendAsync(["PING"], Token).InTime());
        Assert.Equal(code, Assert.IsAssignableFrom<RedisException>(refused.InnerException).Code);
        Assert.DoesNotContain("secret", $"{refused}", StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", $"{refused}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TLS_a_certificate_counts_that_somebody_trusted_has_signed_for_this_name()
    {
        await using var server = new RedisServer("requirepass secret") { IsTls = true };
        await server.StartAsync();
        var options = RedisFixture.To(server, ",password=secret,ssl=true");
        await using (var trusting = RedisFixture.Connect(options))
            Assert.Equal("PONG", (await trusting.SendAsync(["PING"], Token).InTime()).Text());
        await using (var named = RedisFixture.Connect(options with { Address = options.Address with { CertificateName = "redis.test" } }))
            Assert.Equal("PONG", (await named.SendAsync(["PING"], Token).InTime()).Text());
        await using var suspicious = RedisFixture.Connect(options with { Authorities = null });
        var untrusted = await Assert.ThrowsAsync<RedisUnavailableException>(() => suspicious.SendAsync(["PING"], Token).InTime());
        Assert.Contains("not trusted", untrusted.Message, StringComparison.Ordinal);
        await using var other = RedisFixture.Connect(options with { Address = options.Address with { CertificateName = "another.test" } });
        await Assert.ThrowsAsync<RedisUnavailableException>(() => other.SendAsync(["PING"], Token).InTime());
        await using var plain = RedisFixture.Connect(options with { Address = options.Address with { IsTls = false } });
        await Assert.ThrowsAsync<RedisUnavailableException>(() => plain.SendAsync(["PING"], Token).InTime());
    }

    [Fact]
    public async Task When_the_server_is_killed_all_that_waits_fails_at_once_and_it_is_found_again_by_itself()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.To(server) with { CommandTime = TimeSpan.FromMinutes(5) });
        await connection.SendAsync(["PING"], Token).InTime();
        var waiting = Enumerable.Range(0, 100).Select(i => connection.SendAsync(i == 0 ? ["DEBUG", "SLEEP", "60"] : ["ECHO", $"{i}"], Token).AsTask()).ToList();
        await server.KillAsync();
        foreach (var each in waiting)
            await Assert.ThrowsAsync<RedisUnavailableException>(() => each.InTime());
        await connection.UntilAwayAsync();
        await Assert.ThrowsAsync<RedisUnavailableException>(() => connection.SendAsync(["PING"], Token).InTime());
        await server.StartAsync();
        await connection.UntilConnectedAsync(after: 1);
        Assert.Equal("PONG", (await connection.SendAsync(["PING"], Token).InTime()).Text());
    }

    [Fact]
    public async Task A_server_that_hangs_is_left_and_costs_nobody_more_than_the_time_of_a_command()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.Impatient(server));
        await connection.SendAsync(["PING"], Token).InTime();
        await server.PauseAsync();
        var began = Stopwatch.GetTimestamp();
        var failed = await Assert.ThrowsAnyAsync<RedisException>(() => connection.SendAsync(["PING"], Token).InTime());
        Assert.Contains(failed.Code, new[] { RedisCodes.Slow, RedisCodes.Away });
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(10));
        await connection.UntilAwayAsync();
        // Although it takes connections, being stopped: nobody waits for it any more.
        var refusals = Enumerable.Range(0, 100).Select(_ => connection.SendAsync(["PING"], Token)).ToList();
        Assert.All(refusals, refusal => Assert.True(refusal.IsFaulted));
        await server.ResumeAsync();
        await connection.UntilConnectedAsync(after: 1);
        Assert.Equal("PONG", (await connection.SendAsync(["PING"], Token).InTime()).Text());
    }

    [Fact]
    public async Task A_connection_on_which_nothing_is_said_is_found_to_hang_as_well()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.Impatient(server));
        await connection.SendAsync(["PING"], Token).InTime();
        await server.PauseAsync();
        await connection.UntilAwayAsync();
        await server.ResumeAsync();
        await connection.UntilConnectedAsync(after: 1);
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_made_anew()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.To(server));
        await using var other = RedisFixture.Connect(RedisFixture.To(server));
        for (var session = 1; session <= 3; session++)
        {
            var id = (await connection.SendAsync(["CLIENT", "ID"], Token).InTime()).Integer;
            Assert.Equal(1, (await other.SendAsync(["CLIENT", "KILL", "ID", id], Token).InTime()).Integer);
            await connection.UntilConnectedAsync(after: session);
        }
    }

    [Fact]
    public async Task What_is_no_Redis_at_all_is_told_as_such()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var talking = TalkAsync();
        await using var connection = RedisFixture.Connect(new(new RedisAddress("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port)) { MaxReconnectDelay = TimeSpan.FromMinutes(1) });
        var refused = await Assert.ThrowsAsync<RedisUnavailableException>(() => connection.SendAsync(["PING"], Token).InTime());
        Assert.Equal(RedisCodes.Protocol, Assert.IsAssignableFrom<RedisException>(refused.InnerException).Code);
        await talking;

        async Task TalkAsync()
        {
            using var client = await listener.AcceptTcpClientAsync(Token);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"), Token);
        }
    }

    [Fact]
    public async Task Whoever_closes_it_ends_what_waits()
    {
        var connection = RedisFixture.Connect(await shared.OptionsAsync() with { CommandTime = TimeSpan.FromMinutes(1) });
        await connection.SendAsync(["PING"], Token).InTime();
        var waiting = connection.SendAsync(["BLPOP", "nothing:ever", "0"], Token);
        await connection.DisposeAsync();
        await Assert.ThrowsAsync<RedisUnavailableException>(() => waiting.InTime());
        await Assert.ThrowsAsync<RedisUnavailableException>(() => connection.SendAsync(["PING"], Token).InTime());
        await connection.DisposeAsync();
    }
}
