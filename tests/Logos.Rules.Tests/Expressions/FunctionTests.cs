using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Functions;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Expressions;

public sealed class FunctionTests
{
    private static readonly EvaluationOptions Options = new() { Now = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)) };

    [Theory]
    [InlineData("date(\"2026-01-31\")", "2026-01-31")]
    [InlineData("date(\"2026-01-31T23:30:00-01:00\")", "2026-02-01")]
    [InlineData("date(\"2026-01-31 08:00:00Z\")", "2026-01-31")]
    [InlineData("date(\"2026-01-31T08:00\")", "2026-01-31")]
    [InlineData("date(\"2026-01-31T08:00:00.1234567Z\", -31)", "2025-12-31")]
    [InlineData("date(\"2024-02-28\", 1)", "2024-02-29")]
    [InlineData("date(\"2026-02-28\", 1.9)", "2026-03-01")]
    [InlineData("date(\"2026-03-01\", -0.5)", "2026-02-28")]
    [InlineData("date(\"31-Jan-2026\")", "2026-01-31")]
    [InlineData("date(\"9999-12-31T23:59:59.9999999Z\")", "9999-12-31")]
    [InlineData("date(\"0001-01-01\")", "0001-01-01")]
    [InlineData("date(now())", "2026-02-03")]
    [InlineData("now()", "2026-02-03T02:05:06Z")]
    [InlineData("days(\"2026-01-01\", \"2026-01-31T06:00:00Z\")", "30.25")]
    [InlineData("days(\"2026-01-31\", \"2026-01-01\")", "-30")]
    [InlineData("len(\"a🚀é\")", "3")]
    [InlineData("len(o)", "2")]
    [InlineData("split(\"a,,b\", \",\")", "[\"a\",\"\",\"b\"]")]
    [InlineData("join([1, \"a\", null, true, [2]], \"-\")", "1-a--true-[2]")]
    [InlineData("sort([\"b\", 2, null, \"a\", 1, true])", "[null,true,1,2,\"a\",\"b\"]")]
    [InlineData("sort([{}.x])", null)]
    [InlineData("sort(l, x => x.k)", "[{\"k\":1,\"n\":\"a\"},{\"k\":1,\"n\":\"b\"},{\"k\":2,\"n\":\"c\"}]")]
    [InlineData("unique(l, x => x.k)", "[{\"k\":2,\"n\":\"c\"},{\"k\":1,\"n\":\"a\"}]")]
    [InlineData("min([null, 3, 1])", "1")]
    [InlineData("max(\"a\", \"b\")", "b")]
    [InlineData("min([])", "null")]
    [InlineData("avg([1, null, 3])", "2")]
    [InlineData("values(o)", "[1,\"x\"]")]
    [InlineData("coalesce(null, missing, 0, 1)", "0")]
    [InlineData("any([false, true])", "true")]
    [InlineData("all([])", "true")]
    [InlineData("round(1234.5678, 2)", "1234.57")]
    [InlineData("round(1e30)", "1E+30")]
    [InlineData("json(json(o))", "{\"a\":1,\"b\":\"x\"}")]
    [InlineData("hash(o) == hash(json(o))", "true")]
    [InlineData("map(l, (x, i) => i + x.k)", "[2,2,3]")]
    [InlineData("map(l, x => map(l, y => x.k * y.k))", "[[4,2,2],[2,1,1],[2,1,1]]")]
    [InlineData("map(l, x => len(filter(l, x => x.k == 1)) + x.k)", "[4,3,3]")]
    public void A_function_gives(string text, string? expected)
    {
        if (Expression.Parse(text, out _) is { } expression)
            Assert.Equal(expected, expression.Evaluate(Scope(), Options) is var value && value.IsString ? value.AsString() : value.ToJson());
        else
            Assert.Null(expected);
    }

    [Theory]
    [InlineData("date(\"2026-02-30\")")]
    [InlineData("date(\"9999-12-31\", 1)")]
    [InlineData("date(\"2026-01-31\", 1e40)")]
    [InlineData("date(5)")]
    [InlineData("days(\"x\", \"2026-01-01\")")]
    [InlineData("round(1, 29)")]
    [InlineData("round(1, -1)")]
    [InlineData("round(\"1\")")]
    [InlineData("split(\"a\", \"\")")]
    [InlineData("sum([1, \"2\"])")]
    [InlineData("min(1, \"a\")")]
    [InlineData("upper(5)")]
    [InlineData("len(5)")]
    [InlineData("json(\"{\")")]
    [InlineData("json(\"\")")]
    [InlineData("keys(5)")]
    [InlineData("map(5, x => x)")]
    [InlineData("sum([1e308, 1e308])")]
    public void A_function_says_what_it_cannot_work_with(string text)
    {
        var fault = Assert.Throws<EvaluationException>(() => Expression.Parse(text).Evaluate(Scope(), Options)).Fault;
        Assert.Equal(RulesCodes.BadArgument, fault.Code);
        Assert.StartsWith($"`{text[..text.IndexOf('(', StringComparison.Ordinal)]}` takes ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_function_of_null_gives_a_value_and_no_error()
    {
        foreach (var function in FunctionTable.All.Where(f => f.MinArguments > 0))
        {
            var arguments = string.Join(", ", Enumerable.Range(0, function.MinArguments).Select(i => i == 1 && function.Lambda == Function.LambdaUse.Required ? "x => x" : i == 1 && function.Name == "split" ? "\",\"" : "null"));
            Expression.Parse($"{function.Name}({arguments})").Evaluate(ValueMap.Empty, Options);
        }
    }

    [Theory]
    [InlineData("lenght", "len")]
    [InlineData("LEN", "len")]
    [InlineData("size", "len")]
    [InlineData("toUpperCase", "upper")]
    [InlineData("average", "avg")]
    [InlineData("summ", "sum")]
    [InlineData("flter", "filter")]
    [InlineData("where", "filter")]
    [InlineData("ifnull", "coalesce")]
    [InlineData("distinct", "unique")]
    public void An_unknown_function_leads_to_the_one_that_was_meant(string name, string meant)
    {
        Assert.Null(Expression.Parse($"{name}(a)", out var faults));
        Assert.Equal($"did you mean `{meant}`?", Assert.Single(faults).Hint);
    }

    private static Value Scope() => ValueJson.Parse("""{"o": {"a": 1, "b": "x"}, "l": [{"k": 2, "n": "c"}, {"k": 1, "n": "a"}, {"k": 1, "n": "b"}]}""");
}
