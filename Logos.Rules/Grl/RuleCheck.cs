using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>What is wrong with rules that read well one by one: names, groups, conditions that contradict themselves.</summary>
internal static class RuleCheck
{
    public static void Check(IReadOnlyList<RuleDefinition> rules, List<Fault> faults)
    {
        CheckNames(rules, faults);
        if (rules.All(r => r.IsSound))
            CheckGroups(rules, faults);
        foreach (var rule in rules.Where(r => r.IsSound))
        {
            if (faults.Count < TokenCursor.MaxFaults && Contradiction.Of(rule) is { } reason)
                faults.Add(At(RulesCodes.NeverFires, rule.Span, $"rule \"{rule.Name}\" can never fire: {reason}", "mend it, or switch it off with `enabled false`"));
        }
    }

    private static void CheckNames(IReadOnlyList<RuleDefinition> rules, List<Fault> faults)
    {
        var first = new Dictionary<string, RuleDefinition>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            if (!first.TryAdd(rule.Name, rule) && faults.Count < TokenCursor.MaxFaults)
                faults.Add(At(RulesCodes.DuplicateRule, rule.Span, $"there is another rule \"{rule.Name}\", at line {first[rule.Name].Span.Line}", "rename one of them"));
        }
    }

    private static void CheckGroups(IReadOnlyList<RuleDefinition> rules, List<Fault> faults)
    {
        var focused = rules.SelectMany(r => r.Then).OfType<Statement.ActivateAgendaGroup>().Select(a => a.Group).ToHashSet(StringComparer.Ordinal);
        focused.UnionWith(rules.Where(r => r.AutoFocus).Select(r => r.AgendaGroup));
        focused.Add(RuleDefinition.MainGroup);
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            if (!focused.Contains(rule.AgendaGroup) && faults.Count < TokenCursor.MaxFaults && reported.Add(rule.AgendaGroup))
                faults.Add(At(RulesCodes.UnfocusedGroup, rule.Span, $"nothing gives agenda-group \"{rule.AgendaGroup}\" the focus", Suggestion.DidYouMean(rule.AgendaGroup, focused) ?? "activate it with `ActivateAgendaGroup(…)`, or give a rule of it `auto-focus`") with { Severity = Severity.Warning });
        }

        var groups = rules.Select(r => r.AgendaGroup).ToHashSet(StringComparer.Ordinal);
        groups.Add(RuleDefinition.MainGroup);
        foreach (var activate in rules.SelectMany(r => r.Then).OfType<Statement.ActivateAgendaGroup>())
        {
            if (!groups.Contains(activate.Group) && faults.Count < TokenCursor.MaxFaults)
                faults.Add(At(RulesCodes.UnfocusedGroup, activate.Span, $"no rule is in agenda-group \"{activate.Group}\"", Suggestion.DidYouMean(activate.Group, groups)) with { Severity = Severity.Warning });
        }
    }

    private static Fault At(string code, Span span, string message, string? hint) =>
        new(code, message) { Line = span.Line, Column = span.Column, Length = Math.Max(1, span.Length), Hint = hint };
}
