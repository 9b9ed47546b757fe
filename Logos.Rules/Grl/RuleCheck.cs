using Logos.Rules.Expressions.Typing;
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
        var types = new RuleTypes();
        foreach (var rule in rules)
        {
            if (faults.Count >= TokenCursor.MaxFaults)
                return;
            var never = NeverFires(rule);
            if (never is not null)
                faults.Add(At(RulesCodes.NeverFires, rule.Span, $"rule \"{rule.Name}\" can never fire: {never}", "mend it, or switch it off with `enabled false`"));
            // What is switched off cannot fail either.
            foreach (var finding in rule.Enabled ? types.Check(rule) : [])
            {
                // Of a condition that never holds it has been told why.
                if (faults.Count < TokenCursor.MaxFaults && (never is null || finding.Severity == Severity.Error))
                    faults.Add(finding.ToFault());
            }
        }
    }

    private static string? NeverFires(RuleDefinition rule)
    {
        // What is switched off on purpose needs no telling.
        if (!rule.Enabled)
            return null;
        if (rule.IsSound && rule.DateEffective >= rule.DateExpires)
            return $"it expires on {rule.DateExpires:yyyy-MM-dd}, before it comes into effect on {rule.DateEffective:yyyy-MM-dd}";
        return rule.HasCondition ? Contradiction.Of(rule.When)?.Reason : null;
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
