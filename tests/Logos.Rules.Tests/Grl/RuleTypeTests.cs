using Logos.Rules.Faults;
using Logos.Rules.Grl;

namespace Logos.Rules.Tests.Grl;

public sealed class RuleTypeTests
{
    private const int Begin = 17;

    [Theory]
    [InlineData("1", "LGS1203", 0)]
    [InlineData("\"true\"", "LGS1203", 0)]
    [InlineData("a > 1 && \"true\"", "LGS1203", 9)]
    [InlineData("!(5 + 1)", "LGS1203", 2)]
    [InlineData("accumulate(O($a: v), sum($a))", "LGS1203", 0)]
    [InlineData("accumulate(O($a: v), count($a)) || b", "LGS1203", 0)]
    [InlineData("accumulate(O($a: v, 5), sum($a)) > 1", "LGS1203", 20)]
    [InlineData("items count", "LGS1203", 0)]
    [InlineData("exists(O.a == 1 && \"x\")", "LGS1203", 19)]
    [InlineData("b ? 1 : 2", "LGS1203", 0)]
    [InlineData("(1 ? b : c)", "LGS1203", 1)]
    [InlineData("[a]", "LGS1203", 0)]
    [InlineData("a + true > 1", "LGS1017", 0)]
    [InlineData("len(a + true) > 1", null, 0)]
    [InlineData("a - true > 1", "LGS1201", 4)]
    [InlineData("-\"s\" > 1", "LGS1201", 1)]
    [InlineData("(\"a\" - 1) > 2", "LGS1201", 1)]
    [InlineData("sum(items, x => x.a * \"2\") > 1", "LGS1201", 22)]
    [InlineData("a / 0 > 1", "LGS1202", 0)]
    [InlineData("a % (2 - 2) == 1", "LGS1202", 0)]
    [InlineData("1e308 * 10 > a", "LGS1210", 0)]
    [InlineData("round(1, 99) > a", "LGS1206", 0)]
    [InlineData("sum(\"a\") > 1", "LGS1206", 4)]
    [InlineData("keys([1]) contains a", "LGS1206", 5)]
    [InlineData("date(\"yesterday\") > a", "LGS1206", 0)]
    [InlineData("min(1, true) > a", "LGS1206", 7)]
    [InlineData("any(items, x => 5)", "LGS1203", 16)]
    [InlineData("len(filter(items, x => x.name + \"a\")) > 0", "LGS1203", 23)]
    [InlineData("len(filter(items, x => x.name)) > 0", null, 0)]
    [InlineData("len(items) == \"3\"", "LGS1017", 0)]
    [InlineData("\"a\" in 5", "LGS1106", null)]
    [InlineData("x in 5", "LGS1017", 0)]
    [InlineData("len(x) startsWith \"a\"", "LGS1017", 0)]
    [InlineData("x == 1 && x == 2", "LGS1106", null)]
    [InlineData("x == 1 && (x == 2 || x == 3)", "LGS1106", null)]
    [InlineData("x == 1 && !(x != 2)", null, 0)]
    [InlineData("x == 1 && !(x == 1)", "LGS1106", null)]
    [InlineData("x == 1 && x != 1", "LGS1106", null)]
    [InlineData("len(a) == 1 && len(a) > 1", "LGS1106", null)]
    [InlineData("x != x", "LGS1106", null)]
    [InlineData("x < x || y > y", "LGS1106", null)]
    [InlineData("exists(O.a == 1 && O.a == 2)", "LGS1106", null)]
    [InlineData("exists(O.a == 1) && exists(O.a == 2)", null, 0)]
    [InlineData("x == 1 || x == 2", null, 0)]
    [InlineData("x.a && !x.b", null, 0)]
    [InlineData("items first && items not_empty", null, 0)]
    [InlineData("x", null, 0)]
    [InlineData("x ?? false", null, 0)]
    [InlineData("accumulate(O($a: v), max($a))", null, 0)]
    [InlineData("json(\"true\")", null, 0)]
    [InlineData("upper(x) == 5 ? true : false", "LGS1017", 0)]
    [InlineData("split(x, \",\")[0] == \"a\"", null, 0)]
    [InlineData("split(x, \",\")[0] == 1", "LGS1017", 0)]
    [InlineData("map(items, x => 1)[0] > \"a\"", "LGS1017", 0)]
    public void A_condition_is_held_against_what_it_can_yield(string condition, string? code, int? column) =>
        Told($"rule R {{ when {condition} then r = 1; }}", code, column is null ? 6 : Begin - 1 + column.Value - 1);

    [Theory]
    [InlineData("x = \"a\" - 1;", "LGS1201", 4)]
    [InlineData("x = 1 - \"a\";", "LGS1201", 8)]
    [InlineData("x = -\"s\";", "LGS1201", 5)]
    [InlineData("x += true - 1;", "LGS1201", 5)]
    [InlineData("x -= \"1\";", "LGS1201", 5)]
    [InlineData("x += \"1\";", null, 0)]
    [InlineData("x = null + 1;", "LGS1201", 4)]
    [InlineData("x = null + \"a\";", null, 0)]
    [InlineData("x = b ? 1 : \"a\" - 1;", "LGS1201", 12)]
    [InlineData("Log(\"a\" * 2);", "LGS1201", 4)]
    [InlineData("$o.setTotal(\"a\" * 2);", "LGS1201", 12)]
    [InlineData("x = 1 ? 2 : 3;", "LGS1203", 4)]
    [InlineData("x = (a == 1 && a == 2) ? 2 : 3;", "LGS1016", 15)]
    [InlineData("x = json(\"{\");", "LGS1206", 4)]
    public void An_action_is_held_against_what_it_can_do(string action, string? code, int column) =>
        Told($"rule R {{ when a then {action} }}", code, 23 + column - 1);

    [Fact]
    public void What_is_wrong_beside_an_unknown_function_is_told_with_it()
    {
        RuleSet.Parse("rule R colour 1 { when lenn(a) > 1 && 5 then x = upper() + (\"a\" - 1); frob(); y = -\"s\"; }", out var faults);
        Assert.Equal(["LGS1103", "LGS1007", "LGS1203", "LGS1008", "LGS1201", "LGS1108", "LGS1201"], faults.Select(fault => fault.Code));
    }

    [Fact]
    public void What_is_switched_off_is_not_held_against_anything() =>
        Assert.NotNull(RuleSet.Parse("rule R enabled false { when 1 then x = \"a\" - 1; }", out _));

    private static void Told(string rules, string? code, int column)
    {
        var set = RuleSet.Parse(rules, out var faults);
        if (code is null)
        {
            Assert.Empty(faults);
            return;
        }

        var fault = Assert.Single(faults);
        Assert.Equal((code, column), (fault.Code, fault.Column));
        Assert.Equal(fault.Severity == Severity.Warning, set is not null);
    }
}
