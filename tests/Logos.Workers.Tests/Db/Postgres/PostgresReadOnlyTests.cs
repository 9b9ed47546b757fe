using Logos.Core.Work;

namespace Logos.Workers.Tests.Db.Postgres;

/// <summary>A connection that only reads: nothing that SQL can say makes it write.</summary>
[Trait("Needs", "postgres")]
public sealed class PostgresReadOnlyTests(PostgresNodes nodes)
{
    [Theory]
    [InlineData("query: insert into t values (1)")]
    [InlineData("query: with x as (insert into t values (1) returning 1) select * from x")]
    [InlineData("query: set transaction read write")]
    [InlineData("query: set session characteristics as transaction read write")]
    [InlineData("query: select set_config('transaction_read_only', 'off', true), wr()")]
    [InlineData("query: select set_config('transaction_read_only', 'off', false), wr()")]
    [InlineData("query: select wr()")]
    [InlineData("query: do $$ begin set transaction read write; insert into t values (1); end $$")]
    [InlineData("query: do $$ begin commit; insert into t values (1); end $$")]
    [InlineData("query: do $$ begin set default_transaction_read_only = off; rollback; insert into t values (1); end $$")]
    [InlineData("query: call pr()")]
    [InlineData("query: select 1; commit; set default_transaction_read_only = off; insert into t values (1)")]
    [InlineData("query: select @x; commit; set default_transaction_read_only = off; insert into t values (1)\nparams: { x: 1 }")]
    [InlineData("statements: [{ query: set default_transaction_read_only = off }, { query: set local transaction_read_only = off }, { query: insert into t values (1) }]")]
    [InlineData("statements: [{ query: 'set session characteristics as transaction read write' }, { query: insert into t values (1) }]")]
    public async Task Nothing_is_written(string with)
    {
        await using var bench = await nodes.BenchAsync(
            "create table t (id int)",
            "create function wr() returns int language plpgsql as $$ begin insert into t values (1); return 1; end $$",
            "create procedure pr() language plpgsql as $$ begin commit; perform set_config('default_transaction_read_only', 'off', false); commit; insert into t values (1); end $$");
        bench.Connect("reading", ("read_only", "true"));
        for (var i = 0; i < 2; i++)
        {
            // What only changes a setting may be let through: the next node on the same session writes as little.
            var steps = await bench.Worker.RunAsync(PostgresBench.Node(with, "reading"));
            if (steps[0].Outcome is Logos.Core.Executions.Outcome.Failed failed)
                Assert.Equal(FailureKind.Permanent, failed.Failure.Kind);
            Assert.Equal("LGS5068", (await bench.FailsAsync("query: insert into t values (2)", connection: "reading")).Code);
        }

        Assert.Equal("0", await bench.AskAsync("select count(*) from t"));
        Assert.Equal("0", (await bench.YieldsAsync("query: select count(*) from t\nresult: scalar", connection: "reading")).ToJson());
    }

    [Fact]
    public async Task It_says_so()
    {
        await using var bench = await nodes.BenchAsync("create table t (id int)");
        bench.Connect("reading", ("read_only", "true"));
        var failure = await bench.FailsAsync("query: insert into t values (1)", connection: "reading");
        Assert.Equal(("LGS5068", FailureKind.Permanent, "the connection only reads: cannot execute INSERT in a read-only transaction (25006)"), (failure.Code, failure.Kind, failure.Message));
    }
}
