using Logos.Cli.Run;
using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Core.Graphs.Validation;
using Logos.Rules.Faults;

namespace Logos.Cli.Test;

/// <summary>Holds the names in a test against its graph: a stub that nobody asks for would let it pass for the wrong reason.</summary>
internal sealed class TestCheck(TestCase test, GraphFamily family, FaultList faults)
{
    private const string Undoing = ".compensate";

    public void Check()
    {
        foreach (var (node, _) in test.Stubs)
            Stub(node);
        foreach (var (node, _) in test.Expected.Nodes)
            Node(node, node.Text, family.Root);
        foreach (var (node, _) in test.Expected.Calls)
            Called(node);
        foreach (var (name, _, _) in test.Signals)
            Signal(name);
        foreach (var name in family.Plans.Values.SelectMany(plan => plan.Secrets).Distinct().Except(test.Secrets.Select(secret => secret.Name)))
            faults.Add(test.At.Fault(CliCodes.NoSecret.Code, $"the graph reads the secret `{name}`, and the test does not give it", $"write `secrets: {{ {name}: … }}` in the test"));
        if (InputBinding.Bind(family.Root.Definition, test.Inputs, out var wrong) is null)
        {
            foreach (var fault in wrong)
                faults.Add((test.InputsAt ?? test.At).Fault(fault.Code, fault.Message, fault.Hint));
        }
    }

    private void Stub(SourceNode.Scalar at)
    {
        if (Called(at) is { Pool: Pool.Orchestrator } node && !at.Text.EndsWith(Undoing, StringComparison.Ordinal))
            faults.Add(at.Fault(CliCodes.BadTest.Code, $"`{node.Id}` is of type {node.Type.Name}, which cannot be stubbed", node.Type.Name is "subgraph" or "loop" ? "stub the nodes of its graph" : "its waiting takes no time, and `signals` answer it"));
    }

    private PlanNode? Called(SourceNode.Scalar at)
    {
        var parts = at.Text.Split('/', 2);
        var id = parts[^1];
        var undoes = id.EndsWith(Undoing, StringComparison.Ordinal);
        if (undoes)
            id = id[..^Undoing.Length];
        if (parts.Length == 2 && !family.Plans.ContainsKey(parts[0]))
        {
            faults.Add(at.Fault(CliCodes.BadTest.Code, $"there is no graph `{parts[0]}`", Suggestion.DidYouMean(parts[0], family.Plans.Keys)));
            return null;
        }

        var plans = parts.Length == 2 ? [family.Plans[parts[0]]] : family.Plans.Values.ToArray();
        var node = Node(at, id, plans);
        if (undoes && node is { Definition.Compensate: null })
            faults.Add(at.Fault(CliCodes.BadTest.Code, $"nothing undoes `{id}`", "it has no `compensate`"));
        return node;
    }

    private PlanNode? Node(SourceNode.Scalar at, string id, params IReadOnlyList<GraphPlan> plans)
    {
        var node = plans.Select(plan => plan.Find(id)).FirstOrDefault(found => found is not null);
        if (node is null)
            faults.Add(at.Fault(CliCodes.BadTest.Code, $"there is no node `{id}`", Suggestion.DidYouMean(id, plans.SelectMany(plan => plan.Nodes).Select(each => each.Id))));
        return node;
    }

    private void Signal(SourceNode.Scalar at)
    {
        var nodes = family.Plans.Values.SelectMany(plan => plan.Nodes).ToList();
        var names = nodes.Select(node => node.Type.Name switch
        {
            "approval" => node.Id,
            "wait" when node.Definition.With["signal"] is Template.Literal { Value.IsString: true } name => name.Value.AsString(),
            _ => null,
        }).OfType<string>().ToList();
        // A signal whose name is computed can be any.
        if (!names.Contains(at.Text) && !nodes.Any(node => node.Type.Name == "wait" && node.Definition.With["signal"] is { IsConstant: false }))
            faults.Add(at.Fault(CliCodes.BadTest.Code, $"no node waits for `{at.Text}`", Suggestion.DidYouMean(at.Text, names)));
    }
}
