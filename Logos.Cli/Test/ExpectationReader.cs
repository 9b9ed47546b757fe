using Logos.Core.Executions;
using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Cli.Test;

/// <summary>What a test expects.</summary>
internal sealed class ExpectationReader(FaultList faults)
{
    private static readonly string[] Known = ["status", "nodes", "outputs", "calls", "error", "took", "waits_for"];
    private static readonly string[] NodeKnown = ["status", "attempts", "output", "error", "skipped_because"];
    private static readonly string[] Statuses = [.. Enum.GetValues<ExecutionStatus>().Where(status => status != ExecutionStatus.Pending).Select(Wire.Name)];
    private static readonly string[] NodeStatuses = [.. Enum.GetValues<NodeStatus>().Select(Wire.Name)];

    public Expectation Read(SourceNode.Map map)
    {
        var fields = new Fields(map, "`expect`", Known, faults);
        return new()
        {
            Status = Word(fields, "status", Statuses) ?? (fields.Any("error") is not null ? Wire.Name(ExecutionStatus.Failed) : fields.Any("waits_for") is not null ? Wire.Name(ExecutionStatus.Running) : Wire.Name(ExecutionStatus.Completed)),
            Nodes = fields.Map("nodes") is { } nodes ? [.. nodes.Entries.Select(entry => (entry.Key, Node(entry.Value)))] : [],
            Outputs = fields.Map("outputs") is { } outputs ? Given.Value(outputs) : (Value?)null,
            Calls = fields.Map("calls") is { } calls ? [.. calls.Entries.Select(entry => (entry.Key, Calls(entry)))] : [],
            Error = fields.Text("error")?.Text,
            Took = fields.Duration("took", allowZero: true),
            WaitsFor = fields.List("waits_for") is { } names ? Given.Value(names) : (Value?)null,
        };
    }

    private ExpectedNode Node(SourceNode node)
    {
        if (node is SourceNode.Scalar scalar)
            return new(Word(scalar, "a node's status", NodeStatuses));
        if (node is not SourceNode.Map map)
        {
            faults.Add(node.Fault(CoreCodes.WrongKind, $"what is expected of a node is a status, or a map, and this is {node.Kind}"));
            return new((string?)null);
        }

        var fields = new Fields(map, "what is expected of a node", NodeKnown, faults);
        return new(Word(fields, "status", NodeStatuses))
        {
            Attempts = fields.Integer("attempts", 0, int.MaxValue),
            Output = map["output"] is { } output ? Given.Value(output) : (Value?)null,
            Error = fields.Text("error")?.Text,
            SkippedBecause = fields.Text("skipped_because")?.Text,
        };
    }

    private IReadOnlyList<Value> Calls(MapEntry entry)
    {
        if (entry.Value is SourceNode.List list)
            return [.. list.Items.Select(Given.Value)];
        faults.Add(entry.Value.Fault(CoreCodes.WrongKind, $"the calls of `{entry.Key.Text}` are a list of what it was given, and this is {entry.Value.Kind}", "an empty list, [], when it is not called"));
        return [];
    }

    private string? Word(Fields fields, string name, string[] words) => fields.Text(name) is { } text ? Word(text, $"`{name}`", words) : null;

    private string? Word(SourceNode.Scalar text, string what, string[] words)
    {
        if (words.Contains(text.Text))
            return text.Text;
        faults.Add(text.Fault(CoreCodes.NotAChoice, $"{what} is one of {string.Join(", ", words)}, and this is `{text.Text}`", Suggestion.DidYouMean(text.Text, words)));
        return null;
    }
}
