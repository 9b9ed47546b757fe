using Logos.Rules.Faults;

namespace Logos.Core.Tests.Graphs;

public sealed class ExpressionTypeTests
{
    private const string Inputs = """
        name: t
        inputs:
          s: { type: string, required: true }
          t: { type: string }
          n: { type: number }
          i: { type: integer, default: 1 }
          b: { type: boolean }
          o: { type: object }
          l: { type: array, items: { type: number } }
          any: { type: any }
        nodes:
          first: { type: rule, with: { output: 1 } }

        """;

    private const string When = "  x: { type: rule, needs: [first], with: { output: 1 }, when: '";

    [Theory]
    [InlineData("5 + 1", "LGS1203", 1)]
    [InlineData("len(inputs.o)", "LGS1203", 1)]
    [InlineData("inputs.s", "LGS1203", 1)]
    [InlineData("inputs.t", "LGS1203", 1)]
    [InlineData("inputs.b && inputs.s", "LGS1203", 13)]
    [InlineData("not inputs.n", "LGS1203", 5)]
    [InlineData("inputs.l", "LGS1203", 1)]
    [InlineData("inputs.b ?? 1", null, 0)]
    [InlineData("inputs.n ?? 1", "LGS1203", 1)]
    [InlineData("inputs.b ? inputs.n : inputs.s", "LGS1203", 1)]
    [InlineData("inputs.b ? inputs.n : inputs.any", null, 0)]
    [InlineData("inputs.s * 2 > 1", "LGS1201", 1)]
    [InlineData("inputs.n * inputs.t > 1", "LGS1201", 12)]
    [InlineData("inputs.n + inputs.t == \"1a\"", null, 0)]
    [InlineData("inputs.n + inputs.o == 1", "LGS1201", 12)]
    [InlineData("1/0 > 1", "LGS1202", 1)]
    [InlineData("inputs.n / 0 > 1", "LGS1202", 1)]
    [InlineData("inputs.n == 1 && inputs.n == 2", "LGS1016", 18)]
    [InlineData("inputs.any != inputs.any", "LGS1016", 1)]
    [InlineData("inputs.any == 1 && (inputs.any == 2 || inputs.any == 3)", "LGS1016", 21)]
    [InlineData("inputs.b && !inputs.b", "LGS1016", 14)]
    [InlineData("inputs.n > null", "LGS1016", 1)]
    [InlineData("1 == 2", "LGS1016", 1)]
    [InlineData("false", null, 0)]
    [InlineData("null", null, 0)]
    [InlineData("inputs.s == 5", "LGS1017", 1)]
    [InlineData("inputs.t == null", null, 0)]
    [InlineData("inputs.s != null", null, 0)]
    [InlineData("inputs.s.length > 3", "LGS1017", 1)]
    [InlineData("inputs.l[0] > 3", null, 0)]
    [InlineData("inputs.l[0] contains \"a\"", "LGS1017", 1)]
    [InlineData("any(inputs.l, x => x > 3)", null, 0)]
    [InlineData("any(inputs.l, x => upper(x) == \"A\")", "LGS1206", 26)]
    [InlineData("sum(inputs.l) > \"3\"", "LGS1017", 1)]
    [InlineData("sum(inputs.i) > 3", "LGS1206", 5)]
    [InlineData("upper(inputs.n) == null", null, 0)]
    [InlineData("inputs.o.a.b == 1", null, 0)]
    [InlineData("inputs.any", null, 0)]
    [InlineData("first.ok", null, 0)]
    [InlineData("first.$status", "LGS1203", 1)]
    [InlineData("first.$status == \"succeeded\"", null, 0)]
    [InlineData("first.$error", "LGS1203", 1)]
    [InlineData("run.started_at * 2 > 1", "LGS1201", 1)]
    [InlineData("lenn(inputs.l) && inputs.s", "LGS1007 LGS1203", 1)]
    public void A_condition_is_held_against_what_is_declared(string condition, string? codes, int column) =>
        Told($"{When}{condition}' }}", codes, When.Length + column);

