using System.Text.Json;
using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Graphs.Importing;

/// <summary>Branches, loops over lists, graphs within graphs; and the nodes that Logos has as fields of other nodes.</summary>
internal sealed class FlowConverter(ImportContext context, ContextNames names, ExpressionTranslator translator)
{
    /// <summary>The edges that are written as fields.</summary>
    public void Connect(Draft draft)
    {
        switch (draft.Source.Type)
        {
            case ForeignType.Conditional when !NamesBranch(draft.Source):
                Gate(draft);
                break;
            case ForeignType.Conditional:
                Branch(draft, "true_branch", $"{draft.Id}.condition_met");
                Branch(draft, "false_branch", $"!{draft.Id}.condition_met");
                break;
            case ForeignType.Loop when Collection(draft.Source) is not null && Body(draft.Source) is { } body && context.Named(body) is { } inner:
                // What waits for the loop waits for what it repeats.
                foreach (var edge in context.Edges.Where(edge => edge.From == draft && edge.To != inner).ToList())
                    context.Join(inner, edge.To);
                context.Join(draft, inner);
                inner.Items = Draft.Whole(draft.Id);
                break;
        }
    }

    public static SourceNode.Scalar? Collection(ForeignNode source) => source.Any("collection_key", "collection") as SourceNode.Scalar;

    public void Prepare(Draft draft)
    {
        if (draft.Source.Type == ForeignType.Conditional)
            draft.Columns.UnionWith(NamesBranch(draft.Source) ? ["condition_met", "selected_branch"] : ["condition_met"]);
        if (draft.Source["output_mapping"] is not { } outputs)
            return;
        foreach (var (child, parent) in Pairs(draft, outputs))
            draft.Writes[parent.Text] = $"{draft.Id}.{child.Text}";
    }

    public void Convert(Draft draft)
    {
        var source = draft.Source;
        switch (source.Type)
        {
            case ForeignType.Conditional:
                ConvertCondition(draft);
                break;
            case ForeignType.Loop:
                ConvertLoop(draft);
                break;
            case ForeignType.Subgraph:
                ConvertSubgraph(draft);
                break;
            case ForeignType.Grpc:
                Refuse(source, "calls a gRPC service", "call the service's HTTP interface with an `http` node, a `tool` of the router, or write a node type of your own");
                break;
            case ForeignType.TryCatch:
                Refuse(source, "catches the errors of another node", "give that node `on_error: continue`, and what handles the error `when: NODE.$error != null`");
                break;
            case ForeignType.Retry:
                Refuse(source, "tries another node again", "give that node `retry: { attempts: 3, delay: 100ms }`");
                break;
            case ForeignType.CircuitBreaker:
                Refuse(source, "guards another node with a circuit breaker", "the workers break circuits by themselves; give that node a `timeout` and a `retry`");
                break;
            default:
                throw new InvalidOperationException($"{source.Type} has a converter of its own");
        }
    }

    private void Refuse(ForeignNode source, string does, string instead) =>
        context.Report(source.At.Fault(CoreCodes.CannotCarryOver, $"`{source.Id}` {does}; Logos has no such node", instead));

    private void Branch(Draft draft, string field, string condition)
    {
        if (draft.Source[field] is not { } target || context.Named(target) is not { } to)
            return;
        var edge = context.Join(draft, to);
        // Both branches lead to one node: then it is no branch.
        edge.Branch = edge.Branch is null ? condition : "true";
    }

    private static bool NamesBranch(ForeignNode source) => source.Any("true_branch", "false_branch") is not null;

    // Without branches there is one way, and it is open when the condition holds.
    private void Gate(Draft draft)
    {
        foreach (var edge in context.Edges.Where(edge => edge.From == draft).ToList())
        {
            if (edge.Rule is { } rule && rule.Text.Trim() is not ("" or "true"))
                context.Note(rule, $"`{draft.Id}` names no branch, and the edge to `{edge.To.Id}` has a rule of its own: that alone decides");
            else
                edge.Branch = $"{draft.Id}.condition_met";
        }

        context.Note(draft.Source.At, $"`{draft.Id}` names no branch: what follows it runs when its condition holds");
    }

