using System.Globalization;
using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Servers;

namespace Logos.Workers.Tests.Db.Postgres;

[Trait("Needs", "postgres")]
public sealed class PostgresFailureTests(PostgresNodes nodes)
{
    private const string Busy = "select count(*) from pg_stat_activity where query like '%pg_sleep%' and state = 'active' and pid <> pg_backend_pid() and datname = current_database()";

    [Theory]
    [InlineData("query: selec 1", "LGS5064", "syntax error at or near \"selec\" (42601)")]
    [InlineData("query: select * from nowhere", "LGS5064", "relation \"nowhere\" does not exist (42P01)")]
    [InlineData("query: select 1 / 0", "LGS5064", "division by zero (22012)")]
    [InlineData("query: select @x::int\nparams: { x: hunter2 }", "LGS5064", "invalid input syntax for type integer: … (22P02)")]
    [InlineData("query: select @x::date\nparams: { x: hunter2 }", "LGS5064", "invalid input syntax for type date: … (22007)")]
    [InlineData("query: select nothing(@x)\nparams: { x: hunter2 }", "LGS5064", "function nothing(unknown) does not exist (42883)")]
    [InlineData("query: select to_json(@x)\nparams: { x: hunter2 }", "LGS5064", "could not determine polymorphic type because input has type unknown (42804)")]
    [InlineData("query: select @x is null\nparams: { x: ~ }", "LGS5064", "could not determine data type of parameter $1 (42P18); say what a parameter is, such as `@name::numeric`")]
    [InlineData("query: vacuum", "LGS5064", "VACUUM cannot run inside a transaction block (25001)")]
    [InlineData("query: do $$ begin commit; end $$", "LGS5064", "invalid transaction termination (2D000)")]
    public async Task What_the_server_refuses_is_told_with_its_code_and_without_values(string with, string code, string message)
    {
        var bench = await nodes.SharedAsync();
        var failure = await bench.FailsAsync(with);
        Assert.Equal((code, FailureKind.Permanent, $"PostgreSQL refused the statement: {message}"), (failure.Code, failure.Kind, failure.Message));
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select 1; select 2")]
    [InlineData("select 1; commit")]
    [InlineData("select 'a\\'; commit; select ''")]
    public async Task Several_statements_are_no_query(string query)
    {
        var bench = await nodes.SharedAsync();
        var failure = await bench.FailsAsync($"query: |-\n  {query}");
        Assert.Equal(("LGS5069", FailureKind.Permanent, "one statement stands under `query`: write several under `statements`"), (failure.Code, failure.Kind, failure.Message));
        var second = await bench.FailsAsync($"statements:\n  - query: select 1;\n  - query: |-\n      {query}");
        Assert.Equal((failure.Code, failure.Message), (second.Code, second.Message));
    }

    [Fact]
    public async Task A_name_without_a_value_is_no_statement()
    {
        await using var bench = await nodes.BenchAsync();
        var failure = await bench.FailsAsync("query: select @a, @b\nparams: \"${{ inputs.x }}\"", """{"inputs":{"x":{"a":1}}}""");
        Assert.Equal(("LGS5066", FailureKind.Permanent, "the query binds `@b`, and `params` has no `b`"), (failure.Code, failure.Kind, failure.Message));
    }

    [Fact]
    public async Task A_connection_that_is_not_there_or_cannot_be_used_is_told()
    {
        await using var bench = await nodes.BenchAsync();
        Assert.Equal(("LGS5060", "there is no connection `crm`: make it with `logos connections set crm`; for `logos run` it is the address in LOGOS_CONNECTION_crm"), Told(await bench.FailsAsync("query: select 1", connection: "crm")));
        bench.Connections.Set("crm", "redis", ("host", "h"));
        Assert.Equal(("LGS5061", "the connection `crm` is of type `redis`, and this node takes one of type `postgres`"), Told(await bench.FailsAsync("query: select 1", connection: "crm")));
        bench.Connect("crm", ("readonly", "true"));
        Assert.Equal(("LGS5061", "the connection `crm` cannot be used: there is no setting `readonly`: did you mean `read_only`?"), Told(await bench.FailsAsync("query: select 1", connection: "crm")));
        bench.Connect("crm", ("pool_size", "1000"));
        Assert.Equal(("LGS5061", "the connection `crm` cannot be used: `pool_size` is a whole number, 1 to 100"), Told(await bench.FailsAsync("query: select 1", connection: "crm")));
        bench.Connections.Set("crm", "postgres", ("url", "Host=h;Pasword=hunter2"));
        var failure = await bench.FailsAsync("query: select 1", connection: "crm");
        Assert.StartsWith("the connection `crm` cannot be used: its address is neither", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
        bench.Connect("crm", ("database", "nowhere"));
        Assert.Equal("LGS5063", (await bench.FailsAsync("query: select 1", connection: "crm")).Code);
    }

    [Fact]
    public async Task A_server_that_is_away_is_tried_again()
    {
        await using var bench = await nodes.BenchAsync();
        bench.Connections.Set("away", "postgres", ("host", "127.0.0.1"), ("port", FreePorts.TakeOne().ToString(CultureInfo.InvariantCulture)), ("user", "oms"), ("password", "hunter2"));
        var failure = await bench.FailsAsync("query: select 1", connection: "away");
        Assert.Equal(("LGS5062", FailureKind.Transient), (failure.Code, failure.Kind));
        Assert.StartsWith("PostgreSQL at 127.0.0.1:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_wants_a_password_gets_none_but_the_connections()
    {
        await using var server = new PostgresServer("fsync=off");
        await server.StartAsync();
        var rules = Path.Combine(server.Folder, "data", "pg_hba.conf");
        await using var bench = await nodes.BenchAsync();
        bench.Connections.Set("own", "postgres", ("url", $"postgres://postgres@127.0.0.1:{server.Port.ToString(CultureInfo.InvariantCulture)}/postgres"));
        await bench.YieldsAsync("query: alter role postgres password 'let-me-in'", connection: "own");
        await File.WriteAllTextAsync(rules, "host all all all scram-sha-256\n", TestContext.Current.CancellationToken);
        await bench.YieldsAsync("query: select pg_reload_conf()", connection: "own");

        foreach (var password in new[] { "", "wrong-word" })
        {
            bench.Connections.Set("own", "postgres", ("host", "127.0.0.1"), ("port", server.Port.ToString(CultureInfo.InvariantCulture)), ("user", "postgres"), ("password", password), ("database", "postgres"));
            var failure = await bench.FailsAsync("query: select 1", connection: "own");
            Assert.Equal(("LGS5063", FailureKind.Permanent), (failure.Code, failure.Kind));
            Assert.DoesNotContain("wrong-word", failure.Message, StringComparison.Ordinal);
        }

        bench.Connections.Set("own", "postgres", ("url", $"postgres://postgres@127.0.0.1:{server.Port.ToString(CultureInfo.InvariantCulture)}/postgres"), ("password", "let-me-in"));
        Assert.Equal("1", (await bench.YieldsAsync("query: select 1\nresult: scalar", connection: "own")).ToJson());
    }

    [Fact]
    public async Task A_session_that_is_ended_by_the_operator_is_tried_again_on_a_new_one()
    {
        await using var bench = await nodes.BenchAsync();
        var running = bench.FailsAsync("query: select pg_sleep(60)");
        await bench.UntilAsync(Busy, "1");
        await bench.AskAsync("select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid() and datname = current_database()");
        var failure = await running;
        Assert.Equal(("LGS5062", FailureKind.Transient), (failure.Code, failure.Kind));
        Assert.Contains("(57P01)", failure.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await bench.YieldsAsync("query: select 1\nresult: scalar")).ToJson());
    }

    [Fact]
    public async Task A_deadlock_is_tried_again()
    {
        await using var bench = await nodes.BenchAsync("create table t (id int primary key, n int); insert into t values (1, 0), (2, 0)");
        // Each holds one row, and wants the other.
        var both = await Task.WhenAll(new[] { (1, 2), (2, 1) }.Select(pair => bench.Worker.RunAsync(PostgresBench.Node($"""
            statements:
              - query: update t set n = n + 1 where id = {pair.Item1}
              - query: select pg_advisory_xact_lock_shared(1), pg_sleep(1)
              - query: update t set n = n + 1 where id = {pair.Item2}
            """))));
        var failure = Assert.Single(both.SelectMany(steps => steps).Select(step => step.Outcome).OfType<Outcome.Failed>()).Failure;
        Assert.Equal(("LGS5065", FailureKind.Transient, "another transaction was in the way: deadlock detected (40P01)"), (failure.Code, failure.Kind, failure.Message));
        Assert.Equal("2", await bench.AskAsync("select sum(n) from t"));
    }

    [Fact]
    public async Task A_node_that_is_stopped_stops_at_the_server()
    {
        await using var bench = await nodes.BenchAsync();
        using var stop = new CancellationTokenSource();
        var running = bench.Worker.FailureAsync(PostgresBench.Node("query: select pg_sleep(600)"), stop: stop.Token);
        await bench.UntilAsync(Busy, "1");
        await stop.CancelAsync();
        Assert.Equal(FailureKind.Canceled, (await running).Kind);
        await bench.UntilAsync(Busy, "0");
    }

    [Fact]
    public async Task A_node_whose_time_is_up_stops_at_the_server()
    {
        await using var bench = await nodes.BenchAsync();
        var running = bench.Worker.FailureAsync(PostgresBench.Node("query: select pg_sleep(600)"));
        await bench.UntilAsync(Busy, "1");
        bench.Worker.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(FailureKind.TimedOut, (await running).Kind);
        await bench.UntilAsync(Busy, "0");
    }

    [Fact]
    public async Task The_server_ends_a_statement_whose_worker_is_gone()
    {
        await using var bench = await nodes.BenchAsync();
        Assert.Equal("\"31s\"", (await bench.Worker.OutputAsync(PostgresBench.Node("query: select current_setting('statement_timeout')\nresult: scalar", timeout: "30s"))).ToJson());
    }

    [Fact]
    public async Task A_password_shows_in_nothing_that_is_recorded()
    {
        await using var bench = await nodes.BenchAsync();
        bench.Connect("oms", ("password", "hunter2-secret"));
        var step = (await bench.Worker.RunAsync(PostgresBench.Node("query: select nothing(@x::text), 'hunter2-secret' as hunter2_secret\nparams: { x: a hunter2-secret }")))[0];
        Assert.Equal(FailureKind.Permanent, Worker.Failure(step).Kind);
        Assert.DoesNotContain("hunter2-secret", step.Input!.Read().ToJson(), StringComparison.Ordinal);
        Assert.Contains("a ***", step.Input!.Read().ToJson(), StringComparison.Ordinal);
    }

    private static (string Code, string Message) Told(Failure failure) => (failure.Code, failure.Message);
}
