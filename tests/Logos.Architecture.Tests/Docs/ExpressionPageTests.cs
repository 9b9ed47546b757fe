using System.Text;
using System.Text.RegularExpressions;
using Logos.Rules.Expressions;
using Logos.Rules.Functions;
using Logos.Rules.Values;

namespace Logos.Architecture.Tests.Docs;

/// <summary>docs/expressions.md: its examples give what it says, its functions are those of the language.</summary>
public sealed partial class ExpressionPageTests
{
    private const string PagePath = "docs/expressions.md";
    private const string Begin = "<!-- functions: generated from the function table -->\n";
    private const string End = "<!-- /functions -->";

    private static readonly string Text = Repository.Read(PagePath);

    public static TheoryData<string, string> Examples =>
        [.. ExampleBlock().Matches(Text).SelectMany(x => x.Groups[1].Value.TrimEnd().Split('\n')).Select(x => x.Split('⇒', 2)).Select(x => (x[0].Trim(), x[^1].Trim()))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_gives_what_the_page_says(string expression, string expected)
    {
        var facts = ValueJson.Parse(FactsBlock().Match(Text).Groups[1].Value);

        Assert.Equal(expected, Expression.Parse(expression).Evaluate(facts).ToJson());
    }

    [Fact]
    public void The_functions_on_the_page_are_those_of_the_language()
    {
        var table = new StringBuilder("| | |\n|---|---|\n");
        foreach (var function in FunctionTable.All)
        {
            table.Append($"| `{function.Signature}` | {function.Summary} |\n");
        }

        var (begin, end) = (Text.IndexOf(Begin, StringComparison.Ordinal), Text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, $"{PagePath} has lost its marks around the functions.");
        Golden.Verify(PagePath, Text[..(begin + Begin.Length)] + table + Text[end..]);
    }

    [GeneratedRegex(@"^```expressions\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();

    [GeneratedRegex(@"^```json facts\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FactsBlock();
}
