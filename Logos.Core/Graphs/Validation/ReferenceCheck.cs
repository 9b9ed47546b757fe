using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Graphs.Topology;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Validation;

/// <summary>Every name that an expression reads: does it exist, may it be read here, and is it there in time.</summary>
internal sealed class ReferenceCheck(GraphDefinition graph, NodeTypeRegistry types, GraphTopology topology, FaultList faults)
{
    private readonly HashSet<(int Reader, int Read)> _missingEdges = [];
    private readonly HashSet<string> _inputs = [.. graph.Inputs.Select(input => input.Name)];
    private readonly FormulaTypes _types = new(graph, topology, faults);

    /// <summary>The inputs that something reads; null when something reads all of them at once.</summary>
    public HashSet<string>? InputsRead { get; private set; } = new(StringComparer.Ordinal);

    public void Check()
    {
        for (var i = 0; i < graph.Nodes.Count; i++)
            Node(graph.Nodes[i], i);
        foreach (var edge in graph.Edges)
        {
            if (edge.When is { } when && topology.IndexOf(edge.From.Id) is var from and >= 0)
                Read(when, new() { Place = "the condition of an edge", Node = from, OwnIncluded = true }, FormulaTypes.Condition);
        }

        foreach (var output in graph.Outputs)
            Read(output.Value, new() { Place = "an output" });
    }

    private void Node(NodeDefinition node, int at)
    {
        var scope = new Scope { Place = "`when`", Node = at, IsBeforeItems = true };
        if (node.When is { } when)
            Read(when, scope, FormulaTypes.Condition);
        var inside = scope;
        if (node.Foreach is { } each)
        {
            var items = scope with { Place = "`foreach.items`" };
            Read(each.Items, items, FormulaTypes.ListOfItems);
            inside = scope with { IsBeforeItems = false, Item = true, ItemType = _types.ItemOf(each.Items, items) };
        }

        With(node.With, types.Find(node.Type), inside with { Place = "`with`" });
        if (node.Cache?.Key is { } key)
            Read(key, inside with { Place = "`cache.key`" });
        if (node.OnError is OnError.Fallback fallback)
            Read(fallback.Value, inside with { Place = "`on_error.fallback`" });
        if (node.Compensate is { } undo)
            With(undo.With, types.Find(undo.Type), inside with { Place = "`compensate`", Own = true });
    }

    private void With(Template.Map with, NodeType? type, Scope scope)
    {
        // Secrets are resolved by workers, and no worker takes part in what the orchestrator decides itself.
        scope = type is { Pool: Pool.Orchestrator } ? scope with { Place = $"{scope.Place} of a node of type `{type.Name}`" } : scope with { Secrets = true };
        var locals = type?.LocalNames(with).ToArray() ?? [];
        foreach (var name in locals.Where(name => topology.IndexOf(name) >= 0))
            faults.Add(with.Entries.First(entry => type!.Deferred.Contains(entry.Name)).Key?.Fault(CoreCodes.BadName, $"`{name}` is the name of a node as well", "call one of them something else") ?? new(CoreCodes.BadName, $"`{name}` is the name of a node as well"));
        foreach (var entry in with.Entries)
            Read(entry.Value, type?.Deferred.Contains(entry.Name) == true ? scope with { Locals = locals } : scope, type?.With.Below(entry.Name));
    }

    private void Read(Template template, Scope scope, Schema? schema = null)
    {
        switch (template)
        {
            case Template.Whole whole:
                Read(whole.Formula, scope, schema);
                break;
            case Template.List list:
                foreach (var item in list.Items)
                    Read(item, scope, schema?.Items);
                break;
            case Template.Map map:
                foreach (var entry in map.Entries)
                    Read(entry.Value, scope, schema?.Below(entry.Name));
                break;
            default:
                foreach (var formula in template.Formulas)
                    Read(formula, scope, null);
                break;
        }
    }

    // The schema is that of the expression's value: inside text there is none.
    private void Read(Formula formula, Scope scope, Schema? schema)
    {
        foreach (var path in formula.Expression.Reads)
            Read(formula, path, scope);
        _types.Check(formula, scope, schema);
    }

