using Logos.Core.Graphs.Definition;

namespace Logos.Core.Tests.Graphs;

public sealed class DurationTests
{
    [Theory]
    [InlineData("200ms", 200, "200ms")]
    [InlineData("30s", 30_000, "30s")]
    [InlineData("5m", 300_000, "5m")]
    [InlineData("2h", 7_200_000, "2h")]
    [InlineData("1d", 86_400_000, "1d")]
    [InlineData("60s", 60_000, "1m")]
    [InlineData("1500ms", 1500, "1500ms")]
    [InlineData("0s", 0, "0s")]
    public void A_duration_is_a_number_and_a_unit(string text, long milliseconds, string written)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
        Assert.Equal(written, Duration.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("1.5s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1S")]
    [InlineData("1w")]
    [InlineData("1h30m")]
    [InlineData("99999999999999999999d")]
    [InlineData("4000d")]
    public void Anything_else_is_none(string text) => Assert.False(Duration.TryParse(text, out _));
}
