using System.Text;
using System.Text.Json;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Values;

public sealed class ValueJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("// c\n1")]
    [InlineData("/* c */ 1")]
    [InlineData("1 2")]
    [InlineData("[1] x")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\ud800\\u0041\"")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":{\"b\":1,\"b\":1}}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    public void What_is_not_strictly_JSON_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => ValueJson.Parse(text));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused()
    {
        foreach (var bytes in new byte[][] { [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x28, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFE, 0xFF, 0x00, 0x31], [0x22, 0xC0, 0xAF, 0x22] })
            Assert.ThrowsAny<JsonException>(() => ValueJson.Parse(bytes));
    }

    [Fact]
    public void It_may_nest_256_deep_and_no_deeper()
    {
        Assert.Equal(256, Depth(ValueJson.Parse(Nested(256))));
        Assert.ThrowsAny<JsonException>(() => ValueJson.Parse(Nested(257)));
        Assert.ThrowsAny<JsonException>(() => ValueJson.Parse(new string('[', 1_000_000)));

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
        static int Depth(Value value) => value.IsList ? 1 + (value.AsList().Count > 0 ? Depth(value[0]) : 0) : 0;
    }

    [Theory]
    [InlineData("\"a\\u00e9\\n\\t\\\"\\\\\\/\"", "\"aé\\n\\t\\\"\\\\/\"")]
    [InlineData("\"\\ud83d\\ude80\"", "\"\\uD83D\\uDE80\"")]
    [InlineData("{\"z\":1,\"a\":[null,true,false]}", "{\"z\":1,\"a\":[null,true,false]}")]
    [InlineData("{\"\":{}}", "{\"\":{}}")]
    [InlineData("[]", "[]")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("0.10", "0.1")]
    [InlineData("1E3", "1000")]
    public void What_is_JSON_is_read_and_written(string text, string written) => Assert.Equal(written, ValueJson.Parse(text).ToJson());

    [Fact]
    public void A_member_that_stands_twice_is_told_with_its_name_and_place()
    {
        var fault = Assert.ThrowsAny<JsonException>(() => ValueJson.Parse("{\"total\": 1,\n \"total\": 2}"));
        Assert.Contains("\"total\"", fault.Message, StringComparison.Ordinal);
        Assert.Equal(14, fault.BytePositionInLine);
    }

    [Fact]
    public void A_map_with_many_members_finds_each_in_its_order()
    {
        var text = new StringBuilder("{");
        for (var i = 0; i < 5000; i++)
            text.Append(i == 0 ? "" : ",").Append($"\"m{i}\":{i}");
        var map = ValueJson.Parse(text.Append('}').ToString()).AsMap();

        Assert.Equal(5000, map.Count);
        Assert.All(Enumerable.Range(0, 5000), i => Assert.Equal(i, map[$"m{i}"]));
        Assert.Equal("m4999", map.Names[^1]);
        Assert.False(map.ContainsKey("m5000"));
        Assert.Equal(4999, map.Without("m17").Count);
        Assert.Equal(-1, map.With("m17", -1)["m17"]);
        Assert.Equal(17, map["m17"]);
    }
}
