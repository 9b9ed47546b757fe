using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Logos.Core.Connections;
using Logos.Core.Work;
using Logos.Workers.Db;
using Logos.Workers.Db.Mongo;
using Logos.Workers.Db.Mongo.Wire;
using Logos.Workers.Tests.Db.Mongo.Server;

namespace Logos.Workers.Tests.Db.Mongo;

/// <summary>Which connections are opened, to whom, and which are not used again.</summary>
public sealed class MongoPoolTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_never_answers_leaves_the_others_their_time()
    {
        using var dark = Dark(out var address);
        await using var server = new MongoServer();
        var clock = new ManualClock();
        await using var pool = Pool(clock, ("url", $"mongodb://{address},{server.Address}/shop"));
        var renting = pool.RentAsync(Stop);
        using var asked = await dark.AcceptSocketAsync(Stop);
        clock.Advance(TimeSpan.FromSeconds(5));
        await pool.ReturnAsync(await renting.WaitAsync(Soon, TimeProvider.System, Stop), isClean: true);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_after_its_time()
    {
        using var dark = Dark(out var address);
        var clock = new ManualClock();
        await using var pool = Pool(clock, ("url", $"mongodb://{address}/shop"));
        var renting = pool.RentAsync(Stop);
        using var asked = await dark.AcceptSocketAsync(Stop);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("it did not answer within 10 s", (await Assert.ThrowsAsync<TimeoutException>(() => renting.WaitAsync(Soon, TimeProvider.System, Stop))).Message);
    }

    [Theory]
    [InlineData("of another set")]
    [InlineData("just starting")]
    [InlineData("of another kind")]
    public async Task A_server_that_is_wrong_hides_no_primary_behind_it(string first)
    {
        await using var other = new MongoServer { SetName = "another", IsStarting = first == "just starting" };
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var talking = first == "of another kind" ? TalkAsync(listener) : Task.CompletedTask;
        await using var server = new MongoServer { SetName = "rs" };
        var address = first == "of another kind" ? listener.LocalEndpoint.ToString() : other.Address;
        await using var pool = Pool(TimeProvider.System, ("url", $"mongodb://{address},{server.Address}/shop?replicaSet=rs"));
        await pool.ReturnAsync(await pool.RentAsync(Stop), isClean: true);
        await talking;
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task What_is_wrong_with_all_servers_is_wrong_for_good_and_what_is_wrong_with_some_is_not()
    {
        await using var one = new MongoServer { SetName = "another" };
        await using var two = new MongoServer { SetName = "a third" };
        await using var pool = Pool(TimeProvider.System, ("url", $"mongodb://{one.Address},{two.Address}/shop?replicaSet=rs"));
        Assert.EndsWith("is no member of the replica set `rs`", (await Assert.ThrowsAsync<MongoProtocolException>(() => pool.RentAsync(Stop))).Message, StringComparison.Ordinal);
        two.IsStarting = true;
        await Assert.ThrowsAsync<NoPrimaryException>(() => pool.RentAsync(Stop));
    }

    [Fact]
    public void A_host_over_an_address_keeps_its_port() =>
        Assert.Equal("MongoDB at db.internal:27020", Pool(TimeProvider.System, ("url", "mongodb://elsewhere:27020/shop"), ("host", "db.internal")).Place);

    [Fact]
    public async Task A_connection_that_cannot_even_be_closed_gives_its_place_back()
    {
        await using var server = new MongoServer();
        await using var pool = Pool(TimeProvider.System, ("url", $"mongodb://{server.Address}/shop"), ("pool_size", "1"));
        var session = await pool.RentAsync(Stop);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await pool.ReturnAsync(new MongoSession(socket, new Broken()), isClean: false);
        await session.DisposeAsync();
        await pool.ReturnAsync(await pool.RentAsync(Stop).WaitAsync(Soon, TimeProvider.System, Stop), isClean: true);
    }

    [Fact]
    public async Task A_connection_that_nobody_wanted_for_five_minutes_is_not_used_again()
    {
        await using var server = new MongoServer();
        var clock = new ManualClock();
        await using var pool = Pool(clock, ("url", $"mongodb://{server.Address}/shop"));
        var first = await pool.RentAsync(Stop);
        await pool.ReturnAsync(first, isClean: true);
        clock.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Same(first, await pool.RentAsync(Stop));
        await pool.ReturnAsync(first, isClean: true);
        clock.Advance(TimeSpan.FromMinutes(5));
        var second = await pool.RentAsync(Stop);
        Assert.NotSame(first, second);
        await pool.ReturnAsync(second, isClean: true);
    }

    [Fact]
    public async Task A_connection_that_breaks_takes_those_with_it_that_lead_to_the_same_server()
    {
        await using var bench = new MongoBench();
        bench.Server.Holding = "find";
        var held = bench.FailsAsync("operation: find");
        await MongoBench.UntilAsync(() => !bench.Server.Held.IsEmpty);
        await bench.YieldsAsync("operation: count");
        await bench.Server.Held.Single().Value.CancelAsync();
        Assert.Equal(FailureKind.Transient, (await held).Kind);
        Assert.Equal(2, bench.Server.Connections);
        bench.Server.HangingUp = "aggregate";
        Assert.Equal("LGS5062", (await bench.FailsAsync("operation: count")).Code);
        bench.Server.HangingUp = null;
        var before = bench.Server.Heard.Select(command => command["lsid"].ToJson()).ToHashSet();
        Assert.Equal("0", (await bench.YieldsAsync("operation: count")).ToJson());
        Assert.DoesNotContain(bench.Heard("aggregate")["lsid"].ToJson(), before);
    }

    [Fact]
    public async Task What_comes_behind_an_answer_is_nobodys()
    {
        await using var bench = new MongoBench();
        bench.Server.Behind = [7];
        // A byte behind the sign-in is read as the beginning of the answer behind it.
        Assert.Equal(("LGS5063", FailureKind.Permanent), Of(await bench.FailsAsync("operation: count")));
        bench.Server.Behind = [];
        Assert.Equal("0", (await bench.YieldsAsync("operation: count")).ToJson());
        bench.Server.Behind = [7];
        Assert.Equal("0", (await bench.YieldsAsync("operation: count")).ToJson());
        bench.Server.Behind = [];
        Assert.Equal("0", (await bench.YieldsAsync("operation: count")).ToJson());
    }

    [Fact]
    public async Task Who_has_not_signed_us_in_sends_no_megabytes()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var clock = new ManualClock();
        await using var pool = Pool(clock, ("url", $"mongodb://{listener.LocalEndpoint}/shop"));
        var renting = pool.RentAsync(Stop);
        using var client = await listener.AcceptSocketAsync(Stop);
        await client.SendAsync((byte[])[.. BitConverter.GetBytes(300 * 1024), .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(MongoMessage.OpMsg)], Stop);
        Assert.Contains("no possible length", (await Assert.ThrowsAsync<MongoProtocolException>(() => renting.WaitAsync(Soon, TimeProvider.System, Stop))).Message, StringComparison.Ordinal);
    }

    private static (string Code, FailureKind Kind) Of(Failure failure) => (failure.Code, failure.Kind);

    private static MongoPool Pool(TimeProvider clock, params (string Name, string Value)[] settings) =>
        MongoPool.Open(new ConnectionSettings("shop", new OpenConnection("mongo", settings.ToDictionary(setting => setting.Name, setting => setting.Value), [])), clock);

    private static TcpListener Dark(out string address)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        address = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";
        return listener;
    }

    private static async Task TalkAsync(TcpListener listener)
    {
        using var client = await listener.AcceptSocketAsync(Stop);
        // What is left unread would break the connection before the answer arrives.
        await client.ReceiveAsync(new byte[4096], Stop);
        await client.SendAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray(), Stop);
    }

    /// <summary>As one whose buffer cannot be written any more.</summary>
    private sealed class Broken : MemoryStream
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            throw new IOException("broken pipe");
        }
    }
}
