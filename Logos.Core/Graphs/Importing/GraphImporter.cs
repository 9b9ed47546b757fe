using System.Text;
using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Writing;
using Logos.Rules.Expressions;

namespace Logos.Core.Graphs.Importing;

/// <summary>Reads graphs of rust-logic-graph, in all the forms that its examples, its library and its case study use.</summary>
public sealed class GraphImporter
{
    private readonly ImportContext _context;
    private readonly DbConverter _db;
    private readonly AiConverter _ai;
    private readonly RuleConverter _rules;
    private readonly FlowConverter _flow;
    private readonly EdgeConverter _edges;

    private GraphImporter(ImportOptions options)
    {
        _context = new(ConnectionAddress.Of(options.Connection) is { IsAddress: true } address ? options with { Connection = address.Name ?? "main" } : options);
        var names = new ContextNames(_context);
        var translator = new ExpressionTranslator(_context, names);
        _db = new(_context, translator);
        _ai = new(_context, translator);
        _rules = new(_context, names, translator, new(_context, names, translator));
        _flow = new(_context, names, translator);
        _edges = new(_context, names, translator);
    }

    public static ImportResult Import(ReadOnlySpan<byte> utf8, GraphFormat format, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var importer = new GraphImporter(options);
        var graph = SourceReader.Read(utf8, format, importer._context.Faults) is { } root ? importer.Read(root) : null;
        var faults = importer._context.Faults;
        return new(faults.HasErrors ? null : graph, faults.InOrder(), faults.HasErrors ? [] : importer._context.Notes);
    }

