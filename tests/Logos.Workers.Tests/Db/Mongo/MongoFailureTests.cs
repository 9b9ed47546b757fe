using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Servers;
using Logos.Workers.Tests.Db.Mongo.Server;

namespace Logos.Workers.Tests.Db.Mongo;

/// <summary>What goes wrong, whether another try may help, and what is told of it.</summary>
public sealed class MongoFailureTests
{
    [Theory]
    [InlineData("""{"ok":0,"code":10107,"codeName":"NotWritablePrimary","errmsg":"not primary"}""", "LGS5062", FailureKind.Transient)]
    [InlineData("""{"ok":0,"code":11600,"codeName":"InterruptedAtShutdown","errmsg":"interrupted at shutdown"}""", "LGS5062", FailureKind.Transient)]
    [InlineData("""{"ok":0,"code":50,"codeName":"MaxTimeMSExpired","errmsg":"operation exceeded time limit"}""", "LGS5062", FailureKind.Transient)]
    [InlineData("""{"ok":0,"code":99999,"errmsg":"new","errorLabels":["RetryableWriteError"]}""", "LGS5062", FailureKind.Transient)]
    [InlineData("""{"ok":1,"n":1,"writeConcernError":{"code":64,"codeName":"WriteConcernTimeout","errmsg":"waiting for replication timed out"}}""", "LGS5062", FailureKind.Transient)]
    [InlineData("""{"ok":1,"n":1,"writeConcernError":{"code":79,"codeName":"UnknownReplWriteConcern","errmsg":"no such mode"}}""", "LGS5064", FailureKind.Permanent)]
    [InlineData("""{"ok":0,"code":112,"codeName":"WriteConflict","errmsg":"conflict"}""", "LGS5065", FailureKind.Transient)]
    [InlineData("""{"ok":0,"code":99999,"errmsg":"new","errorLabels":["TransientTransactionError"]}""", "LGS5065", FailureKind.Transient)]
    [InlineData("""{"ok":0,"code":13,"codeName":"Unauthorized","errmsg":"not authorized on shop to execute command { insert: \"orders\", documents: [ { a: \"hunter3\" } ] }"}""", "LGS5063", FailureKind.Permanent)]
    [InlineData("""{"ok":0,"code":9,"codeName":"FailedToParse","errmsg":"what is 'hunter3', or \"hunter3\"?"}""", "LGS5064", FailureKind.Permanent)]
    [InlineData("""{"ok":1,"n":0,"writeErrors":[{"index":0,"code":121,"errmsg":"Document failed validation","errInfo":{"a":"hunter3"}}]}""", "LGS5064", FailureKind.Permanent)]
    [InlineData("""{"ok":1,"n":0,"writeErrors":[{"index":0,"code":112,"errmsg":"WriteConflict"}]}""", "LGS5065", FailureKind.Transient)]
    [InlineData("""{"nothing":1}""", "LGS5064", FailureKind.Permanent)]
    [InlineData("""{"ok":1,"cursor":{"id":0,"firstBatch":[7]}}""", "LGS5070", FailureKind.Permanent)]
    public async Task What_the_server_says_tells_whether_to_try_again(string answer, string code, FailureKind kind)
    {
        await using var bench = new MongoBench();
        bench.Server.Answer("insert", answer);
        var failure = await bench.FailsAsync("operation: insert_one\ndocument: { a: \"${{ inputs.x }}\" }", """{"inputs":{"x":"hunter3"}}""");
        Assert.Equal((code, kind), (failure.Code, failure.Kind));
        Assert.DoesNotContain("hunter", failure.Message, StringComparison.Ordinal);
        Assert.Equal("0", (await bench.YieldsAsync("operation: count")).ToJson());
    }

