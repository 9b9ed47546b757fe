using Logos.Core.Work;

namespace Logos.Workers.Tests.Db.Postgres;

[Trait("Needs", "postgres")]
public sealed class PostgresResultTests(PostgresNodes nodes)
{
    private const string Products = "create table p (id int primary key, name text); insert into p values (1, 'nail'), (2, 'screw'), (3, null)";

    [Theory]
    [InlineData("query: select * from p order by id", """[{"id":1,"name":"nail"},{"id":2,"name":"screw"},{"id":3,"name":null}]""")]
    [InlineData("query: select * from p order by id\nresult: first", """{"id":1,"name":"nail"}""")]
    [InlineData("query: select * from p where id = 9\nresult: first", "null")]
    [InlineData("query: select * from p where id = 9", "[]")]
    [InlineData("query: select count(*), 5 from p\nresult: scalar", "3")]
    [InlineData("query: select name from p where id = 9\nresult: scalar", "null")]
    [InlineData("query: update p set name = 'x' where id > 1\nresult: affected", "2")]
    [InlineData("query: select * from p\nresult: affected", "0")]
    [InlineData("query: delete from p where id = 1 returning name", """[{"name":"nail"}]""")]
    [InlineData("query: insert into p values (4, 'nut')", "[]")]
    public async Task A_statement_yields_what_is_wanted_of_it(string with, string output)
    {
        await using var bench = await nodes.BenchAsync(Products);
        Assert.Equal(output, (await bench.YieldsAsync(with)).ToJson());
    }

    [Fact]
    public async Task Statements_are_one_transaction_and_yield_a_list()
    {
        await using var bench = await nodes.BenchAsync(Products);
        var output = await bench.YieldsAsync("""
            statements:
              - query: insert into p values (@id, @name)
                params: { id: 7, name: "${{ inputs.x }}" }
                result: affected
              - query: select name from p where id = @id
                params: { id: 7 }
                result: scalar
              - query: select id from p where id > 2 order by id
            """, """{"inputs":{"x":"bolt"}}""");
        Assert.Equal("""[1,"bolt",[{"id":3},{"id":7}]]""", output.ToJson());
        var failure = await bench.FailsAsync("""
            statements:
              - query: delete from p
              - query: insert into p values (1, 'a'), (1, 'b')
            """);
        Assert.Equal("PostgreSQL refused the statement: duplicate key value violates unique constraint \"p_pkey\" (23505)", failure.Message);
        Assert.Equal(("LGS5064", FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.Equal("4", await bench.AskAsync("select count(*) from p"));
    }

    [Fact]
    public async Task What_fails_at_the_commit_is_a_failure_too()
    {
        await using var bench = await nodes.BenchAsync("create table c (id int primary key, of int references c deferrable initially deferred)");
        var failure = await bench.FailsAsync("query: insert into c values (1, 2)");
        Assert.Contains("violates foreign key constraint", failure.Message, StringComparison.Ordinal);
        Assert.Contains("(23503)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_rows_than_are_taken_is_a_failure_and_undoes_the_change()
    {
        await using var bench = await nodes.BenchAsync("create table t (id int)");
        Assert.Equal(10_000, (await bench.YieldsAsync("query: select generate_series(1, 10000) as id")).AsList().Count);
        var failure = await bench.FailsAsync("query: select generate_series(1, 10001) as id");
        Assert.Equal(("LGS5067", FailureKind.Permanent, "the statement yields more than 10000 rows: ask for fewer (`limit`, `where`), or set `max_rows`"), (failure.Code, failure.Kind, failure.Message));
        Assert.Equal("LGS5067", (await bench.FailsAsync("query: insert into t select generate_series(1, 6) returning id\nmax_rows: 5")).Code);
        Assert.Equal("0", await bench.AskAsync("select count(*) from t"));
        // An answer without end is stopped at the server, and the session serves the next.
        Assert.Equal("LGS5067", (await bench.FailsAsync("query: select generate_series(1, 2000000000), repeat('x', 1000)\nresult: first")).Code);
        Assert.Equal("1", (await bench.YieldsAsync("query: select 1 as one\nresult: scalar")).ToJson());
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_taken()
    {
        await using var bench = await nodes.BenchAsync();
        Assert.Equal(16 * 1024 * 1024, (await bench.YieldsAsync("query: select repeat('x', 16 * 1024 * 1024)\nresult: scalar")).AsString().Length);
        var failure = await bench.FailsAsync("query: select repeat('x', 800 * 1024 * 1024)\nresult: scalar");
        Assert.Equal(("LGS5067", "the answer is larger than 16777216 bytes: ask for less, or set `max_bytes`"), (failure.Code, failure.Message));
        Assert.Equal("LGS5067", (await bench.FailsAsync("statements:\n  - query: select repeat('x', 60)\n  - query: select repeat('x', 60)\nmax_bytes: 100")).Code);
    }

    [Fact]
    public async Task Columns_of_one_name_have_to_be_told_apart()
    {
        await using var bench = await nodes.BenchAsync();
        var failure = await bench.FailsAsync("query: select 1 as id, 2 as id");
        Assert.Equal(("LGS5070", "the statement yields several columns called `id`: name them apart with `as`"), (failure.Code, failure.Message));
    }
}
