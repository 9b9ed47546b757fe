namespace Logos.Workers.Tests.Db.Postgres;

/// <summary>From PostgreSQL and back, nothing of a value is lost.</summary>
[Trait("Needs", "postgres")]
public sealed class PostgresTypeTests(PostgresNodes nodes)
{
    [Theory]
    [InlineData("9007199254740993::bigint", "9007199254740993")]
    [InlineData("(-9223372036854775808)::bigint", "-9223372036854775808")]
    [InlineData("7::smallint", "7")]
    [InlineData("4294967295::oid", "4294967295")]
    [InlineData("0.1::numeric + 0.2", "0.3")]
    [InlineData("12345678901234567890.123456789::numeric", "12345678901234567890.123456789")]
    [InlineData("123456789012345678901234567890.5::numeric", "\"123456789012345678901234567890.5\"")]
    [InlineData("1e-40::numeric", "\"0.0000000000000000000000000000000000000001\"")]
    [InlineData("'NaN'::numeric", "\"NaN\"")]
    [InlineData("0.1::float8", "0.1")]
    [InlineData("1e300::float8", "1E+300")]
    [InlineData("'-Infinity'::float8", "\"-Infinity\"")]
    [InlineData("true", "true")]
    [InlineData("null::int", "null")]
    [InlineData("'\\x00ff'::bytea", "\"AP8=\"")]
    [InlineData("'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid", "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"")]
    [InlineData("'2026-01-31 08:59:00.123456+01'::timestamptz", "\"2026-01-31T07:59:00.123456Z\"")]
    [InlineData("'2026-01-31 08:59:00'::timestamp", "\"2026-01-31T08:59:00\"")]
    [InlineData("'infinity'::timestamptz", "\"infinity\"")]
    [InlineData("'0044-03-15 12:00:00 BC'::timestamp", "\"0044-03-15 12:00:00 BC\"")]
    [InlineData("'2026-01-31'::date", "\"2026-01-31\"")]
    [InlineData("'08:59:00.5'::time", "\"08:59:00.5\"")]
    [InlineData("'1 year 2 days 03:04:05'::interval", "\"P1Y2DT3H4M5S\"")]
    [InlineData("'{\"a\": [1, 9007199254740993, 0.10]}'::jsonb", "{\"a\":[1,9007199254740993,0.1]}")]
    [InlineData("'[null, true]'::json", "[null,true]")]
    [InlineData("array[1, null, 3]", "[1,null,3]")]
    [InlineData("array[[1, 2], [3, 4]]", "[[1,2],[3,4]]")]
    [InlineData("'{}'::int[]", "[]")]
    [InlineData("'[2:3]={5,6}'::int[]", "[5,6]")]
    [InlineData("array['a,b', 'c\"d\\e', '', 'NULL', '{']", "[\"a,b\",\"c\\\"d\\\\e\",\"\",\"NULL\",\"{\"]")]
    [InlineData("array['{\"a\": 1}'::jsonb]", "[{\"a\":1}]")]
    [InlineData("array['2026-01-31 08:59:00+01'::timestamptz]", "[\"2026-01-31T07:59:00Z\"]")]
    [InlineData("'happy'::mood", "\"happy\"")]
    [InlineData("array['happy', 'sad']::mood[]", "[\"happy\",\"sad\"]")]
    [InlineData("5::positive", "5")]
    [InlineData("array[5]::positive[]", "[5]")]
    [InlineData("row(1, 'a')::pair", "\"(1,a)\"")]
    [InlineData("'[1,5)'::int4range", "\"[1,5)\"")]
    [InlineData("'10.0.0.0/8'::cidr", "\"10.0.0.0/8\"")]
    [InlineData("'ab'::char(4)", "\"ab  \"")]
    [InlineData("'(1,2),(3,4)'::box", "\"(3,4),(1,2)\"")]
    [InlineData("array['(1,2),(3,4)'::box, '(5,6),(7,8)'::box]", "[\"(3,4),(1,2)\",\"(7,8),(5,6)\"]")]
    [InlineData("pg_sleep(0)", "null")]
    public async Task A_value_comes_as_it_is(string sql, string json)
    {
        var bench = await nodes.SharedAsync();
        Assert.Equal(json, (await bench.YieldsAsync($"query: |-\n  select {sql}\nresult: scalar")).ToJson());
        // Once more, with what is known of the types by now.
        Assert.Equal(json, (await bench.YieldsAsync($"query: |-\n  select {sql}\nresult: scalar")).ToJson());
    }

    [Fact]
    public async Task A_setting_of_the_database_changes_no_form()
    {
        await using var bench = await nodes.BenchAsync();
        await bench.AskAsync("""
            do $$ begin
              execute format('alter database %I set timezone = ''Asia/Tokyo''', current_database());
              execute format('alter database %I set datestyle = ''German''', current_database());
              execute format('alter database %I set intervalstyle = ''sql_standard''', current_database());
              execute format('alter database %I set bytea_output = ''escape''', current_database());
              execute format('alter database %I set extra_float_digits = -3', current_database());
            end $$
            """);
        var output = await bench.YieldsAsync("query: |-\n  select '2026-01-31T08:59:00Z'::timestamptz as at, '2026-01-31'::date as day, '1 day'::interval as i, '\\x00'::bytea as b, 0.1::float8 + 0.2 as f\nresult: first");
        Assert.Equal("""{"at":"2026-01-31T08:59:00Z","day":"2026-01-31","i":"P1D","b":"AA==","f":0.30000000000000004}""", output.ToJson());
    }

    [Theory]
    [InlineData("int", "5", "5")]
    [InlineData("bigint", "9007199254740993", "9007199254740993")]
    [InlineData("numeric", "12345678901234567890.123456789", "12345678901234567890.123456789")]
    [InlineData("numeric", "\"123456789012345678901234567890.5\"", "\"123456789012345678901234567890.5\"")]
    [InlineData("float8", "1e300", "1E+300")]
    [InlineData("boolean", "false", "false")]
    [InlineData("text", "\"it's @x $1 \\\\\"", "\"it's @x $1 \\\\\"")]
    [InlineData("text", "null", "null")]
    [InlineData("uuid", "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"", "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"")]
    [InlineData("timestamptz", "\"2026-01-31T08:59:00+01:00\"", "\"2026-01-31T07:59:00Z\"")]
    [InlineData("date", "\"2026-01-31\"", "\"2026-01-31\"")]
    [InlineData("interval", "\"P1DT2H\"", "\"P1DT2H\"")]
    [InlineData("jsonb", "{\"a\":[1,null,\"x\"]}", "{\"a\":[1,null,\"x\"]}")]
    [InlineData("json", "{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}")]
    [InlineData("jsonb", "[{\"a\":1}]", "[{\"a\":1}]")]
    [InlineData("int[]", "[1,null,-3]", "[1,null,-3]")]
    [InlineData("int[]", "[]", "[]")]
    [InlineData("text[]", "[\"a,b\",\"c\\\"d\\\\e\",\"\",\"NULL\",null]", "[\"a,b\",\"c\\\"d\\\\e\",\"\",\"NULL\",null]")]
    [InlineData("numeric[]", "[[0.1,2],[3,4]]", "[[0.1,2],[3,4]]")]
    [InlineData("boolean[]", "[true,false]", "[true,false]")]
    [InlineData("mood", "\"sad\"", "\"sad\"")]
    public async Task A_value_is_kept_in_a_column_of_its_type(string type, string value, string json)
    {
        var bench = await nodes.SharedAsync();
        var output = await bench.YieldsAsync($$$"""
            statements:
              - query: create temp table kept (v {{{type}}}) on commit drop
              - query: insert into kept values (@v) returning v
                params: { v: "${{ inputs.x }}" }
                result: scalar
            """, $"{{\"inputs\":{{\"x\":{value}}}}}");
        Assert.Equal(json, output[1].ToJson());
    }

    [Theory]
    [InlineData("select @x + 1", "41", "42")]
    [InlineData("select @x", "41", "41")]
    [InlineData("select @x / 2", "5", "2")]
    [InlineData("select jsonb_build_object('n', @x)", "0.5", "{\"n\":0.5}")]
    [InlineData("select @x::text", "5", "\"5\"")]
    [InlineData("select left('abcdef', @x)", "2", "\"ab\"")]
    [InlineData("select id from t where id = @x", "1", "1")]
    [InlineData("select count(*) from t where id = any(@x)", "[1, 3, 9]", "2")]
    [InlineData("select id from t order by id offset @x limit 1", "1", "2")]
    [InlineData("select id from t order by id offset 2 fetch first @x rows only", "1", "3")]
    [InlineData("select (@x)['a']", "{\"a\":7}", "7")]
    [InlineData("select @x->>'a'", "{\"a\":7}", "\"7\"")]
    [InlineData("select @x::jsonb", "[1, []]", "[1,[]]")]
    [InlineData("select @x::jsonb", "5", "5")]
    [InlineData("select @x :: JSONB", "[]", "[]")]
    [InlineData("select cardinality(@x::int[])", "[1, 2]", "2")]
    [InlineData("select -@x", "5", "-5")]
    [InlineData("select @x is null", "true", "false")]
    public async Task A_value_means_what_it_would_mean_had_it_been_written_there(string query, string value, string json)
    {
        var bench = await nodes.SharedAsync();
        Assert.Equal(json, (await bench.YieldsAsync($"query: |-\n  {query}\nparams: {{ x: \"${{{{ inputs.x }}}}\" }}\nresult: scalar", $"{{\"inputs\":{{\"x\":{value}}}}}")).ToJson());
    }

    [Fact]
    public async Task A_list_becomes_no_map_by_accident()
    {
        await using var bench = await nodes.BenchAsync("create table t (v jsonb)");
        foreach (var list in new[] { "[]", "[1]" })
        {
            var failure = await bench.FailsAsync("query: insert into t values (@v)\nparams: { v: \"${{ inputs.x }}\" }", $"{{\"inputs\":{{\"x\":{list}}}}}");
            Assert.Equal("PostgreSQL refused the statement: invalid input syntax for type json (22P02); a list is an array, and JSON where `@name::jsonb` says so", failure.Message);
        }
    }
}
