using System.Text.RegularExpressions;
using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;
using Logos.Rules.Grl;

namespace Logos.Core.Graphs.Importing;

/// <summary>Rule nodes: rules, mappings of fields, conditions, and those that only hold a place.</summary>
internal sealed class RuleConverter(ImportContext context, ContextNames names, ExpressionTranslator translator, FieldMapping mappings)
{
    public static SourceNode.Scalar? Rules(ForeignNode source) => source.Any("rule_content", "rules", "grl") as SourceNode.Scalar;

    private readonly RenamedIds _ids = new(context);

    public void Prepare(Draft draft)
    {
        foreach (var field in (draft.Source["field_mappings"] as SourceNode.Map)?.Entries ?? [])
            draft.Columns.Add(field.Key.Text);
        if (Rules(draft.Source) is not { } rules)
            return;
        draft.Rules = _ids.Replace(rules.Text, 0, rules, (node, _) => node.Id, draft.RuleWords);
        if (draft.RuleWords.Values.FirstOrDefault(node => HasWord(rules.Text, node.Id)) is { } taken)
            context.Report(rules.Fault(CoreCodes.CannotCarryOver, $"`{taken.Source.Id}` is called `{taken.Id}` now, and the rules of `{draft.Source.Id}` read another `{taken.Id}`", "give the node an id that is one word"));
        if (draft.Rules is null || RuleSet.Parse(draft.Rules, out _) is not { } set)
            return;
        foreach (var name in FactNames.Of(set).Written)
            draft.Writes[name] = $"{draft.Id}.{name}";
    }

    public void Convert(Draft draft)
    {
        var source = draft.Source;
        var site = new ReadSite(draft, source.At) { Columns = true, Aliases = Inputs(draft) };
        var fields = Fields(draft, site);
        if (Rules(source) is { } rules)
            ConvertRules(draft, rules, fields, site);
        else if (Condition(source) is { } condition)
            ConvertCondition(draft, condition, fields, site);
        else if (fields.Count > 0)
            draft.Add("output", Draft.Map(fields));
        else
            draft.Add("output", new Template.Literal(true));
    }

    /// <summary>Null when the condition always holds.</summary>
    public static SourceNode.Scalar? Condition(ForeignNode source) =>
        source["condition"] is SourceNode.Scalar { Text: var text } condition && text.Trim() is not ("true" or "") ? condition : null;

    private void ConvertRules(Draft draft, SourceNode.Scalar rules, List<(string Name, string Expression)> fields, ReadSite site)
    {
        draft.Type = "grl";
        if (Condition(draft.Source) is { } condition)
            context.Report(condition.Fault(CoreCodes.CannotCarryOver, $"`{draft.Source.Id}` has rules and a condition of its own", "put the condition into the `when` of each rule, or on the edge that reaches the node"));
        if (draft.Rules is not { } text)
            return;
        site = site with { Renamed = draft.RuleWords };
        var set = RuleSet.Parse(text, out var faults);
        foreach (var fault in faults.Where(fault => fault.Severity == Severity.Error))
            context.Report(Formula.Fault(rules, 0, fault with { Code = CoreCodes.BadForeignExpression, Message = $"the rules of `{draft.Source.Id}` cannot be read: {fault.Message}" }));
        if (set is null)
            return;
        var known = FactNames.Of(set);
        foreach (var name in known.Read)
        {
            // What its own rules write is no fact from outside, unless somebody outside has it.
            if (fields.Exists(field => field.Name == name) || (known.Written.Contains(name) && !names.IsKnown(name, site)))
                continue;
            if (names.Resolve(name, "", site) is { } value)
                fields.Add((name, value));
        }

        draft.Add("rules", text);
        draft.Add("facts", Draft.Map(fields));
    }

    private void ConvertCondition(Draft draft, SourceNode.Scalar condition, List<(string Name, string Expression)> fields, ReadSite site)
    {
        var aliases = new Dictionary<string, string>(site.Aliases, StringComparer.Ordinal);
        foreach (var (name, expression) in fields)
            aliases[name] = Operand(expression);
        if (translator.Translate(condition, site with { At = condition, Aliases = aliases }) is not { } result)
            return;
        if (fields.Count == 0)
            draft.AddExpression("output", result);
        else
            draft.Add("output", Draft.Map([.. fields.Where(field => field.Name != "result"), ("result", result)]));
        context.Note(condition, $"`{draft.Id}` yields true or false and stops nothing, as before: to stop what follows, write `when` there, or make it an `assert`");
    }

    private Dictionary<string, string> Inputs(Draft draft)
    {
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in (draft.Source["inputs"] as SourceNode.Map)?.Entries ?? [])
        {
            if (entry.Value is SourceNode.Scalar { Value.IsString: true } scalar && IsRead(draft.Source, entry.Key.Text)
                && translator.Translate(scalar, new(draft, scalar) { Columns = true }) is { } expression)
                aliases[entry.Key.Text] = Operand(expression);
            else
                context.Note(entry.Key, $"`inputs.{entry.Key.Text}` of `{draft.Id}` was left out: nodes read each other by id");
        }

        return aliases;
    }

    private static bool IsRead(ForeignNode source, string name)
    {
        var texts = ((source["field_mappings"] as SourceNode.Map)?.Entries ?? []).Select(entry => entry.Value).Append(source["condition"]).OfType<SourceNode.Scalar>();
        return texts.Any(scalar => scalar.Text.Split([' ', '.', '(', ')', '!', '<', '>', '=', '[', '+', '-', '*', '/', ','], StringSplitOptions.RemoveEmptyEntries).Contains(name))
            || (Rules(source) is { } rules && rules.Text.Contains(name, StringComparison.Ordinal));
    }

    private List<(string Name, string Expression)> Fields(Draft draft, ReadSite site)
    {
        var fields = new List<(string, string)>();
        foreach (var entry in (draft.Source["field_mappings"] as SourceNode.Map)?.Entries ?? [])
        {
            if (entry.Value is SourceNode.Scalar { Value.IsString: true } path)
            {
                if (mappings.Translate(path, site with { At = path }) is { } expression)
                    fields.Add((entry.Key.Text, expression));
            }
            else
            {
                context.Report(entry.Value.Fault(CoreCodes.NotTheDialect, $"the mapping `{entry.Key.Text}` of `{draft.Source.Id}` is a path such as `node.field`, and this is {entry.Value.Kind}"));
            }
        }

        return fields;
    }

    private static bool HasWord(string text, string word) => Regex.IsMatch(text, $@"\b{word}\b", RegexOptions.NonBacktracking);

    private static string Operand(string expression) =>
        expression.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') ? expression : $"({expression})";
}
