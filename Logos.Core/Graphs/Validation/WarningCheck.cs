using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Core.Graphs.Topology;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Validation;

/// <summary>What can be run, and is probably not what was meant.</summary>
internal sealed class WarningCheck(GraphDefinition graph, NodeTypeRegistry types, GraphTopology topology, FaultList faults)
{
    private const int LongestPath = 200;

    public void Check(HashSet<string>? inputsRead)
    {
        foreach (var node in graph.Nodes)
        {
            var type = types.Find(node.Type);
            LooksLikePath(node.With, type?.With);
            if (node.Compensate is { } undo)
                LooksLikePath(undo.With, types.Find(undo.Type)?.With);
            if (type is not null && !HasTimeout(node) && type.HasEffect(node.With))
                Warn(node.Source?["type"] ?? node.Key, CoreCodes.EffectWithoutTimeout, $"`{node.Id}` has an effect and no timeout", $"give it `timeout: {Duration.Format(type.DefaultTimeout)}`, or the graph `defaults: {{ timeout: … }}`");
        }

        foreach (var input in graph.Inputs)
        {
            if (inputsRead?.Contains(input.Name) == false)
                Warn(input.Key, CoreCodes.UnusedInput, $"nothing reads the input `{input.Name}`", $"delete it, or read it with `${{{{ inputs.{input.Name} }}}}`");
        }

        if (!topology.HasCycles)
            new ExclusiveBranches(graph, topology).Find((node, a, b) => Warn(
                node.Source?["join"] ?? node.Key,
                CoreCodes.ExclusiveBranches,
                $"`{node.Id}` waits for all of its branches, and those where `{a.Text}` and `{b.Text}` never both run",
                "write `join: any` to go on with the one that ran"));
    }

    // One that could not be read is a fault of its own.
    private bool HasTimeout(NodeDefinition node) =>
        node.EffectiveTimeout(graph.Defaults) is not null || node.Source?["timeout"] is not null || (graph.Source?["defaults"] as SourceNode.Map)?["timeout"] is not null;

    private void LooksLikePath(Template template, Schema? schema)
    {
        switch (template)
        {
            case Template.Literal { Value: { IsString: true } text }:
                if (schema?.Format != SchemaFormat.Grl && Root(text.AsString()) is { } root && (topology.IndexOf(root) >= 0 || Names.Roots.Contains(root)))
                    Warn(template.Source, CoreCodes.LooksLikePath, $"`{text.AsString()}` is text here, and looks like a path", $"write `${{{{ {text.AsString()} }}}}` to read the value");
                break;
            case Template.List list:
                foreach (var item in list.Items)
                    LooksLikePath(item, schema?.Items);
                break;
            case Template.Map map:
                foreach (var entry in map.Entries)
                    LooksLikePath(entry.Value, schema?[entry.Name]);
                break;
        }
    }

    private static string? Root(string text)
    {
        if (text.Length > LongestPath || text.AsSpan().IndexOfAny('.', '[') <= 0 || text.Any(char.IsWhiteSpace))
            return null;
        return Expression.Parse(text, out _)?.Root is Expr.Path { Segments.Count: > 1 } path ? path.Root : null;
    }

    private void Warn(SourceNode? at, string code, string message, string hint) =>
        faults.Add(at?.Fault(code, message, hint, Severity.Warning) ?? new(code, message) { Hint = hint, Severity = Severity.Warning });
}