    private void ConvertCondition(Draft draft)
    {
        if (draft.Source["condition"] is not SourceNode.Scalar condition)
        {
            context.Report(draft.Source.At.Fault(CoreCodes.CannotCarryOver, $"`{draft.Source.Id}` branches without a condition", "give it a `condition`"));
            return;
        }

        if (translator.Translate(condition, new(draft, condition) { Columns = true }) is not { } met)
            return;
        if (!NamesBranch(draft.Source))
        {
            draft.Add("output", Draft.Map([("condition_met", $"({met}) == true")]));
            return;
        }

        var (yes, no) = (Target("true_branch"), Target("false_branch"));
        var isMet = $"({met}) == true";
        draft.Add("output", Draft.Map([("condition_met", isMet), ("selected_branch", $"{isMet} ? {yes} : {no}")]));

        string Target(string field) => draft.Source[field] is SourceNode.Scalar target && context.Find(target.Text) is { } to ? $"\"{JsonEncodedText.Encode(to.Source.Id)}\"" : "null";
    }

    private void ConvertLoop(Draft draft)
    {
        if (Collection(draft.Source) is not { } collection)
        {
            Refuse(draft.Source, "repeats while a condition holds", "make what it repeats a graph, and start that with a `loop` node: `until` is the condition turned round, `max` its max_iterations");
            return;
        }

        if (translator.Translate(collection, new(draft, collection) { Columns = true, Required = true }) is not { } list)
            return;
        draft.AddExpression("output", list);
        if (Body(draft.Source) is not { } body)
            context.Note(draft.Source.At, $"`{draft.Id}` names nothing that it repeats, and yields its list");
        else if (context.Find(body.Text) is { } inner)
            context.Note(body, $"`{inner.Id}` runs for each element of `{draft.Id}`, and yields the list of its results");
        if (draft.Source["max_iterations"] is { } most)
            context.Note(most, $"`max_iterations` of `{draft.Id}` was left out: a list has an end");
    }

    private static SourceNode.Scalar? Body(ForeignNode source) => source.Any("body_node_id", "body_node", "body") as SourceNode.Scalar;

    private void ConvertSubgraph(Draft draft)
    {
        var source = draft.Source;
        draft.Type = "subgraph";
        if (source.Any("subgraph_file", "graph") is not SourceNode.Scalar file)
        {
            context.Report((source["graph_def"] ?? source.At).Fault(CoreCodes.CannotCarryOver, $"the graph within `{source.Id}` does not stand in a file of its own", "put it into a file, import that, and name it here as `subgraph_file`"));
            return;
        }

        var name = GraphImporter.GraphName(Path.GetFileNameWithoutExtension(file.Text.Replace('\\', '/')));
        draft.Add("graph", name);
        context.Note(file, $"`{draft.Id}` starts the graph `{name}`: import `{file.Text}` as well, and give it the outputs that are read here");
        if (source["input_mapping"] is not { } mapping)
            return;
        var inputs = new List<(string, string)>();
        foreach (var (parent, child) in Pairs(draft, mapping))
        {
            if (names.Resolve(parent.Text, "", new(draft, parent) { Columns = true }) is { } value)
                inputs.Add((child.Text, value));
        }

        draft.Add("inputs", Draft.Map(inputs));
    }

    private IEnumerable<(SourceNode.Scalar From, SourceNode.Scalar To)> Pairs(Draft draft, SourceNode mapping)
    {
        foreach (var entry in (mapping as SourceNode.Map)?.Entries ?? [])
        {
            if (entry.Value is SourceNode.Scalar { Value.IsString: true } to && Names.IsIdentifier(entry.Key.Text) && Names.IsIdentifier(to.Text))
                yield return (entry.Key, to);
            else
                context.Report(entry.Key.Fault(CoreCodes.NotTheDialect, $"the mapping `{entry.Key.Text}` of `{draft.Source.Id}` joins two names, each one word"));
        }
    }
}
