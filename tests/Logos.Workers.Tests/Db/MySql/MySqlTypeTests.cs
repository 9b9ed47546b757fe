namespace Logos.Workers.Tests.Db.MySql;

/// <summary>From MariaDB and back, nothing of a value is lost.</summary>
[Trait("Needs", "mariadb")]
public sealed class MySqlTypeTests(MySqlNodes nodes)
{
    [Fact]
    public async Task A_value_comes_as_it_is()
    {
        await using var bench = await nodes.BenchAsync("""
            create table v (a bigint unsigned, b bigint, c int unsigned, d int, e mediumint, f smallint unsigned, g tinyint, h tinyint unsigned, i decimal(65,30), j decimal(10,2), k float, l double, m bit(1), n bit(64), o year, p date, q datetime(6), r timestamp(3) null, s time(6), t json, u varbinary(10), w blob, x varchar(20), y enum('a','b'), z set('a','b'), zerodate date, zerotime datetime, zerostamp timestamp null, day date, nothing int, txt longtext)
            """);
        await bench.YieldsAsync("""
            query: |-
              insert into v values (18446744073709551615, -9223372036854775808, 4294967295, -2147483648, -8388608, 65535, -128, 255, 12345678901234567890123456789012345.123456789012345678901234567891, -1234.50, 0.1, 0.1, b'1', 18446744073709551615, 2026, '2026-01-31', '2026-01-31 08:59:00.123456', '2026-01-31 08:59:00.5', '-838:59:58.25', '{"a":[1,9007199254740993]}', x'00ff', x'fffe', 'grün 🌳', 'b', 'a,b', '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', '2026-00-00', null, 'x')
            """);
        var row = await bench.YieldsAsync("query: select * from v\nresult: first");
        Assert.Equal("""{"a":18446744073709551615,"b":-9223372036854775808,"c":4294967295,"d":-2147483648,"e":-8388608,"f":65535,"g":-128,"h":255,"i":"12345678901234567890123456789012345.123456789012345678901234567891","j":-1234.5,"k":0.1,"l":0.1,"m":1,"n":18446744073709551615,"o":2026,"p":"2026-01-31","q":"2026-01-31T08:59:00.123456","r":"2026-01-31T08:59:00.5Z","s":"-838:59:58.25","t":{"a":[1,9007199254740993]},"u":"AP8=","w":"//4=","x":"grün \uD83C\uDF33","y":"b","z":"a,b","zerodate":"0000-00-00","zerotime":"0000-00-00 00:00:00","zerostamp":"0000-00-00 00:00:00","day":"2026-00-00","nothing":null,"txt":"x"}""", row.ToJson());
    }

    [Theory]
    [InlineData("bigint unsigned", "18446744073709551615", "18446744073709551615")]
    [InlineData("bigint", "-9007199254740993", "-9007199254740993")]
    [InlineData("decimal(40,10)", "12345678901234567.0123456789", "12345678901234567.0123456789")]
    [InlineData("decimal(60,10)", "\"123456789012345678901234567890.5\"", "\"123456789012345678901234567890.5000000000\"")]
    [InlineData("double", "1e300", "1E+300")]
    [InlineData("tinyint(1)", "true", "1")]
    [InlineData("varchar(40)", "\"it's @x ? \\\\ 🌳\"", "\"it's @x ? \\\\ \\uD83C\\uDF33\"")]
    [InlineData("varchar(40)", "null", "null")]
    [InlineData("json", "{\"a\":[1,null]}", "{\"a\":[1,null]}")]
    [InlineData("json", "[]", "[]")]
    [InlineData("date", "\"2026-01-31\"", "\"2026-01-31\"")]
    [InlineData("datetime", "\"2026-01-31 08:59:00\"", "\"2026-01-31T08:59:00\"")]
    public async Task A_value_is_kept_in_a_column_of_its_type(string type, string value, string json)
    {
        await using var bench = await nodes.BenchAsync($"create table kept (v {type})");
        var output = await bench.YieldsAsync("""
            statements:
              - query: insert into kept values (@v)
                params: { v: "${{ inputs.x }}" }
              - query: select v from kept
                result: scalar
            """, $"{{\"inputs\":{{\"x\":{value}}}}}");
        Assert.Equal(json, output[1].ToJson());
    }

    [Theory]
    [InlineData("select @x + 1", "41", "42")]
    [InlineData("select id from t where id in (@x) order by id desc limit 1", "[1, 3, 9]", "3")]
    [InlineData("select count(*) from t where id not in ( @x )", "[1]", "2")]
    [InlineData("select json_length(@x)", "[1, 2]", "2")]
    [InlineData("select json_value(@x, '$.a')", "{\"a\":7}", "\"7\"")]
    [InlineData("select concat('a', @x) -- @y ?", "\"b\"", "\"ab\"")]
    [InlineData("select @x is null", "null", "1")]
    [InlineData("select id from t limit @x", "1", "1")]
    public async Task A_value_is_bound(string query, string value, string json)
    {
        await using var bench = await nodes.BenchAsync("create table t (id int primary key)", "insert into t values (1), (2), (3)");
        Assert.Equal(json, (await bench.YieldsAsync($"query: |-\n  {query}\nparams: {{ x: \"${{{{ inputs.x }}}}\" }}\nresult: scalar", $"{{\"inputs\":{{\"x\":{value}}}}}")).ToJson());
    }
}
