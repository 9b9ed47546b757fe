using System.Globalization;
using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Servers;

namespace Logos.Workers.Tests.Db.MySql;

[Trait("Needs", "mariadb")]
public sealed class MySqlTransactionTests(MySqlNodes nodes)
{
    [Theory]
    [InlineData("query: select * from p order by id", """[{"id":1,"name":"nail"},{"id":2,"name":null}]""")]
    [InlineData("query: select * from p where id = 1\nresult: first", """{"id":1,"name":"nail"}""")]
    [InlineData("query: select * from p where id = 9\nresult: first", "null")]
    [InlineData("query: select count(*), 5 from p\nresult: scalar", "2")]
    [InlineData("query: update p set name = 'x'\nresult: affected", "2")]
    [InlineData("query: insert into p values (3, 'c')", "[]")]
    [InlineData("query: insert into p values (3, 'c') returning name", """[{"name":"c"}]""")]
    [InlineData("statements: [{ query: delete from p where id = 2, result: affected }, { query: select count(*) from p, result: scalar }]", "[1,1]")]
    public async Task A_statement_yields_what_is_wanted_of_it(string with, string output)
    {
        await using var bench = await nodes.BenchAsync("create table p (id int primary key, name text)", "insert into p values (1, 'nail'), (2, null)");
        Assert.Equal(output, (await bench.YieldsAsync(with)).ToJson());
    }

