using System.Text;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Grl;

namespace Logos.Rules.Tests.Faults;

public sealed class FaultGoldenTests
{
    private const string Folder = "tests/Logos.Rules.Tests/Faults";

    public static TheoryData<string> RuleFiles =>
        [.. Directory.GetFiles(Repository.PathTo($"{Folder}/Rules"), "*.grl").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(RuleFiles))]
    public void A_faulty_rule_file_is_told_all_at_once(string name)
    {
        var text = File.ReadAllText(Repository.PathTo($"{Folder}/Rules/{name}.grl"));
        var rules = RuleSet.Parse(text, out var faults);

        Assert.NotEmpty(faults);
        Assert.Equal(faults.Any(f => f.Severity == Severity.Error), rules is null);
        Golden.Verify($"{Folder}/Rules/{name}.txt", Rendering.Of(faults, text));
    }

    [Fact]
    public void A_faulty_expression_is_told_with_its_place()
    {
        var output = new StringBuilder();
        foreach (var text in File.ReadAllLines(Repository.PathTo($"{Folder}/Expressions.txt")))
        {
            Assert.Null(Expression.Parse(text, out var faults));
            Assert.NotEmpty(faults);
            output.Append(Rendering.Of(faults, text));
        }

        Golden.Verify($"{Folder}/Expressions.golden.txt", output.ToString());
    }
}
