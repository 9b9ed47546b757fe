using Logos.Core.Graphs.NodeTypes;
using Logos.Workers.Db;
using Logos.Workers.Db.Postgres;
using Logos.Workers.Running;

namespace Logos.Workers.Tests.Db.Postgres;

[Trait("Needs", "postgres")]
public sealed class PostgresPoolTests(PostgresNodes nodes)
{
    private const string Sessions = "select count(*) from pg_stat_activity where application_name = 'logos' and datname = current_database()";

    [Fact]
    public async Task No_more_sessions_are_open_than_the_connection_allows()
    {
        await using var bench = await nodes.BenchAsync();
        bench.Connect("oms", ("pool_size", "2"));
        var most = Task.WhenAll(Enumerable.Range(0, 6).Select(_ => bench.YieldsAsync($"query: {Sessions.Replace("select", "select pg_sleep(0.2) is null,", StringComparison.Ordinal)}\nresult: first")));
        foreach (var output in await most)
            Assert.InRange(output["count"].AsDecimal(), 1, 2);
    }

    [Fact]
    public async Task A_session_is_used_again_and_keeps_nothing_of_who_had_it()
    {
        await using var bench = await nodes.BenchAsync();
        bench.Connect("oms", ("pool_size", "1"));
        var first = await bench.YieldsAsync("statements: [{ query: select pg_backend_pid(), result: scalar }, { query: \"set work_mem = '7MB'\" }, { query: create temp table mine as select 1 }]");
        var second = await bench.YieldsAsync("query: \"select pg_backend_pid() as pid, current_setting('work_mem') as mem, to_regclass('mine') as mine\"\nresult: first");
        Assert.Equal(first[0].ToJson(), second["pid"].ToJson());
        Assert.NotEqual("7MB", second["mem"].ToText());
        Assert.True(second["mine"].IsNull);
    }

    [Fact]
    public async Task A_connection_that_changes_is_opened_anew_and_the_old_one_closed()
    {
        await using var bench = await nodes.BenchAsync("create role someone login");
        Assert.Equal("postgres", (await bench.YieldsAsync("query: select current_user\nresult: scalar")).AsString());
        bench.Connect("oms", ("user", "someone"));
        Assert.Equal("someone", (await bench.YieldsAsync("query: select current_user\nresult: scalar")).AsString());
        await bench.UntilAsync(Sessions, "1");
        await bench.AskAsync("drop role if exists someone_else");
    }

    [Fact]
    public async Task What_nobody_wants_for_minutes_is_closed()
    {
        await using var bench = await nodes.BenchAsync();
        var clock = new ManualClock();
        await using var databases = new Databases(bench.Connections, clock);
        var worker = new Worker().With(new NodeRegistration(NodeTypeRegistry.BuiltIn.Find("postgres")!, new PostgresHandler(databases)));
        await worker.OutputAsync(PostgresBench.Node("query: select 1"));
        Assert.Equal("1", await bench.AskAsync(Sessions));
        clock.Advance(TimeSpan.FromMinutes(4));
        await worker.OutputAsync(PostgresBench.Node("query: select 1"));
        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("1", await bench.AskAsync(Sessions));
        clock.Advance(TimeSpan.FromMinutes(2));
        await bench.UntilAsync(Sessions, "0");
    }
}
