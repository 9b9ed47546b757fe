using Logos.Rules.Values;

namespace Logos.Rules.Tests.Values;

public sealed class ExtentTests
{
    [Theory]
    [InlineData("1", 1, 0)]
    [InlineData("\"abc\"", 4, 0)]
    [InlineData("[]", 1, 1)]
    [InlineData("[1, [2, \"x\"], {}]", 7, 2)]
    [InlineData("{\"a\": [[1]]}", 4, 3)]
    public void An_extent_is_what_is_written_and_how_deep(string json, long size, int depth) =>
        Assert.Equal(new Extent(size, depth), Extent.Of(ValueJson.Parse(json)));

    [Fact]
    public void What_is_shared_counts_each_time_without_being_walked()
    {
        Value value = 1;
        for (var i = 0; i < 40; i++)
            value = ValueList.Of(value, value);
        Assert.True(Extent.Of(value).IsTooLarge);
        Assert.Equal(40, Extent.Of(value).Depth);
        Assert.True(Extent.Of(value).Size > 1L << 40);
    }
}
