using System.Diagnostics;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Grl;

public sealed class TotalBudgetTests
{
    private static readonly ValueMap ManyElements = ValueMap.From([new("n", 0), new("L", ValueList.From(Enumerable.Range(0, 40_000).Select(i => (Value)ValueMap.From([new("a", i)]))))]);

    private static readonly ValueMap ManyFacts = ValueMap.From(Enumerable.Range(0, 100_000).Select(i => new KeyValuePair<string, Value>($"Order{i}", ValueMap.From([new("a", i)]))));

    [Theory]
    [InlineData("rule Count { when exists(L.a < 0 - n) || n < 9000 then n = n + 1; }")]
    [InlineData("rule Count { when n < 9000 && !any(L, x => x.a < 0 - n) then n = n + 1; }")]
    [InlineData("rule Count { when n < 9000 && L[0].a > 0 - 5 && any(L, x => x.a == 7) then n = n + 1; L[0].a = n; }")]
    public void Many_firings_over_much_data_end_at_the_budget(string text) => EndsAtTheBudget(text, ManyElements, "Count");

    [Fact]
    public void Many_rules_over_many_numbered_facts_end_at_the_budget() =>
        EndsAtTheBudget(string.Concat(Enumerable.Range(0, 1000).Select(i => $"rule R{i} {{ when exists(Order.a < 0 - {i}) then y{i} = 1; }}\n")), ManyFacts, "R");

    [Fact]
    public void Many_rules_that_read_what_each_firing_writes_end_at_the_budget() =>
        EndsAtTheBudget("rule Count { when n < 9000 then n = n + 1; }\n" + string.Concat(Enumerable.Range(1, 50_000).Select(i => $"rule R{i} {{ when n == 0 - {i} then y = 1; }}\n")), ManyElements, "");

    [Fact]
    public void A_thousand_kinds_among_a_hundred_thousand_numbered_facts_are_found_without_going_through_all_for_each()
    {
        var rules = RuleSet.Parse(string.Concat(Enumerable.Range(0, 1000).Select(i => $"rule R{i} {{ when exists(Kind{i}x.a == 1) then y{i} = 1; }}\n")));
        var result = rules.Evaluate(ManyFacts.With("Kind7x1", ValueMap.From([new("a", 1)])), new() { MaxTotalSteps = 200_000 });
        Assert.Equal(1, result.Fired);
    }

    [Fact]
    public void Numbered_facts_that_come_and_go_are_counted()
    {
        var rules = RuleSet.Parse("""
            rule Add salience 3 no-loop { when true then Lane3.open = true; }
            rule Drop salience 2 no-loop { when Lane3.open then retract(Lane1); }
            rule All { when forall(Lane.open == true) then all = true; n = accumulate(Lane($o: open), count($o)); }
            """);
        Assert.Equal("""{"Lane2":{"open":true},"Lane3":{"open":true},"all":true,"n":2}""", rules.Evaluate(ValueJson.Parse("""{"Lane1": {"open": false}, "Lane2": {"open": true}}""")).Facts.ToJson());
    }

    [Fact]
    public void The_budget_is_the_callers_to_set_and_the_fault_says_where_it_ended()
    {
        var rules = RuleSet.Parse("rule Count { when n < 100 then n = n + 1; }");
        Assert.Equal(100, rules.Evaluate(ValueJson.Parse("""{"n": 0}"""), new() { MaxTotalSteps = 700 }).Fired);
        var fault = Assert.Throws<EvaluationException>(() => rules.Evaluate(ValueJson.Parse("""{"n": 0}"""), new() { MaxTotalSteps = 70 })).Fault;
        Assert.Equal((RulesCodes.TotalBudget, "Count"), (fault.Code, fault.Path));
        Assert.Matches("^the evaluation took more than 70 steps in all; rule \"Count\" was being tried after [0-9]+ firings$", fault.Message);
    }

    [Fact]
    public void Twenty_sums_over_a_hundred_thousand_lines_are_ordinary_work()
    {
        var rules = RuleSet.Parse(string.Concat(Enumerable.Range(0, 20).Select(i => $"rule R{i} {{ when exists(L.a == 99999) then y{i} = accumulate(L($v: a, a > {i}), sum($v)); }}\n")));
        var facts = ValueMap.From([new("L", ValueList.From(Enumerable.Range(0, 100_000).Select(i => (Value)ValueMap.From([new("a", i)]))))]);
        Assert.Equal(20, rules.Evaluate(facts).Fired);
    }

    [Fact]
    public void An_evaluation_that_is_asked_to_stop_does_and_the_rule_set_serves_on()
    {
        var rules = RuleSet.Parse("rule Count { when n < 100 then n = n + 1; }");
        Assert.Throws<OperationCanceledException>(() => rules.Evaluate(ValueJson.Parse("""{"n": 0}"""), new() { Stop = new(canceled: true) }));
        Assert.Equal(100, rules.Evaluate(ValueJson.Parse("""{"n": 0}""")).Fired);
    }

    [Fact]
    public void What_an_explanation_holds_is_bounded()
    {
        var facts = ValueMap.From([new("n", 0), new("t", new string('x', 1_000_000)), new("list", ValueList.From(Enumerable.Range(0, 5000).Select(i => (Value)i)))]);
        var rules = RuleSet.Parse("rule Count { when n < 9000 && t != null && list != null then n = n + 1; u = t; }");
        var trace = rules.Evaluate(facts, new() { Explain = true }).Trace!;
        Assert.Equal(9000, trace.Firings.Count + trace.MoreFirings);
        Assert.Equal([.. Enumerable.Range(1, 100), .. Enumerable.Range(8901, 100)], trace.Firings.Select(firing => firing.Number));
        Assert.True(trace.Firings.Sum(firing => firing.Reads.Concat(firing.Writes).Sum(fact => (long)fact.Value.ToJson().Length)) < 8_000_000);
        var text = trace.Firings[0].Reads.Single(read => read.Path == "t").Value.AsString();
        Assert.Equal(new string('x', 200) + "… 999,800 more characters", text);
        Assert.Equal("… 4,980 more", trace.Firings[0].Reads.Single(read => read.Path == "list").Value.AsList()[^1]);
    }

    [Fact]
    public void An_explanation_of_firings_that_write_much_is_bounded_as_well()
    {
        var writes = string.Concat(Enumerable.Range(0, 100).Select(i => $"w{i} = list; "));
        var rules = RuleSet.Parse($"rule Count {{ when n < 9000 && list != null then n = n + 1; {writes} }}");
        var facts = ValueMap.From([new("n", 0), new("list", ValueList.From(Enumerable.Range(0, 20).Select(i => (Value)new string('x', 100))))]);
        var trace = rules.Evaluate(facts, new() { Explain = true }).Trace!;
        Assert.Equal(9000, trace.Firings.Count + trace.MoreFirings);
        Assert.Equal((1, 9000), (trace.Firings[0].Number, trace.Firings[^1].Number));
        Assert.InRange(trace.Firings.Sum(firing => firing.Reads.Concat(firing.Writes).Sum(fact => (long)fact.Value.ToJson().Length)), 100_000, 8_000_000);
    }

    private static void EndsAtTheBudget(string text, ValueMap facts, string rule)
    {
        var rules = RuleSet.Parse(text);
        var watch = Stopwatch.StartNew();
        var fault = Assert.Throws<EvaluationException>(() => rules.Evaluate(facts, new() { MaxTotalSteps = 40_000_000 })).Fault;
        Assert.Equal(RulesCodes.TotalBudget, fault.Code);
        Assert.StartsWith(rule, fault.Path, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"took {watch.Elapsed}");
    }
}