    private void Read(Formula formula, Expr.Path path, Scope scope)
    {
        void Report(string code, string message, string? hint = null) => faults.Add(formula.Fault(code, path.Span, message, hint));

        var member = path.Segments.Count > 1 ? path.Segments[1].Name : null;
        if (scope.Locals.Contains(path.Root))
            return;
        switch (path.Root)
        {
            case "inputs":
                Input(member, path, Report);
                break;
            case "secrets" when !scope.Secrets:
                Report(CoreCodes.SecretNotHere, $"{scope.Place} is recorded, and a secret may not be", "secrets are resolved by workers: read `${{ secrets.NAME }}` under `with` of the node that uses it");
                break;
            case "secrets" when member is null:
                Report(CoreCodes.UnknownMember, "`secrets` is read by name", "write `secrets.NAME`");
                break;
            case "secrets":
                break;
            case "run" when member is null || !Names.RunMembers.Contains(member):
                Report(CoreCodes.UnknownMember, member is null ? "`run` is read by name" : $"`run` has no `{member}`", (member is null ? null : Suggestion.DidYouMean(member, Names.RunMembers)) ?? $"there is {string.Join(", ", Names.RunMembers.Select(name => $"run.{name}"))}");
                break;
            case "run":
                break;
            case "item" or "index" when !scope.Item:
                NotInForeach(path.Root, scope, Report);
                break;
            case "item" or "index":
                break;
            default:
                Upstream(path, member, scope, Report);
                break;
        }
    }

    private void NotInForeach(string root, Scope scope, Action<string, string, string?> report)
    {
        var each = scope.Node is { } at ? graph.Nodes[at].Foreach : null;
        if (each is not null && scope.IsBeforeItems)
            report(CoreCodes.NotInForeach, $"{scope.Place} is asked once, before there are items, and so has no `{root}`", scope.Place != "`when`" ? "it yields the list that `item` goes through" : "choose among the items: `items: \"${{ filter(…, x => …) }}\"`");
        else
            report(CoreCodes.NotInForeach, $"`{root}` exists only inside `foreach`", scope.Node is null || each is not null ? null : "give the node a `foreach: { items: … }`");
    }

    private void Input(string? member, Expr.Path path, Action<string, string, string?> report)
    {
        if (path.Segments.Count == 1)
            InputsRead = null;
        else if (member is not null && _inputs.Contains(member))
            InputsRead?.Add(member);
        else if (member is not null)
            report(CoreCodes.UnknownInput, $"the graph has no input `{member}`", Suggestion.DidYouMean(member, _inputs) ?? $"declare it: `inputs: {{ {member}: {{ type: string }} }}`");
    }

    private void Upstream(Expr.Path path, string? member, Scope scope, Action<string, string, string?> report)
    {
        var id = path.Root;
        var read = topology.IndexOf(id);
        if (read < 0)
        {
            Unknown(id, scope, report);
            return;
        }

        if (scope.Node is { } node && read == node && !scope.Own && !scope.OwnIncluded)
            report(CoreCodes.NotUpstream, $"`{id}` reads its own output, which is not there yet", "a node reads the nodes before it");
        else if (scope.Node is { } reader && read != reader && !topology.IsUpstream(read, reader))
            NotUpstream(id, reader, read, scope, report);
        else if (member is ['$', ..] && !Members(graph.Nodes[read]).Contains(member))
            report(CoreCodes.UnknownMember, $"`{id}` has no `{member}`", Suggestion.DidYouMean(member, Members(graph.Nodes[read])) ?? $"there is {string.Join(", ", Members(graph.Nodes[read]).Select(name => $"{id}.{name}"))}");
    }

    private void NotUpstream(string id, int reader, int read, Scope scope, Action<string, string, string?> report)
    {
        // Where everything waits for everything the circle is the fault, and has been told; so is an edge that
        // is missing for several reads.
        if (topology.HasCycles || !_missingEdges.Add((reader, read)))
            return;
        var name = topology.Ids[reader];
        if (topology.IsUpstream(reader, read))
            report(CoreCodes.NotUpstream, $"`{id}` runs after `{name}`, so that {scope.Place} of `{name}` cannot read it", $"`{id}` waits for `{name}`: turn that edge round, or read another node");
        else
            report(CoreCodes.NotUpstream, $"`{id}` is not upstream of `{name}`: the edge from `{id}` to `{name}` is missing", $"add `{id}` to the `needs` of `{name}`");
    }

    private void Unknown(string id, Scope scope, Action<string, string, string?> report)
    {
        string[] roots = scope.Item ? [.. Names.Roots] : ["inputs", "secrets", "run"];
        var names = roots.Concat(topology.Ids).Concat(scope.Locals).ToArray();
        var hint = faults.DidYouMean(id, names) ?? (_inputs.Contains(id) ? $"the input is read as `inputs.{id}`" : $"text is written in quotes: \"{id}\"");
        report(CoreCodes.UnknownName, $"nothing is called `{id}` here", hint);
    }

    private static IEnumerable<string> Members(NodeDefinition node) =>
        node.Foreach is null ? Names.NodeMembers : Names.NodeMembers.Append("$errors");
}
