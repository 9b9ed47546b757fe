using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Grl;

public sealed class ExplainTests
{
    private static readonly RuleOptions Explained = new() { Explain = true, Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero) };

    [Theory]
    [InlineData("rule R { when total > 100 && vip then x = 1; }", """{"total": 50, "vip": true}""", "`total > 100` is false: total = 50")]
    [InlineData("rule R { when total > 100 && vip then x = 1; }", """{"total": 150}""", "`vip` is false: vip = missing or null")]
    [InlineData("rule R { when total + fee > limit then x = 1; }", """{"total": 1, "fee": 2, "limit": 5}""", "`total + fee > limit` is false: total = 1, fee = 2, limit = 5")]
    [InlineData("rule R { when a == 1 || b == 1 then x = 1; }", """{"a": 2, "b": "y"}""", "`a == 1 || b == 1` is false: a = 2, b = \"y\"")]
    [InlineData("rule R { when exists(Lane.open == true) then x = 1; }", """{"Lane": [{"open": false}]}""", "`exists(Lane.open == true)` is false: Lane = [{\"open\":false}]")]
    [InlineData("rule R { when items count > 3 then x = 1; }", """{"items": [1, 2]}""", "`items count > 3` is false: items = [1,2]")]
    [InlineData("rule R enabled false { when a then x = 1; }", """{"a": true}""", "it is switched off (`enabled false`)")]
    [InlineData("rule R date-effective \"2026-05-01\" { when a then x = 1; }", """{"a": true}""", "it comes into effect on 2026-05-01")]
    [InlineData("rule R date-expires \"2026-01-01\" { when a then x = 1; }", """{"a": true}""", "it expired on 2026-01-01")]
    [InlineData("rule R agenda-group \"night\" { when a then x = 1; }", """{"a": true}""", "its agenda-group \"night\" did not get the focus")]
    [InlineData("rule R activation-group \"g\" { when a then x = 1; } rule First salience 1 activation-group \"g\" { when a then y = 1; }", """{"a": true}""", "\"First\" of its activation-group \"g\" fired first")]
    [InlineData("rule R { when a then x = 1; } rule First salience 1 { when a then Complete(); }", """{"a": true}""", "Complete() ended the evaluation before its turn")]
    public void A_rule_that_did_not_fire_says_why(string text, string facts, string why)
    {
        var trace = RuleSet.Parse(text, out _)!.Evaluate(ValueJson.Parse(facts), Explained).Trace!;
        var rule = Assert.Single(trace.Rules, r => r.Rule == "R");
        Assert.Equal((0, why), (rule.Fired, rule.WhyNot));
    }

    [Fact]
    public void A_firing_tells_what_it_had_read_and_what_it_wrote()
    {
        var trace = RuleSet.Parse("""
            rule Price salience 2 { when qty > 0 && price > 0 then total = qty * price; note.text = "priced"; }
            rule Drop no-loop { when total > 5 then retract(note); total = 1; }
            """, out _)!.Evaluate(ValueJson.Parse("""{"qty": 3, "price": 2, "total": 0}"""), Explained).Trace!;

        Assert.Equal([(1, "Price"), (2, "Drop")], trace.Firings.Select(f => (f.Number, f.Rule)));
        Assert.Equal([new("qty", 3), new("price", 2)], trace.Firings[0].Reads);
        Assert.Equal([new("total", 6, 0), new("note.text", "priced", Value.Null)], trace.Firings[0].Writes);
        Assert.Equal([new("total", 6)], trace.Firings[1].Reads);
        Assert.Equal([new("note", Value.Null, ValueJson.Parse("""{"text": "priced"}"""), Removed: true), new("total", 1, 6)], trace.Firings[1].Writes);
        Assert.Equal([("Price", 1, null), ("Drop", 1, (string?)null)], trace.Rules.Select(r => (r.Rule, r.Fired, r.WhyNot)));
    }

    [Fact]
    public void Rules_are_told_in_the_order_of_the_agenda_with_the_values_at_the_end()
    {
        var trace = RuleSet.Parse("rule Low { when n > 9 then a = 1; } rule High salience 5 no-loop { when n > 0 then n = n + 1; }", out _)!
            .Evaluate(ValueJson.Parse("""{"n": 1}"""), Explained).Trace!;
        Assert.Equal(["High", "Low"], trace.Rules.Select(r => r.Rule));
        Assert.All(trace.Rules, r => Assert.Equal([new("n", 2)], r.Reads));
        Assert.Equal("`n > 9` is false: n = 2", trace.Rules[1].WhyNot);
    }

    [Fact]
    public void Nothing_is_told_unless_asked()
    {
        var result = RuleSet.Parse("rule R { when true then a = 1; Log(\"x\"); }").Evaluate(ValueMap.Empty);
        Assert.Null(result.Trace);
        Assert.Empty(result.Log);
    }

    [Fact]
    public void A_condition_that_fails_at_the_end_is_told_as_it_is()
    {
        var trace = RuleSet.Parse("rule R agenda-group \"g\" { when n * 2 > 1 then a = 1; } rule S salience 1 { when true then n = \"x\"; Complete(); }", out _)!
            .Evaluate(ValueMap.Empty, Explained).Trace!;
        Assert.Contains("`n` is the string \"x\", and arithmetic needs a number", Assert.Single(trace.Rules, r => r.Rule == "R").WhyNot!, StringComparison.Ordinal);
    }
}
