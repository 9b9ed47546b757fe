using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Validation;

/// <summary>What a node gives to its type: schema, the type's own check, secrets.</summary>
internal static class NodeCheck
{
    public static void Check(NodeDefinition node, NodeTypeRegistry types, FaultList faults)
    {
        if (types.Find(node.Type) is { } type)
        {
            With(node.With, type, node.Source?["type"] ?? node.Key, faults);
            if (type.Pool == Pool.Orchestrator && node.Cache is not null)
                Report(node.Source?["cache"], faults, CoreCodes.FieldConflict, $"nodes of type `{type.Name}` cannot be cached", "it waits or runs other nodes; cache those");
            if (type.Name is "wait" or "approval" or "loop" && node.Foreach is not null)
                Report(node.Source?["foreach"], faults, CoreCodes.FieldConflict, $"nodes of type `{type.Name}` cannot run once per item", "put it into a graph of its own, and start that with a `subgraph` that has the `foreach`");
            if (node.Cache is not null && type.HasEffect(node.With))
                Report(node.Source?["cache"], faults, CoreCodes.CachedEffect, $"`{node.Id}` has an effect, and while the cache holds it does not happen", "take `cache` out unless that is meant", Severity.Warning);
        }

        else
        {
            SecretCheck.Check(node.With, null, faults);
        }

        if (node.Compensate is { } undo && types.Find(undo.Type) is { } undoing)
            With(undo.With, undoing, undo.Source?["type"], faults);
    }

    private static void With(Template.Map with, NodeType type, SourceNode? at, FaultList faults)
    {
        var before = faults.Count;
        // A `with` that is not there misses its settings where the type is named.
        var template = with.Source is null ? with with { Source = at } : with;
        SchemaCheck.Check(template, type.With, faults, null, Advise);
        type.Check?.Invoke(new(with, with.Source ?? at, faults));
        SecretCheck.Check(with, type, faults);
        for (var i = before; i < faults.Count; i++)
        {
            if (faults[i].Code == CoreCodes.MissingField && faults[i].Hint is null)
                faults[i] = faults[i] with { Hint = $"docs/nodes.md shows an example of `{type.Name}`" };
        }
    }

    private static string? Advise(string name) =>
        NodeReader.Known.Contains(name) && name != "with" ? $"`{name}` is a field of the node: it stands beside `with`, not under it" : null;

    private static void Report(SourceNode? at, FaultList faults, string code, string message, string hint, Severity severity = Severity.Error) =>
        faults.Add(at?.Fault(code, message, hint, severity) ?? new(code, message) { Hint = hint, Severity = severity });
}
