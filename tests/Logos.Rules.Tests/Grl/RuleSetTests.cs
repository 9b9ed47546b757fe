using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Tests.Fuzzing;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Grl;

public sealed class RuleSetTests
{
    [Fact]
    public void The_same_text_is_compiled_once()
    {
        const string Text = "rule R { when a > 1 then b = 1; }";
        Assert.Same(RuleSet.Parse(Text), RuleSet.Parse(string.Concat(Text)));
        Assert.NotSame(RuleSet.Parse(Text), RuleSet.Parse(Text + " "));
        for (var i = 0; i < 600; i++)
            RuleSet.Parse($"rule R{i} {{ when a > {i} then b = 1; }}");
        Assert.Equal(1, RuleSet.Parse(Text).Evaluate(ValueJson.Parse("""{"a": 2}""")).Fired);
    }

    [Fact]
    public void A_faulty_text_throws_all_of_its_faults_and_no_warnings()
    {
        var thrown = Assert.Throws<RuleSetException>(() => RuleSet.Parse("rule A agenda-group \"x\" { when a = 1 then b = 1; } rule B { when c then d == 1; }"));
        Assert.Equal([RulesCodes.AssignmentForComparison, RulesCodes.BadStatement], thrown.Faults.Select(f => f.Code));
        Assert.Contains("line 1, column", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_alone_do_not_stop_it()
    {
        Assert.NotNull(RuleSet.Parse("rule A agenda-group \"x\" { when a == 1 then b = 1; }", out var faults));
        Assert.Equal(Severity.Warning, Assert.Single(faults).Severity);
    }

    [Fact]
    public void Rules_are_listed_as_written()
    {
        var rules = RuleSet.Parse("""
            rule Low "what it does" salience -5 agenda-group "g" lock-on-active { when a > 1 then b = 1; }
            rule High salience 5 no-loop enabled false activation-group "x" { when a > 1 then b = 1; }
            """, out _)!.Rules;
        Assert.Equal(["Low", "High"], rules.Select(r => r.Name));
        Assert.Equal(("what it does", -5, "g", true, false), (rules[0].Description, rules[0].Salience, rules[0].AgendaGroup, rules[0].LockOnActive, rules[0].NoLoop));
        Assert.Equal((5, "MAIN", "x", false, true), (rules[1].Salience, rules[1].AgendaGroup, rules[1].ActivationGroup, rules[1].Enabled, rules[1].NoLoop));
    }

    [Fact]
    public void One_rule_set_serves_many_threads_at_once()
    {
        var rules = RuleSet.Parse(Samples.Purchasing);
        var facts = Enumerable.Range(0, 50).Select(i => ValueJson.Parse($$"""{"required_qty": {{1000 + (i * 100)}}, "available_qty": {{i * 90}}, "moq": 100, "unit_price": {{15.5m + i}}, "is_active": {{(i % 7 == 0 ? "false" : "true")}}}""")).ToArray();
        var expected = facts.Select(f => rules.Evaluate(f)).Select(r => (r.Facts, r.Fired)).ToArray();
        var wrong = 0;
        Parallel.For(0, 5000, i =>
        {
            var result = rules.Evaluate(facts[i % 50], new() { Explain = i % 11 == 0, Log = i % 5 == 0 });
            if (result.Fired != expected[i % 50].Fired || result.Facts != expected[i % 50].Facts)
                Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Random_rule_sets_give_the_same_on_many_threads_as_on_one() => Fuzz.Run(40, dice =>
    {
        if (RuleSet.Parse(new RuleDice(dice).Text(), out _) is not { } rules)
            return;
        var options = new RuleOptions { MaxFirings = 40, Now = new DateTimeOffset(2026, 2, 3, 0, 0, 0, TimeSpan.Zero) };
        var facts = Enumerable.Range(0, 8).Select(_ => ExprDice.Scope(dice)).ToArray();
        var expected = facts.Select(f => Outcome.Of(() => rules.Evaluate(f, options).Facts)).ToArray();
        var wrong = 0;
        Parallel.For(0, 64, i =>
        {
            if (Outcome.Of(() => rules.Evaluate(facts[i % 8], options).Facts) != expected[i % 8])
                Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    });

    [Fact]
    public void A_failed_evaluation_leaves_nothing_behind()
    {
        var rules = RuleSet.Parse("rule A { when a > 0 then b.c = a; d = a * e; } rule B { when b.c == 1 then f = 1; }");
        Assert.Throws<EvaluationException>(() => rules.Evaluate(ValueJson.Parse("""{"a": 1}""")));
        Assert.Equal("{}", rules.Evaluate(ValueMap.Empty).Facts.ToJson());
        Assert.Equal("""{"a":1,"e":2,"b":{"c":1},"d":2,"f":1}""", rules.Evaluate(ValueJson.Parse("""{"a": 1, "e": 2}""")).Facts.ToJson());
    }

    [Fact]
    public void The_facts_that_went_in_are_not_changed()
    {
        var facts = ValueJson.Parse("""{"o": {"a": 1}, "l": [1], "go": true}""");
        var before = facts.ToJson();
        var result = RuleSet.Parse("rule R no-loop { when go then o.a = 2; l += 2; l[0] = 9; retract(go); }").Evaluate(facts);
        Assert.Equal(before, facts.ToJson());
        Assert.Equal("""{"o":{"a":2},"l":[9,2]}""", result.Facts.ToJson());
    }

    [Fact]
    public void Facts_that_no_rule_writes_come_back_as_they_are()
    {
        var facts = ValueJson.Parse("""{"o": {"a": 1}, "l": [1]}""");
        Assert.Same(facts.AsMap(), RuleSet.Parse("rule R { when o.a > 5 then x = 1; }").Evaluate(facts).Facts.AsMap());
    }
}