    [Theory]
    [InlineData("insert_one\ndocument: { _id: hunter3 }", "MongoDB refused `insert_one`: E11000 duplicate key error collection: shop.orders index: _id_ dup key: {…} (11000)")]
    [InlineData("insert_many\ndocuments: [{ _id: 7 }, { _id: hunter3 }, { _id: 8 }]", "1 of 3 documents were inserted, and then one was not: MongoDB refused `insert_many`: E11000 duplicate key error collection: shop.orders index: _id_ dup key: {…} (11000)")]
    [InlineData("update_one\nfilter: {}\nupdate: { $inc: { a: 1 } }", "MongoDB refused `update_one`: Cannot apply $inc to a value of non-numeric type. {…} (14)")]
    [InlineData("find\nfilter: { a: { $near: 1 } }", "MongoDB refused `find`: unknown operator: $near (2, BadValue)")]
    [InlineData("aggregate\npipeline: [{ $nothing: {} }]", "MongoDB refused `aggregate`: Unrecognized pipeline stage name: '$nothing' (40324, Location40324)")]
    public async Task What_the_server_refuses_is_told_with_its_code_and_without_values(string with, string message)
    {
        await using var bench = new MongoBench();
        bench.Server.Store.Put("shop.orders", """{"_id":"hunter3","a":"text"}""");
        var failure = await bench.FailsAsync($"operation: {with}");
        Assert.Equal(("LGS5064", FailureKind.Permanent, message), (failure.Code, failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData("Failed to parse number 'a stored 'text' of others' in $convert", "Failed to parse number '…' in $convert")]
    [InlineData("it holds \"a stored \\\"text\\\"\" and \"more", "it holds '…'more")]
    [InlineData("the field 'a.b' is no 'x'", "the field 'a.b' is no '…'")]
    [InlineData("cannot do it with 4711, nor with hunter3; 47110 and shop.hunter3 are others", "cannot do it with …, nor with …; 47110 and shop.hunter3 are others")]
    [InlineData("a way to say: a", "a way to say: …")]
    public async Task What_is_kept_or_given_is_left_out_of_a_message_and_its_words_are_not(string said, string told)
    {
        await using var bench = new MongoBench();
        bench.Server.Scripted.Enqueue(("insert", ValueMap.From([new("ok", 0), new("code", 9), new("codeName", new string('N', 10_000)), new("errmsg", said)])));
        var failure = await bench.FailsAsync("operation: insert_one\ndocument: \"${{ inputs.x }}\"", """{"inputs":{"x":{"a":"hunter3","b":4711,"c":"a"}}}""");
        Assert.Equal($"MongoDB refused `insert_one`: {told} (9, {new string('N', 63)}…)", failure.Message);
    }

    [Fact]
    public async Task A_long_message_is_cut()
    {
        await using var bench = new MongoBench();
        bench.Server.Scripted.Enqueue(("find", ValueMap.From([new("ok", 0), new("code", 9), new("errmsg", string.Concat(Enumerable.Repeat("🌳x", 100_000)))])));
        Assert.Equal($"MongoDB refused `find`: {string.Concat(Enumerable.Repeat("🌳x", 166))}… (9)", (await bench.FailsAsync("operation: find")).Message);
    }

    [Fact]
    public async Task A_long_value_is_left_out_of_a_message_that_has_a_part_of_it()
    {
        await using var bench = new MongoBench();
        var text = new string('h', 10_000);
        bench.Server.Scripted.Enqueue(("find", ValueMap.From([new("ok", 0), new("code", 9), new("errmsg", $"cannot look for {text}")])));
        Assert.Equal("MongoDB refused `find`: cannot look for … (9)", (await bench.FailsAsync("operation: find\nfilter: { a: \"${{ inputs.x }}\" }", $$$"""{"inputs":{"x":"{{{text}}}"}}""")).Message);
    }

    [Fact]
    public async Task Who_may_not_come_in_is_told_so_and_nobodys_password_is()
    {
        await using var bench = new MongoBench();
        bench.Connect("wrong", ("password", "wrong-hunter"));
        bench.Connect("unknown", ("user", "nobody"));
        bench.Connect("nobody", ("user", ""), ("password", ""));
        foreach (var connection in new[] { "wrong", "unknown", "nobody" })
        {
            var failure = await bench.FailsAsync("operation: find\nfilter: { a: hunter9 }", connection: connection);
            Assert.Equal(("LGS5063", FailureKind.Permanent), (failure.Code, failure.Kind));
            Assert.DoesNotContain("hunter", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal("0", (await bench.YieldsAsync("operation: count")).ToJson());
    }

    [Theory]
    [InlineData("SCRAM-SHA-1", "SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    public async Task A_user_signs_in_as_the_server_has_it(params string[] mechanisms)
    {
        await using var bench = new MongoBench(new() { Mechanisms = mechanisms });
        bench.Server.Users["a=b,c"] = "p,=ü 🌳";
        bench.Connect("odd", ("user", "a=b,c"), ("password", "p,=ü 🌳"));
        Assert.Equal("0", (await bench.YieldsAsync("operation: count", connection: mechanisms.Length == 1 && mechanisms[0] == "SCRAM-SHA-1" ? "shop" : "odd")).ToJson());
        bench.Connections.Set("url", "mongo", ("url", $"mongodb://graphs:hunter2@{bench.Server.Address}/shop?authSource=admin&authMechanism={mechanisms[^1]}&w=majority&retryWrites=true"));
        Assert.Equal("0", (await bench.YieldsAsync("operation: count", connection: "url")).ToJson());
        var other = mechanisms.Length > 1 ? "PLAIN" : mechanisms[0] == "SCRAM-SHA-1" ? "SCRAM-SHA-256" : "SCRAM-SHA-1";
        bench.Connections.Set("url", "mongo", ("url", $"mongodb://graphs:hunter2@{bench.Server.Address}/shop?authMechanism={other}"));
        Assert.Equal(other == "PLAIN" ? "LGS5061" : "LGS5063", (await bench.FailsAsync("operation: count", connection: "url")).Code);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_tried_again()
    {
        await using var bench = new MongoBench();
        bench.Connections.Set("away", "mongo", ("url", $"mongodb://graphs:hunter2@127.0.0.1:{FreePorts.TakeOne().ToString(CultureInfo.InvariantCulture)}/shop"));
        var failure = await bench.FailsAsync("operation: count", connection: "away");
        Assert.Equal(("LGS5062", FailureKind.Transient), (failure.Code, failure.Kind));
        bench.Server.Holding = "find";
        var running = bench.FailsAsync("operation: find");
        await MongoBench.UntilAsync(() => !bench.Server.Held.IsEmpty);
        bench.Server.Drop();
        failure = await running;
        Assert.Equal(("LGS5062", FailureKind.Transient), (failure.Code, failure.Kind));
        Assert.DoesNotContain("hunter", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_meanwhile_is_not_used()
    {
        await using var bench = new MongoBench();
        Assert.Equal("0", (await bench.YieldsAsync("operation: count")).ToJson());
        bench.Server.Drop();
        await MongoBench.UntilAsync(() => bench.Server.Connections == 0);
        Assert.Equal("0", (await bench.YieldsAsync("operation: count")).ToJson());
    }

    [Fact]
    public async Task The_primary_is_looked_for_among_the_servers_that_the_connection_names()
    {
        await using var other = new MongoServer { SetName = "rs", IsPrimary = false };
        await using var bench = new MongoBench(new() { SetName = "rs" });
        string Url(string hosts, string set = "rs") => $"mongodb://graphs:hunter2@{hosts}/shop?authSource=admin&replicaSet={set}";
        var nobody = $"127.0.0.1:{FreePorts.TakeOne().ToString(CultureInfo.InvariantCulture)}";
        bench.Connections.Set("all", "mongo", ("url", Url($"{nobody},{other.Address},{bench.Server.Address}")));
        Assert.Equal("0", (await bench.YieldsAsync("operation: count", connection: "all")).ToJson());

        bench.Server.IsPrimary = false;
        bench.Server.Answer("aggregate", """{"ok":0,"code":10107,"codeName":"NotWritablePrimary","errmsg":"not primary"}""");
        Assert.Equal(FailureKind.Transient, (await bench.FailsAsync("operation: count", connection: "all")).Kind);
        var failure = await bench.FailsAsync("operation: count", connection: "all");
        Assert.Equal(("LGS5062", FailureKind.Transient), (failure.Code, failure.Kind));
        Assert.Contains("none of its servers is the primary", failure.Message, StringComparison.Ordinal);

        other.IsPrimary = true;
        other.Users["graphs"] = "hunter2";
        Assert.Equal("0", (await bench.YieldsAsync("operation: count", connection: "all")).ToJson());
        Assert.Single(other.Heard);
        bench.Connections.Set("all", "mongo", ("url", Url(other.Address, "another")));
        Assert.Equal("LGS5063", (await bench.FailsAsync("operation: count", connection: "all")).Code);
        bench.Connections.Set("all", "mongo", ("url", Url(bench.Server.Address)));
        Assert.Contains("name all members", (await bench.FailsAsync("operation: count", connection: "all")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_stopped_stops_at_the_server()
    {
        await using var bench = new MongoBench();
        bench.Server.Holding = "aggregate";
        using var stop = new CancellationTokenSource();
        var running = bench.Worker.FailureAsync(MongoBench.Node("operation: count"), stop: stop.Token);
        await MongoBench.UntilAsync(() => !bench.Server.Held.IsEmpty);
        await stop.CancelAsync();
        Assert.Equal(FailureKind.Canceled, (await running).Kind);
        await MongoBench.UntilAsync(() => bench.Server.Held.IsEmpty);
        Assert.Equal(["it was stopped"], bench.Server.Ended);
        bench.Server.Holding = null;
        Assert.Equal("0", (await bench.YieldsAsync("operation: count")).ToJson());
    }

    [Fact]
    public async Task A_server_ends_what_nobody_asks_it_to_stop()
    {
        await using var bench = new MongoBench();
        bench.Server.Holding = "find";
        // The worker's clock stands still, as that of one that has died.
        var failure = await bench.Worker.FailureAsync(MongoBench.Node("operation: find").Replace("60s", "10ms", StringComparison.Ordinal));
        Assert.Equal(("LGS5062", FailureKind.Transient), (failure.Code, failure.Kind));
        Assert.Equal(["its time was up"], bench.Server.Ended);
    }

    [Fact]
    public async Task A_node_that_is_stopped_between_two_batches_leaves_no_cursor()
    {
        await using var bench = new MongoBench();
        bench.Server.Store.Put("shop.orders", [.. Enumerable.Range(0, 500).Select(i => $$"""{"_id":{{i}}}""")]);
        bench.Server.Holding = "getMore";
        using var stop = new CancellationTokenSource();
        var running = bench.Worker.FailureAsync(MongoBench.Node("operation: find"), stop: stop.Token);
        await MongoBench.UntilAsync(() => !bench.Server.Held.IsEmpty);
        Assert.Equal(1, bench.Server.Cursors.Count);
        await stop.CancelAsync();
        Assert.Equal(FailureKind.Canceled, (await running).Kind);
        await MongoBench.UntilAsync(() => bench.Server.Held.IsEmpty && bench.Server.Cursors.Count == 0);
    }

    [Fact]
    public async Task Over_TLS_a_certificate_counts_where_the_connection_says_so()
    {
        using var certificate = Certificate();
        await using var bench = new MongoBench(new() { Certificate = certificate });
        bench.Connect("tls", ("ssl_mode", "require"));
        Assert.Equal("0", (await bench.YieldsAsync("operation: count", connection: "tls")).ToJson());
        bench.Connect("tls", ("ssl_mode", "verify_full"));
        Assert.Equal("LGS5063", (await bench.FailsAsync("operation: count", connection: "tls")).Code);
        bench.Connections.Set("tls", "mongo", ("url", $"mongodb://graphs:hunter2@{bench.Server.Address}/shop?tls=true"));
        Assert.Equal("LGS5063", (await bench.FailsAsync("operation: count", connection: "tls")).Code);
        Assert.Equal(FailureKind.Transient, (await bench.FailsAsync("operation: count")).Kind);
        await using var plain = new MongoBench();
        plain.Connect("tls", ("ssl_mode", "require"));
        Assert.Contains((await plain.FailsAsync("operation: count", connection: "tls")).Code, new[] { "LGS5062", "LGS5063" });
    }

    [Fact]
    public async Task What_is_no_server_of_MongoDB_is_told_so()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var bench = new MongoBench();
        bench.Connect("http", ("port", ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)));
        var running = bench.FailsAsync("operation: count", connection: "http");
        using (var client = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            await client.SendAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            var failure = await running;
            Assert.Equal(("LGS5063", FailureKind.Permanent), (failure.Code, failure.Kind));
            Assert.EndsWith("what answers is no MongoDB", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("url", "mongodb+srv://u:p@cluster.example/shop", "mongodb+srv")]
    [InlineData("url", "postgres://u:p@h/shop", "not of the form")]
    [InlineData("url", "mongodb://h:port/shop", "not of the form")]
    [InlineData("url", "mongodb://h/shop?readPreference=secondary", "not taken")]
    [InlineData("url", "mongodb://h/shop?w=1", "not taken")]
    [InlineData("url", "mongodb://h/shop?tls=1", "`tls` in its address is true or false")]
    [InlineData("url", "mongodb://h/shop?ssl=on", "true or false")]
    [InlineData("url", "mongodb://h/shop?tls=", "true or false")]
    [InlineData("url", "mongodb://h/shop?tls=true&ssl=false", "twice")]
    [InlineData("url", "mongodb://h/shop?authSource=a&AuthSource=b", "twice")]
    [InlineData("url", "mongodb://h", "no `database`")]
    [InlineData("url", "mongodb://h/a%24b", "no name that a database can have")]
    [InlineData("url", "mongodb://:hunter2@h/shop", "no `user`")]
    [InlineData("database", "shop", "no `host`")]
    [InlineData("ssl_mode", "prefer", "cannot be asked", "host", "h", "database", "shop")]
    [InlineData("readonly", "true", "did you mean `read_only`", "host", "h", "database", "shop")]
    public async Task A_connection_that_cannot_be_used_says_why(string setting, string value, string why, params string[] more)
    {
        await using var bench = new MongoBench();
        bench.Connections.Set("bad", "mongo", [(setting, value), .. more.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        var failure = await bench.FailsAsync("operation: count", connection: "bad");
        Assert.Equal(("LGS5061", FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mongo.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }
}