    [Fact]
    public async Task All_statements_happen_or_none_does()
    {
        await using var bench = await nodes.BenchAsync("create table p (id int primary key)", "insert into p values (1)");
        var failure = await bench.FailsAsync("statements: [{ query: delete from p }, { query: \"insert into p values (4711), (4711)\" }]");
        Assert.Equal(("LGS5064", FailureKind.Permanent, "MySQL refused the statement: Duplicate entry … for key 'PRIMARY' (1062, 23000)"), (failure.Code, failure.Kind, failure.Message));
        Assert.Equal("LGS5067", (await bench.FailsAsync("statements: [{ query: delete from p }, { query: select seq from seq_1_to_11 }]\nmax_rows: 10")).Code);
        Assert.Equal("1", (await bench.YieldsAsync("query: select count(*) from p\nresult: scalar")).ToJson());
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_taken()
    {
        await using var bench = await nodes.BenchAsync();
        Assert.Equal("LGS5067", (await bench.FailsAsync("query: select repeat('x', 12000000) as x union all select repeat('y', 12000000)")).Code);
        Assert.Equal("LGS5067", (await bench.FailsAsync("query: select seq, repeat('x', 1000) from seq_1_to_100000000\nresult: first")).Code);
        Assert.Equal(12_000_000, (await bench.YieldsAsync("query: select repeat('x', 12000000)\nresult: scalar")).AsString().Length);
    }

    [Theory]
    [InlineData("query: selec 1", "LGS5064", "(1064, 42000)")]
    [InlineData("query: select * from nowhere", "LGS5064", "(1146, 42S02)")]
    [InlineData("query: select 1; select 2", "LGS5064", "(1064, 42000)")]
    [InlineData("query: select @x + (select id from nowhere)\nparams: { x: hunter3 }", "LGS5064", "(1146, 42S02)")]
    public async Task What_the_server_refuses_is_told_with_its_code(string with, string code, string end)
    {
        await using var bench = await nodes.BenchAsync();
        var failure = await bench.FailsAsync(with);
        Assert.Equal((code, FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.EndsWith(end, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query: insert into t values (1)")]
    [InlineData("query: set session transaction read write")]
    [InlineData("query: set statement max_statement_time = 1 for insert into t values (1)")]
    [InlineData("query: call pr()")]
    [InlineData("query: create table u (a int)")]
    [InlineData("query: select wr()")]
    [InlineData("query: explain insert into t values (1)")]
    [InlineData("query: analyze insert into t values (1)")]
    public async Task A_connection_that_only_reads_writes_nothing(string with)
    {
        await using var bench = await nodes.BenchAsync("create table t (id int)", "create procedure pr() begin commit; set session transaction read write; insert into t values (1); end", "create function wr() returns int begin insert into t values (1); return 1; end");
        bench.Connect("reading", ("read_only", "true"));
        for (var i = 0; i < 2; i++)
        {
            if ((await bench.Worker.RunAsync(MySqlBench.Node(with, "reading")))[0].Outcome is Outcome.Failed failed)
                Assert.Equal(("LGS5068", FailureKind.Permanent), (failed.Failure.Code, failed.Failure.Kind));
        }

        Assert.Equal("0", (await bench.YieldsAsync("query: select count(*) from t\nresult: scalar", connection: "reading")).ToJson());
        Assert.Equal("0", (await bench.YieldsAsync("query: (select count(*) from t)\nresult: scalar")).ToJson());
    }

    [Fact]
    public async Task A_deadlock_is_tried_again()
    {
        await using var bench = await nodes.BenchAsync("create table t (id int primary key, n int)", "insert into t values (1, 0), (2, 0)");
        var both = await Task.WhenAll(new[] { (1, 2), (2, 1) }.Select(pair => bench.Worker.RunAsync(MySqlBench.Node($"""
            statements:
              - query: update t set n = n + 1 where id = {pair.Item1}
              - query: select sleep(1)
              - query: update t set n = n + 1 where id = {pair.Item2}
            """))));
        var failure = Assert.Single(both.SelectMany(steps => steps).Select(step => step.Outcome).OfType<Outcome.Failed>()).Failure;
        Assert.Equal(("LGS5065", FailureKind.Transient), (failure.Code, failure.Kind));
        Assert.Equal("2", (await bench.YieldsAsync("query: select sum(n) from t\nresult: scalar")).ToJson());
    }

    [Fact]
    public async Task A_node_that_is_stopped_stops_at_the_server()
    {
        await using var bench = await nodes.BenchAsync();
        var busy = $"select count(*) from information_schema.processlist where info like 'select sleep(600)%' and db = '{bench.Database}'";
        using var stop = new CancellationTokenSource();
        var running = bench.Worker.FailureAsync(MySqlBench.Node("query: select sleep(600)"), stop: stop.Token);
        await bench.UntilAsync(busy, "1");
        await stop.CancelAsync();
        Assert.Equal(FailureKind.Canceled, (await running).Kind);
        await bench.UntilAsync(busy, "0");
        Assert.Equal("61", (await bench.YieldsAsync("query: select @@max_statement_time\nresult: scalar")).ToJson());
    }

    [Fact]
    public async Task Who_may_not_come_in_or_finds_nobody_is_told()
    {
        await using var bench = await nodes.BenchAsync("create user if not exists empty@'%' identified by ''");
        bench.Connect("wrong", ("password", "wrong-hunter"));
        var failure = await bench.FailsAsync("query: select 1", connection: "wrong");
        Assert.Equal(("LGS5063", FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.DoesNotContain("wrong-hunter", failure.Message, StringComparison.Ordinal);
        bench.Connect("plain", ("ssl_mode", "disable"));
        Assert.Equal("\"\"", (await bench.YieldsAsync("query: select variable_value from information_schema.session_status where variable_name = 'Ssl_cipher'\nresult: scalar", connection: "plain")).ToJson());
        bench.Connect("tls", ("ssl_mode", "require"));
        Assert.NotEqual("\"\"", (await bench.YieldsAsync("query: select variable_value from information_schema.session_status where variable_name = 'Ssl_cipher'\nresult: scalar", connection: "tls")).ToJson());
        bench.Connect("tls", ("ssl_mode", "verify_full"));
        Assert.Equal("LGS5063", (await bench.FailsAsync("query: select 1", connection: "tls")).Code);
        bench.Connect("none", ("user", "empty"), ("password", ""), ("database", "information_schema"));
        Assert.Equal("1", (await bench.YieldsAsync("query: select 1\nresult: scalar", connection: "none")).ToJson());
        bench.Connections.Set("away", "mysql", ("url", $"mysql://oms:hunter2@127.0.0.1:{FreePorts.TakeOne().ToString(CultureInfo.InvariantCulture)}/shop"));
        Assert.Equal(("LGS5062", FailureKind.Transient), ((await bench.FailsAsync("query: select 1", connection: "away")) is var away ? away.Code : "", away.Kind));
    }

    [Fact]
    public async Task A_session_is_used_again_and_keeps_nothing_of_who_had_it()
    {
        await using var bench = await nodes.BenchAsync();
        bench.Connect("shop", ("pool_size", "1"));
        var first = await bench.YieldsAsync("statements: [{ query: select connection_id(), result: scalar }, { query: \"set @mine = 5, session sort_buffer_size = 123456\" }]");
        var second = await bench.YieldsAsync("query: select connection_id() as id, @mine as mine\nresult: first");
        Assert.Equal((first[0].ToJson(), "null"), (second["id"].ToJson(), second["mine"].ToJson()));
    }
}
