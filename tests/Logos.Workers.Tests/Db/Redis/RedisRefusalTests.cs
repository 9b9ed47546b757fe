using System.Globalization;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Servers;
using Logos.Workers.Db;
using Logos.Workers.Db.Redis;
using Logos.Workers.Running;

namespace Logos.Workers.Tests.Db.Redis;

[Trait("Needs", "redis")]
public sealed class RedisRefusalTests(RedisNodes nodes)
{
    [Theory]
    [InlineData("subscribe", "`SUBSCRIBE` is no command for a node")]
    [InlineData("MULTI", "`MULTI` is no command for a node")]
    [InlineData("Config", "`CONFIG` is no command for a node")]
    [InlineData("BLPOP", "`BLPOP` is no command for a node")]
    [InlineData("XREAD", "`XREAD` with BLOCK is no command for a node")]
    public async Task A_command_that_is_not_for_nodes_is_not_sent(string command, string message)
    {
        await using var bench = await nodes.BenchAsync();
        // What is known only when it runs; what is written is refused before.
        var failure = await bench.FailsAsync("command: \"${{ inputs.x }}\"\nargs: [BLOCK, 0, STREAMS, s, $]", $$$"""{"inputs":{"x":"{{{command}}}"}}""");
        Assert.Equal(("LGS5069", FailureKind.Permanent, message), (failure.Code, failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData("command: SET\nargs: [k, 1]", "SET")]
    [InlineData("command: PUBLISH\nargs: [k, 1]", "PUBLISH")]
    [InlineData("command: EVAL\nargs: [\"return redis.call('SET', 'k', 1)\", 0]", "EVAL")]
    [InlineData("command: SORT\nargs: [list, STORE, k]", "SORT")]
    [InlineData("command: GETDEL\nargs: [k]", "GETDEL")]
    [InlineData("commands: [{ command: GET, args: [k] }, { command: DEL, args: [k] }]", "DEL")]
    [InlineData("command: NOTHING\nargs: [k, 1]", "NOTHING")]
    public async Task A_connection_that_only_reads_takes_what_the_server_calls_reading(string with, string command)
    {
        await using var bench = await nodes.BenchAsync();
        bench.Connect("reading", ("read_only", "true"));
        await bench.YieldsAsync("command: SET\nargs: [k, kept]");
        for (var i = 0; i < 2; i++)
        {
            var failure = await bench.FailsAsync(with, connection: "reading");
            Assert.Equal(("LGS5068", FailureKind.Permanent, $"the connection only reads, and `{command}` is no command that only reads"), (failure.Code, failure.Kind, failure.Message));
        }

        Assert.Equal("kept", (await bench.YieldsAsync("command: GET\nargs: [k]", connection: "reading")).AsString());
        Assert.Equal("embstr", (await bench.YieldsAsync("command: OBJECT\nargs: [encoding, k]", connection: "reading")).AsString());
        Assert.Equal("kept", (await bench.YieldsAsync("command: EVAL_RO\nargs: [\"return redis.call('GET', KEYS[1])\", 1, k]", connection: "reading")).AsString());
        Assert.Equal("""["kept",1]""", (await bench.YieldsAsync("commands: [{ command: GET, args: [k] }, { command: EXISTS, args: [k] }]", connection: "reading")).ToJson());
        Assert.Equal("kept", await bench.AskAsync("GET", "k"));
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_without_values()
    {
        await using var bench = await nodes.BenchAsync();
        await bench.YieldsAsync("command: SET\nargs: [k, 1]");
        Assert.Equal(("LGS5064", FailureKind.Permanent, "Redis refused `LPUSH`: WRONGTYPE Operation against a key holding the wrong kind of value"), Told(await bench.FailsAsync("command: LPUSH\nargs: [k, hunter2]")));
        Assert.Equal(("LGS5064", FailureKind.Permanent, "Redis refused `GETT`: ERR unknown command 'GETT'"), Told(await bench.FailsAsync("command: GETT\nargs: [hunter2]")));
        bench.Connect("limited", ("user", "limited"), ("password", "hunter2"), ("read_only", "true"));
        Assert.Equal(("LGS5068", FailureKind.Permanent, "the connection only reads, and its user may not ask which commands do (`COMMAND INFO`)"), Told(await bench.FailsAsync("command: GET\nargs: [mine:k]", connection: "limited")));
        bench.Connect("limited", ("user", "limited"), ("password", "hunter2"));
        Assert.Equal("LGS5064", (await bench.FailsAsync("command: GET\nargs: [yours:k]", connection: "limited")).Code);
        bench.Connect("limited", ("user", "limited"), ("password", "wrong-hunter"));
        var failure = await bench.FailsAsync("command: GET\nargs: [k]", connection: "limited");
        Assert.Equal(("LGS5063", FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.DoesNotContain("wrong-hunter", failure.Message, StringComparison.Ordinal);
        bench.Connections.Set("odd", "redis", ("url", "redis://:hunter2@h:x/0"));
        Assert.StartsWith("the connection `odd` cannot be used: its address is neither", (await bench.FailsAsync("command: PING", connection: "odd")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_or_goes_away_is_tried_again()
    {
        await using var bench = await nodes.BenchAsync();
        bench.Connections.Set("away", "redis", ("host", "127.0.0.1"), ("port", FreePorts.TakeOne().ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(("LGS5062", FailureKind.Transient), ((await bench.FailsAsync("command: PING", connection: "away")) is var away ? away.Code : "", away.Kind));
        await using var server = new RedisServer();
        await server.StartAsync();
        bench.Connections.Set("own", "redis", ("url", $"redis://{server.Address}/0"));
        Assert.Equal("PONG", (await bench.YieldsAsync("command: PING", connection: "own")).AsString());
        await server.KillAsync();
        Assert.Equal(FailureKind.Transient, (await bench.FailsAsync("command: PING", connection: "own")).Kind);
        await server.StartAsync();
        Assert.Equal("PONG", (await bench.YieldsAsync("command: PING", connection: "own")).AsString());
    }

    [Fact]
    public async Task A_server_that_hangs_keeps_a_node_no_longer_than_its_time()
    {
        await using var bench = await nodes.BenchAsync();
        await using var server = new RedisServer();
        await server.StartAsync();
        bench.Connections.Set("own", "redis", ("url", $"redis://{server.Address}/0"));
        await bench.YieldsAsync("command: PING", connection: "own");
        await server.PauseAsync();
        var running = bench.FailsAsync("command: PING", connection: "own");
        bench.Worker.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(FailureKind.TimedOut, (await running).Kind);
        await server.ResumeAsync();
        Assert.Equal("PONG", (await bench.YieldsAsync("command: PING", connection: "own")).AsString());
    }

    [Fact]
    public async Task A_password_and_TLS_are_of_the_connection()
    {
        await using var bench = await nodes.BenchAsync();
        await using var server = new RedisServer("requirepass hunter2-secret") { IsTls = true };
        await server.StartAsync();
        // The machine does not trust who has signed it.
        bench.Connections.Set("own", "redis", ("url", $"rediss://:hunter2-secret@{server.Address}/0"));
        var step = (await bench.Worker.RunAsync(RedisBench.Node("command: SET\nargs: [k, a hunter2-secret]", "own")))[0];
        var failure = Worker.Failure(step);
        Assert.Equal(("LGS5062", FailureKind.Transient), (failure.Code, failure.Kind));
        Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
        Assert.Contains("a ***", step.Input!.Read().ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", step.Input!.Read().ToJson() + failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_sessions_are_open_than_the_connection_allows_and_none_is_left()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var bench = await nodes.BenchAsync();
        var connections = new KeptConnections();
        connections.Set("prices", "redis", ("url", $"redis://{server.Address}/0"), ("pool_size", "2"));
        var databases = new Databases(connections, TimeProvider.System);
        var worker = new Worker().With(new NodeRegistration(NodeTypeRegistry.BuiltIn.Find("redis")!, new RedisHandler(databases)));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => worker.OutputAsync(RedisBench.Node("command: PING"))));
        connections.Set("prices", "redis", ("url", $"redis://{server.Address}/1"), ("pool_size", "2"));
        await worker.OutputAsync(RedisBench.Node("command: PING"));
        await databases.DisposeAsync();
        await using var outside = new Adapters.Redis.Connections.RedisConnection(new(Adapters.Redis.Connections.RedisAddressText.Parse(server.Address)) { CommandTime = TimeSpan.FromSeconds(20) }, TimeProvider.System, new(1));
        var stats = (await outside.SendAsync(["INFO", "stats"], TestContext.Current.CancellationToken)).Text();
        // Two at once at most, one over the changed connection, and the one that asks.
        Assert.Matches("total_connections_received:[1-4]\r", stats);
        while (!(await outside.SendAsync(["INFO", "clients"], TestContext.Current.CancellationToken)).Text().Contains("connected_clients:1\r", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static (string Code, FailureKind Kind, string Message) Told(Failure failure) => (failure.Code, failure.Kind, failure.Message);
}
