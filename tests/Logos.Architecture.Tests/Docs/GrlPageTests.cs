using System.Text.RegularExpressions;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Architecture.Tests.Docs;

/// <summary>docs/grl.md: its rule sets give what it says.</summary>
public sealed partial class GrlPageTests
{
    private static readonly string Text = Repository.Read("docs/grl.md");

    public static TheoryData<string, string, string> Examples =>
        [.. from example in ExampleBlock().Matches(Text)
            from line in example.Groups[2].Value.TrimEnd().Split('\n')
            let parts = line.Split('⇒', 2)
            select (example.Groups[1].Value, parts[0].Trim(), parts[^1].Trim())];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_gives_what_the_page_says(string rules, string facts, string expected)
    {
        var set = RuleSet.Parse(rules, out var faults);
        Assert.True(set is not null, string.Join('\n', faults));
        if (expected.StartsWith("LGS", StringComparison.Ordinal))
        {
            var fault = Assert.Throws<EvaluationException>(() => set.Evaluate(ValueJson.Parse(facts))).Fault;
            Assert.Equal(expected, $"{fault.Code} {fault.Message}");
            return;
        }

        var result = set.Evaluate(ValueJson.Parse(facts));
        var parts = expected.Split(", fired ");
        Assert.Equal(ValueJson.Parse(parts[0]), result.Facts);
        Assert.Equal(parts[1], $"{result.Fired}");
    }

    [Fact]
    public void No_rule_set_on_the_page_stands_without_its_outcome() =>
        Assert.Equal(RuleBlock().Count(Text), ExampleBlock().Count(Text));

    [Fact]
    public void No_example_on_the_page_is_warned_of() =>
        Assert.All(RuleBlock().Matches(Text), block =>
        {
            RuleSet.Parse(block.Groups[1].Value, out var faults);
            Assert.DoesNotContain(faults, f => f.Severity == Severity.Warning);
        });

    [GeneratedRegex(@"^```grl\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex RuleBlock();

    [GeneratedRegex(@"^```grl\n((?:(?!^```).)*?)^```\n```evaluations\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();
}
