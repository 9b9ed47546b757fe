using System.Diagnostics;
using System.Text;
using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Tests.Fuzzing;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Grl;

/// <summary>Cost follows the size of what is given, whatever its shape.</summary>
public sealed class LargeRuleSetTests
{
    // Far above what any of these takes on a busy machine; far below what a quadratic one would.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly int Rules = Fuzz.IsLong ? 100_000 : 15_000;

    [Fact]
    public void A_hundred_thousand_rules_are_read_and_more_are_refused()
    {
        var text = Repeat(GrlParser.MaxRules, i => $"rule R{i}{{when a>{i} then b={i};}}");
        Assert.NotNull(RuleSet.Parse(text, out _));
        Assert.Null(RuleSet.Parse(text + "rule X{when a>0 then b=1;}", out var faults));
        Assert.Equal(RulesCodes.TooManyRules, Assert.Single(faults).Code);
    }

    [Fact]
    public void Many_fields_of_one_fact() =>
        Evaluates(i => $"rule R{i} {{ when Facts.f{i} > 0 then Facts.g{i} = 1; }}", """{"Facts": {"f7": 1}}""", 1);

    [Fact]
    public void Many_agenda_groups() =>
        Evaluates(i => $"rule R{i} agenda-group \"g{i}\" {{ when a > 0 then b{i} = 1; ActivateAgendaGroup(\"g{i + 1}\"); }}", """{"a": 1}""", 0);

    [Fact]
    public void Many_rules_of_one_activation_group() =>
        Evaluates(i => $"rule R{i} activation-group \"one\" {{ when a > {i - 1} then a = {i}; }}", """{"a": 1}""", 2);

    [Fact]
    public void Many_rules_with_auto_focus_and_lock_on_active() =>
        Evaluates(i => $"rule R{i} agenda-group \"g{i % 50}\" auto-focus lock-on-active {{ when a == {i} then b = {i}; }}", """{"a": 3}""", 1);

    [Fact]
    public void Many_rules_over_elements() =>
        Evaluates(i => $"rule R{i} {{ when exists(Lane.n == {i}) then Lane{i}.hit = true; }}", """{"Lane1": {"n": 5}, "Lane2": {"n": 6}}""", 5);

    [Fact]
    public void Rules_that_all_have_one_name_are_told_in_a_bounded_list()
    {
        Assert.Null(RuleSet.Parse(Repeat(Rules, _ => "rule R { when a > 0 then b = 1; }"), out var faults));
        Assert.InRange(faults.Count, 100, 200);
    }

    [Fact]
    public void Groups_that_nobody_activates_are_told_in_a_bounded_list()
    {
        var clock = Stopwatch.StartNew();
        Assert.NotNull(RuleSet.Parse(Repeat(Rules, i => $"rule R{i} agenda-group \"g{i}\" {{ when a > 0 then ActivateAgendaGroup(\"h{i}\"); }}"), out var faults));
        Assert.InRange(faults.Count, 100, 200);
        Assert.True(clock.Elapsed < Patience, $"it took {clock.Elapsed}");
    }

    [Fact]
    public void A_condition_with_a_hundred_thousand_paths() =>
        Evaluates(1, _ => $"rule R {{ when a in [{Repeat(100_000, i => $"p{i}, ")}7] then b = 1; }}", """{"a": 7}""", 1);

    [Fact]
    public void Conditions_of_nine_hundred_terms() =>
        Evaluates(40, i => $"rule R{i} {{ when {Repeat(900, t => $"x{t} > {i} && ")}true then b = 1; }}", """{"x1": 7}""", 0);

    private static void Evaluates(Func<int, string> rule, string facts, int fired) => Evaluates(Rules, rule, facts, fired);

    private static void Evaluates(int count, Func<int, string> rule, string facts, int fired)
    {
        var clock = Stopwatch.StartNew();
        var rules = RuleSet.Parse(Repeat(count, rule), out var faults);
        Assert.True(rules is not null, faults.Count > 0 ? faults[0].ToString() : "");
        Assert.Equal(fired, rules.Evaluate(ValueJson.Parse(facts)).Fired);
        Assert.True(clock.Elapsed < Patience, $"it took {clock.Elapsed}");
    }

    private static string Repeat(int count, Func<int, string> unit)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(unit(i)).Append('\n');
        return text.ToString();
    }
}
