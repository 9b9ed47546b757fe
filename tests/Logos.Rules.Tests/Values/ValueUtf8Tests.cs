using System.Text;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Values;

/// <summary>Values as they are recorded: bounded, and never deeper than they can be read.</summary>
public sealed class ValueUtf8Tests
{
    [Theory]
    [InlineData("null")]
    [InlineData("""{"a":[1,2.50,"ö\n\"",true,null],"b":{}}""")]
    [InlineData("1e300")]
    public void It_is_the_same_JSON_as_text(string json)
    {
        var value = ValueJson.Parse(json);

        Assert.Equal(value.ToJson(), Encoding.UTF8.GetString(ValueJson.WriteUtf8(value)!));
    }

    [Fact]
    public void What_is_too_large_is_not_written_and_leaves_nothing_behind()
    {
        var text = Value.From(new string('x', 998));

        Assert.NotNull(ValueJson.WriteUtf8(text, 1000));
        Assert.Null(ValueJson.WriteUtf8(text, 999));
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(ValueJson.WriteUtf8(ValueJson.Parse("""{"a":1}"""))!));
    }

    [Fact]
    public void A_value_that_shares_its_parts_is_stopped_while_it_is_written()
    {
        Value value = ValueList.Of(1, 2, 3);
        for (var i = 0; i < 60; i++)
            value = ValueList.Of(value, value);

        Assert.Null(ValueJson.WriteUtf8(value, 1024 * 1024));
        Assert.Equal("1", Encoding.UTF8.GetString(ValueJson.WriteUtf8(1)!));
    }

    [Fact]
    public void What_is_too_deep_to_be_read_again_is_refused()
    {
        var fits = Enumerable.Range(0, ValueJson.MaxDepth).Aggregate(Value.Null, (inner, _) => ValueList.Of(inner));

        Assert.Equal(fits, ValueJson.Parse(ValueJson.WriteUtf8(fits)));
        Assert.Throws<InvalidOperationException>(() => ValueJson.WriteUtf8(ValueList.Of(fits)));
        Assert.Equal("true", Encoding.UTF8.GetString(ValueJson.WriteUtf8(true)!));
    }
}
