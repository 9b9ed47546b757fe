using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly Value Scope = ValueJson.Parse("""
        {"a": 1, "b": {"c": [10, 20, {"d": "deep"}], "name": "Ada"}, "s": "hello", "n": null, "t": true, "f": false,
         "items": [{"price": 2.5, "qty": 2}, {"price": 10, "qty": 1}], "x-y": 7, "big": 9007199254740993,
         "m": {"$kind": 1, "$error": 2}, "m.$error": {"code": "E"}}
        """);

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("0.1 + 0.2 == 0.3", "true")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("100 / 4", "25")]
    [InlineData("7 % 3", "1")]
    [InlineData("-3 + 1", "-2")]
    [InlineData("10 - 3 - 2", "5")]
    [InlineData("9223372036854775807 + 1", "9223372036854775808")]
    [InlineData("1e30 * 2", "2E+30")]
    [InlineData("1e-40 * 1", "1E-40")]
    [InlineData("big + 1", "9007199254740994")]
    [InlineData("12.50 * 2", "25")]
    [InlineData("\"a\" + 1 + true", "\"a1true\"")]
    [InlineData("[1, 2] + [3]", "[1,2,3]")]
    [InlineData("b.c[0]", "10")]
    [InlineData("b.c[2].d", "\"deep\"")]
    [InlineData("b[\"name\"]", "\"Ada\"")]
    [InlineData("b.c[a]", "20")]
    [InlineData("b.c[9]", "null")]
    [InlineData("missing.path[3].x", "null")]
    [InlineData("missing < 5", "false")]
    [InlineData("missing >= 5", "false")]
    [InlineData("missing == null", "true")]
    [InlineData("s == \"hello\" && a == 1", "true")]
    [InlineData("s == 'hello' and not f", "true")]
    [InlineData("not s == 'x'", "true")]
    [InlineData("f || (n ?? true)", "true")]
    [InlineData("n ?? missing ?? 3", "3")]
    [InlineData("a > 0 ? \"yes\" : \"no\"", "\"yes\"")]
    [InlineData("a in [1, 2]", "true")]
    [InlineData("\"ell\" in s", "true")]
    [InlineData("b.c contains 20", "true")]
    [InlineData("s startsWith \"he\" && s endsWith \"lo\"", "true")]
    [InlineData("s matches \"^h.*o$\"", "true")]
    [InlineData("s matches \"^\\d+$\"", "false")]
    [InlineData("\"25\" == 25", "false")]
    [InlineData("\"25\" > 3", "false")]
    [InlineData("len(s) + len(b.c) + len(n)", "8")]
    [InlineData("sum(items, i => i.price * i.qty)", "15")]
    [InlineData("map(items, (x, i) => i)", "[0,1]")]
    [InlineData("filter(items, x => x.price > 5)[0].price", "10")]
    [InlineData("any(items, x => x.qty == 2) && !all(items, x => x.qty == 2)", "true")]
    [InlineData("sort([3, 1, 2])", "[1,2,3]")]
    [InlineData("sort(items, x => -x.price)[0].price", "10")]
    [InlineData("unique([1, 1.0, \"1\", 2, 2])", "[1,\"1\",2]")]
    [InlineData("min(3, 1, 2) + max([4, 9])", "10")]
    [InlineData("avg([1, 2])", "1.5")]
    [InlineData("round(2.5) + round(-2.5)", "0")]
    [InlineData("round(3.14159, 2)", "3.14")]
    [InlineData("floor(-1.5)", "-2")]
    [InlineData("ceil(1.2)", "2")]
    [InlineData("upper(trim(\"  x \"))", "\"X\"")]
    [InlineData("join(split(\"a,b\", \",\"), \"-\")", "\"a-b\"")]
    [InlineData("keys({b}.x)", null)]
    [InlineData("keys(b)", "[\"c\",\"name\"]")]
    [InlineData("date(\"2026-01-30T23:00:00-02:00\", 1)", "\"2026-02-01\"")]
    [InlineData("days(\"2026-01-01\", \"2026-01-31\")", "30")]
    [InlineData("json(\"[1, {}]\")", "[1,{}]")]
    [InlineData("json([1, \"a\"])", "\"[1,\\\"a\\\"]\"")]
    [InlineData("hash(\"abc\")", "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"")]
    [InlineData("coalesce(n, missing, \"z\")", "\"z\"")]
    [InlineData("now()", "\"2026-02-03T04:05:06Z\"")]
    [InlineData("b.$status", "null")]
    [InlineData("m.$kind", "1")]
    [InlineData("m.$error.code", "\"E\"")]
    [InlineData("m", "{\"$kind\":1,\"$error\":2}")]
    public void An_expression_has_one_value(string text, string? expected)
    {
        var expression = Expression.Parse(text, out var faults);
        if (expected is null)
        {
            Assert.NotEmpty(faults);
            return;
        }

        Assert.Empty(faults);
        var options = new EvaluationOptions { Now = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero) };
        Assert.Equal(expected, expression!.Evaluate(Scope, options).ToJson());
        Assert.Equal(Printer.Print(expression.Root), Printer.Print(Expression.Parse(Printer.Print(expression.Root)).Root));
    }
}
