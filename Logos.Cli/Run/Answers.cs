using System.Text.Json;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Cli.Run;

/// <summary>What was given beforehand for nodes that wait: for each name in the order given.</summary>
internal sealed class Answers
{
    private readonly Dictionary<string, Queue<Value>> _waiting = new(StringComparer.Ordinal);

    public static Answers? Read(IEnumerable<string> words, IEnumerable<GraphPlan> plans, out IReadOnlyList<Fault> faults)
    {
        var nodes = plans.SelectMany(plan => plan.Nodes).ToList();
        var names = nodes.Select(SignalOf).OfType<string>().Distinct().ToArray();
        // A signal whose name is computed can be any.
        var open = nodes.Any(node => node.Type.Name == "wait" && node.Definition.With["signal"] is { IsConstant: false });
        var answers = new Answers();
        var found = new List<Fault>();
        foreach (var (name, text) in words.Select(NamedValue.Of))
        {
            if (!open && !names.Contains(name))
                found.Add(Bad($"no node waits for `{name}`", Suggestion.DidYouMean(name, names) ?? (names.Length == 0 ? "the graph has no approval and waits for no signal" : $"nodes wait for {string.Join(", ", names)}")));
            else if (Parse(text) is not { } value)
                found.Add(Bad($"what is given for `{name}` is not valid JSON", $"in quotes for the shell: --signal '{name}={Approved}'"));
            else if (nodes.FirstOrDefault(node => node.Type.Name == "approval" && node.Id == name) is { } approval && Faults(approval, value) is { Count: > 0 } wrong)
                found.AddRange(wrong);
            else
                answers.Add(name, value);
        }

        faults = found;
        return found.Count == 0 ? answers : null;
    }

    public const string Approved = "{\"decision\":\"approved\"}";

    public bool TryTake(string name, out Value answer)
    {
        answer = default;
        return _waiting.TryGetValue(name, out var queue) && queue.TryDequeue(out answer);
    }

    private void Add(string name, Value value)
    {
        if (!_waiting.TryGetValue(name, out var queue))
            _waiting.Add(name, queue = new());
        queue.Enqueue(value);
    }

    // A form that is worked out when the node begins to wait is held against the answer then.
    private static List<Fault> Faults(PlanNode approval, Value answer)
    {
        var form = approval.Definition.With["form"] is { IsConstant: true } written ? written.Evaluate(Value.Null) : Value.Null;
        return [.. ApprovalAnswer.Check(ValueMap.From([new("form", form)]), answer)
            .Select(fault => Bad($"the approval `{approval.Id}`: {fault.Message}", fault.Path == "decision" ? $"--signal '{approval.Id}={Approved}'" : fault.Hint ?? $"what stands under `form` is checked against the form of `{approval.Id}`"))];
    }

    private static string? SignalOf(PlanNode node) => node.Type.Name switch
    {
        "approval" => node.Id,
        "wait" when node.Definition.With["signal"] is Template.Literal { Value.IsString: true } name => name.Value.AsString(),
        _ => null,
    };

    private static Value? Parse(string text)
    {
        try
        {
            return ValueJson.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Fault Bad(string message, string hint) => new(CliCodes.BadSignal.Code, message) { Hint = hint };
}
