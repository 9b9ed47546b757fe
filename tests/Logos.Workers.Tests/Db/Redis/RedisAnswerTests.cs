using Logos.Core.Work;

namespace Logos.Workers.Tests.Db.Redis;

[Trait("Needs", "redis")]
public sealed class RedisAnswerTests(RedisNodes nodes)
{
    [Theory]
    [InlineData("command: GET\nargs: [nothing]", "null")]
    [InlineData("command: SET\nargs: [k, 5]", "\"OK\"")]
    [InlineData("command: incrby\nargs: [n, 9007199254740993]", "9007199254740993")]
    [InlineData("command: GET\nargs: [text]", "\"grün\"")]
    [InlineData("command: HGETALL\nargs: [hash]", "{\"b\":\"2\",\"a\":\"1\"}")]
    [InlineData("command: HGETALL\nargs: [nothing]", "{}")]
    [InlineData("command: LRANGE\nargs: [list, 0, -1]", "[\"x\",\"y\"]")]
    [InlineData("command: SMEMBERS\nargs: [set]", "[\"1\"]")]
    [InlineData("command: ZRANGE\nargs: [sorted, 0, -1, WITHSCORES]", "[[\"low\",0.1],[\"high\",\"Infinity\"]]")]
    [InlineData("command: ZSCORE\nargs: [sorted, low]", "0.1")]
    [InlineData("command: GET\nargs: [bytes]", "{\"base64\":\"/wA=\"}")]
    [InlineData("command: MGET\nargs: [text, nothing]", "[\"grün\",null]")]
    [InlineData("command: EVAL\nargs: ['return {1, {ARGV[1]}, false}', 0, true]", "[1,[\"true\"],null]")]
    [InlineData("command: EVAL\nargs: ['redis.setresp(3); return {map={a={double=1.5}}}', 0]", "{\"a\":1.5}")]
    [InlineData("command: EVAL\nargs: ['redis.setresp(3); return {big_number=\"123456789012345678901234567890123\"}', 0]", "\"123456789012345678901234567890123\"")]
    [InlineData("command: EVAL\nargs: ['redis.setresp(3); return true', 0]", "true")]
    [InlineData("commands: [{ command: SET, args: [a, 1] }, { command: INCR, args: [a] }, { command: HGETALL, args: [hash] }]", "[\"OK\",2,{\"b\":\"2\",\"a\":\"1\"}]")]
    public async Task An_answer_comes_as_it_is(string with, string json)
    {
        await using var bench = await nodes.BenchAsync();
        await bench.YieldsAsync("""
            commands:
              - { command: SET, args: [text, "grün"] }
              - { command: HSET, args: [hash, b, 2, a, 1] }
              - { command: RPUSH, args: [list, x, y] }
              - { command: SADD, args: [set, 1] }
              - { command: ZADD, args: [sorted, 0.1, low, inf, high] }
              - { command: SET, args: [bytes, { base64: "/wA=" }] }
            """);
        Assert.Equal(json, (await bench.YieldsAsync(with)).ToJson());
    }

    [Fact]
    public async Task A_value_is_one_argument_whatever_it_holds()
    {
        await using var bench = await nodes.BenchAsync();
        const string Context = """{"inputs":{"x":"a b\r\n*1\r\n$8\r\nFLUSHALL\r\n\"'"}}""";
        await bench.YieldsAsync("command: SET\nargs: [k, \"${{ inputs.x }}\"]", Context);
        Assert.Equal("a b\r\n*1\r\n$8\r\nFLUSHALL\r\n\"'", (await bench.YieldsAsync("command: GET\nargs: [k]")).AsString());
    }

    [Fact]
    public async Task Several_commands_have_nobody_elses_between_them()
    {
        await using var bench = await nodes.BenchAsync();
        var both = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bench.YieldsAsync("commands: [{ command: INCR, args: [n] }, { command: INCR, args: [n] }]")));
        Assert.All(both, output => Assert.Equal(output[0].AsDecimal() + 1, output[1].AsDecimal()));
        Assert.Equal("40", await bench.AskAsync("GET", "n"));
    }

    [Fact]
    public async Task One_of_several_that_cannot_be_taken_keeps_all_from_running()
    {
        await using var bench = await nodes.BenchAsync();
        var failure = await bench.FailsAsync("commands: [{ command: SET, args: [k, hunter2] }, { command: GETT, args: [hunter2] }]");
        Assert.Equal(("LGS5064", FailureKind.Permanent, "Redis refused `GETT`: ERR unknown command 'GETT'"), (failure.Code, failure.Kind, failure.Message));
        Assert.Equal("null", await bench.AskAsync("GET", "k"));
    }

    [Fact]
    public async Task One_of_several_that_fails_is_told_with_what_was_done()
    {
        await using var bench = await nodes.BenchAsync();
        var failure = await bench.FailsAsync("commands: [{ command: SET, args: [k, text] }, { command: INCR, args: [k] }, { command: SET, args: [j, 1] }]");
        Assert.Equal(("LGS5064", FailureKind.Permanent, "command 2 of 3 failed, and the others were carried out: Redis refused `INCR`: ERR value is not an integer or out of range"), (failure.Code, failure.Kind, failure.Message));
        Assert.Equal("1", await bench.AskAsync("GET", "j"));
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_taken_and_harms_nobody_else()
    {
        await using var bench = await nodes.BenchAsync();
        await bench.YieldsAsync("command: EVAL\nargs: [\"redis.call('SET', KEYS[1], string.rep('x', 17000000))\", 1, large]");
        await bench.YieldsAsync("command: SETRANGE\nargs: [huge, 80000000, x]");
        var small = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bench.YieldsAsync("command: PING")));
        var failure = await bench.FailsAsync("command: GET\nargs: [large]");
        Assert.Equal(("LGS5067", FailureKind.Permanent, "the answer is larger than 16777216 bytes: ask for less, or set `max_bytes`"), (failure.Code, failure.Kind, failure.Message));
        Assert.Equal(17_000_000, (await bench.YieldsAsync("command: GET\nargs: [large]\nmax_bytes: 20000000")).AsString().Length);
        Assert.Equal(("LGS5070", FailureKind.Permanent), ((await bench.FailsAsync("command: GET\nargs: [huge]")) is var huge ? huge.Code : "", huge.Kind));
        await small;
        Assert.Equal("PONG", (await bench.YieldsAsync("command: PING")).AsString());
    }
}