    /// <summary>The nearest name that a graph may have.</summary>
    internal static string GraphName(string name)
    {
        var words = name.Split([.. name.Where(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.')).Distinct()], StringSplitOptions.RemoveEmptyEntries);
        var joined = string.Join('-', words).Trim('_', '.').ToLowerInvariant();
        var named = joined.Length == 0 ? "graph" : char.IsAsciiLetter(joined[0]) ? joined : "graph-" + joined;
        return named.Length > Names.MaxLength ? named[..Names.MaxLength] : named;
    }

    private GraphDefinition? Read(SourceNode root)
    {
        if (new ForeignReader(_context).Read(root) is not { } graph)
            return null;
        _context.AddDrafts(graph);
        if (_context.Drafts.Count == 0)
            _context.Report(graph.Source.Fault(CoreCodes.NoNodes, "the graph has no nodes"));
        Connect(graph);
        Prepare();
        foreach (var draft in _context.Drafts)
            Convert(draft);
        foreach (var edge in _context.Edges.ToList())
            _edges.Convert(edge);
        if (_context.Faults.HasErrors || Order() is not { } order)
            return null;
        _edges.ChooseJoins(order);
        foreach (var draft in _context.Drafts)
            DbConverter.Complete(draft);
        var definition = Define(graph);
        Check(definition, graph);
        return definition;
    }

    // What the dialect allows and Logos does not shows at the latest here, and is told where it came from.
    private void Check(GraphDefinition definition, ForeignGraph graph)
    {
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(GraphWriter.ToYaml(definition)), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        foreach (var fault in reading.Errors)
        {
            var id = fault.Path?.Split('.', '[') is ["nodes", var named, ..] ? named : null;
            var at = _context.Drafts.Find(draft => draft.Id == id) is { } draft ? draft.Source.At : (SourceNode)graph.Source;
            _context.Report(at.Fault(CoreCodes.CannotCarryOver, id is null ? fault.Message : $"`{id}` cannot be carried over as it is: {fault.Message}", fault.Hint));
        }
    }

    private void Connect(ForeignGraph graph)
    {
        foreach (var edge in graph.Edges)
        {
            if (_context.Named(edge.From) is not { } from || _context.Named(edge.To) is not { } to)
                continue;
            var joined = _context.Join(from, to);
            if (joined.Rule is not null && edge.Rule is not null && joined.Rule.Text != edge.Rule.Text)
                _context.Report(edge.Rule.Fault(CoreCodes.CannotCarryOver, $"the edge from `{edge.From.Text}` to `{edge.To.Text}` stands twice, with two rules", "join the two rules with `&&`"));
            joined.Rule ??= edge.Rule;
        }

        foreach (var draft in _context.Drafts)
        {
            foreach (var dependency in (draft.Source.Any("dependencies", "depends_on") as SourceNode.List)?.Items ?? [])
            {
                if (_context.Named(dependency) is { } from)
                    _context.Join(from, draft);
            }
        }

        foreach (var draft in _context.Drafts)
            _flow.Connect(draft);
    }

    private void Prepare()
    {
        foreach (var draft in _context.Drafts)
        {
            if (draft.Source.Type == ForeignType.Db)
                DbConverter.Prepare(draft);
            else if (draft.Source.Type == ForeignType.Rule)
                _rules.Prepare(draft);
            else
                _flow.Prepare(draft);
            _context.Yielded.UnionWith(draft.Writes.Keys);
            _context.Yielded.UnionWith(draft.Columns);
            foreach (var name in FieldMapping.Lists(draft.Source).Append(FlowConverter.Collection(draft.Source)?.Text ?? ""))
            {
                var meant = (draft.Source["inputs"] as SourceNode.Map)?[name] is SourceNode.Scalar alias ? alias.Text : name;
                if (_context.Find(meant) is { } list)
                    list.IsReadAsList = true;
            }
        }
    }

    private void Convert(Draft draft)
    {
        if (draft.Source["timeout"] is SourceNode.Scalar timeout)
        {
            if (Duration.TryParse(timeout.Text, out var duration))
                draft.Timeout = duration;
            else
                _context.Report(timeout.Fault(CoreCodes.BadDuration, $"`{timeout.Text}` is no duration", "write a number and a unit, such as `5s` or `200ms`"));
        }

        switch (draft.Source.Type)
        {
            case ForeignType.Db:
                _db.Convert(draft);
                break;
            case ForeignType.Ai:
                _ai.Convert(draft);
                break;
            case ForeignType.Rule:
                _rules.Convert(draft);
                break;
            default:
                _flow.Convert(draft);
                break;
        }
    }

    private List<Draft>? Order()
    {
        var levels = Levels.Of(new(_context.Drafts.Count, [.. _context.Edges.Select(edge => (edge.From.Index, edge.To.Index))]));
        if (levels is not null)
            return [.. levels.Order.Select(index => _context.Drafts[index])];
        var circle = Circle();
        _context.Report(circle[0].Source.At.Fault(CoreCodes.Cycle, $"nodes wait for each other: {string.Join(" → ", circle.Append(circle[0]).Select(draft => $"`{draft.Source.Id}`"))}", "take one of these edges out"));
        return null;
    }

    // Whoever is left when all that can begin has ended waits for another one that is left.
    private List<Draft> Circle()
    {
        var left = _context.Drafts.ToHashSet();
        while (left.RemoveWhere(draft => !draft.Upstream.Exists(left.Contains)) > 0)
        {
        }

        var walked = new List<Draft>();
        var at = _context.Drafts.First(left.Contains);
        while (!walked.Contains(at))
        {
            walked.Add(at);
            at = at.Upstream.First(left.Contains);
        }

        var circle = walked[walked.IndexOf(at)..];
        circle.Reverse();
        return circle;
    }

    private GraphDefinition Define(ForeignGraph graph)
    {
        var edges = _context.Edges.ToLookup(edge => edge.When is null);
        var needs = edges[true].ToLookup(edge => edge.To, edge => new NodeReference(edge.From.Id));
        var sources = _context.Edges.Select(edge => edge.From).ToHashSet();
        return new()
        {
            Name = GraphName(graph.Name ?? _context.Options.Name),
            Description = graph.Description,
            Inputs = _context.Inputs.All,
            Nodes = [.. _context.Drafts.Select(draft => Define(draft, [.. needs[draft]]))],
            Edges = [.. edges[false].Select(edge => new EdgeDefinition(new(edge.From.Id), new(edge.To.Id)) { When = new(Expression.Parse(edge.When!)) { IsBare = true } })],
            Outputs = [.. _context.Drafts.Where(draft => !sources.Contains(draft)).Select(draft => new OutputDefinition(draft.Id, Draft.Whole(draft.Id)))],
        };
    }

    private static NodeDefinition Define(Draft draft, IReadOnlyList<NodeReference> needs) => new(draft.Id, draft.Type)
    {
        Description = (draft.Source["description"] as SourceNode.Scalar)?.Text,
        Needs = needs,
        Join = draft.Join,
        Foreach = draft.Items is { } items ? new(items) : null,
        With = new([.. draft.With]),
        Timeout = draft.Timeout,
    };
}