    [Theory]
    [InlineData("wait", "for", "inputs.n", "LGS2101")]
    [InlineData("wait", "for", "inputs.t", null)]
    [InlineData("wait", "for", "inputs.any", null)]
    [InlineData("http", "method", "inputs.n", "LGS2101")]
    [InlineData("http", "method", "inputs.s", null)]
    [InlineData("http", "expect", "inputs.s", "LGS2101")]
    [InlineData("http", "expect", "inputs.l", null)]
    [InlineData("http", "expect", "filter(inputs.l, x => x > 200)", null)]
    [InlineData("http", "query", "inputs.o", null)]
    [InlineData("http", "query", "inputs.l", "LGS2101")]
    [InlineData("http", "auth", "inputs.l", "LGS2101")]
    [InlineData("email", "to", "5", "LGS2101")]
    [InlineData("email", "to", "inputs.l", null)]
    [InlineData("email", "subject", "[1]", "LGS2101")]
    [InlineData("email", "subject", "null", null)]
    [InlineData("email", "subject", "inputs.n", "LGS2101")]
    [InlineData("email", "subject", "inputs.n ?? inputs.any", null)]
    [InlineData("grl", "max_firings", "inputs.b", "LGS2101")]
    [InlineData("grl", "facts", "inputs.l", "LGS2101")]
    public void A_setting_is_held_against_what_its_expression_yields(string type, string setting, string expression, string? code)
    {
        var rest = type switch
        {
            "http" => "url: https://example.com",
            "email" => "text: hello" + (setting == "to" ? "" : ", to: a@example.com") + (setting == "subject" ? "" : ", subject: hello"),
            "grl" => "rules: 'rule R { when a then b = 1; }'" + (setting == "facts" ? "" : ", facts: {}"),
            _ => "",
        };
        var line = $"  x: {{ type: {type}, timeout: 1s, with: {{ {setting}: \"${{{{ {expression} }}}}\"{(rest.Length == 0 ? "" : ", ")}{rest} }} }}";
        Told(line, code, line.IndexOf("${{", StringComparison.Ordinal) + 5);
    }

    [Theory]
    [InlineData("inputs.n", "LGS2101")]
    [InlineData("inputs.s", "LGS2101")]
    [InlineData("inputs.l", null)]
    [InlineData("inputs.any ?? []", null)]
    [InlineData("null", null)]
    [InlineData("split(inputs.s, \\\",\\\")", null)]
    public void What_foreach_goes_through_is_a_list(string items, string? code)
    {
        var line = $"  x: {{ type: rule, with: {{ output: \"${{{{ item }}}}\" }}, foreach: {{ items: \"{items}\" }} }}";
        Told(line, code, line.IndexOf("items: ", StringComparison.Ordinal) + 9);
    }

    [Fact]
    public void An_item_is_what_the_list_holds()
    {
        const string Line = "  x: { type: rule, foreach: { items: inputs.l }, with: { output: '${{ item * 2 + index }} ${{ item - \"a\" }} ${{ upper(item) }}' } }";
        var faults = Loading.Yaml(Inputs + Line).Faults.Where(IsOfX).ToArray();
        Assert.Equal(["LGS1201", "LGS1206"], faults.Select(fault => fault.Code));
        Assert.Equal([Line.IndexOf("\"a\"", StringComparison.Ordinal) + 1, Line.IndexOf("item) }}", StringComparison.Ordinal) + 1], faults.Select(fault => fault.Column!.Value));
    }

    private static bool IsOfX(Fault fault) => fault.Path?.StartsWith("nodes.x", StringComparison.Ordinal) == true;

    private static void Told(string node, string? codes, int column)
    {
        var faults = Loading.Yaml(Inputs + node).Faults.Where(IsOfX).ToArray();
        Assert.Equal(codes ?? "", string.Join(' ', faults.Select(fault => fault.Code)));
        if (codes is not null)
            Assert.Equal(column, faults[0].Column);
        Assert.All(faults, fault => Assert.Equal(fault.Code == "LGS1017" ? Severity.Warning : Severity.Error, fault.Severity));
    }
}
