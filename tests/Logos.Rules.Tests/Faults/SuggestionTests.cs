using Logos.Rules.Faults;

namespace Logos.Rules.Tests.Faults;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("salence", "salience")]
    [InlineData("no-lop", "no-loop")]
    [InlineData("Enabled", "enabled")]
    [InlineData("aslience", "salience")]
    [InlineData("banana", null)]
    [InlineData("", null)]
    [InlineData("x", null)]
    public void The_nearest_name_is_meant_and_none_that_is_far(string name, string? meant) =>
        Assert.Equal(meant, Suggestion.Closest(name, ["salience", "no-loop", "enabled"]));

    [Fact]
    public void Endless_names_are_no_work() =>
        Assert.Null(Suggestion.Closest(new string('a', 1_000_000), [new string('b', 1_000_000), "a"]));

    [Fact]
    public void Every_code_stands_once_with_words()
    {
        Assert.Equal(RulesCodes.All.Count, RulesCodes.All.Select(c => c.Code).Distinct().Count());
        Assert.All(RulesCodes.All, c => Assert.True(c.Title.Length > 0 && c.Advice.Length > 0, c.Code));
    }
}
