using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Orchestrator.Testing;
using Logos.Rules.Values;

namespace Logos.Cli.Test;

/// <summary>Something that is not as the test says. Null stands for what is not there at all.</summary>
internal sealed record Difference(string Path, Value? Expected, Value? Actual)
{
    public static IReadOnlyList<Difference> Of(Expectation expected, TestRun run)
    {
        var found = new List<Difference>();
        Compare("status", expected.Status, Wire.Name(run.Status), found);
        if (expected.Error is { } error)
            Compare("error", error, Text(run.Error?.Code), found);
        if (expected.Outputs is { } outputs)
            Compare("outputs", outputs, run.Results, found);
        foreach (var (name, node) in expected.Nodes)
            Node($"nodes.{name.Text}", node, run, name.Text, found);
        foreach (var (name, inputs) in expected.Calls)
            Calls($"calls.{name.Text}", inputs, run.Calls(name.Text), found);
        if (expected.Took is { } took && took != run.Took)
            found.Add(new("took", Duration.Format(took), run.Took == TimeSpan.Zero ? "0s" : Duration.Format(run.Took)));
        if (expected.WaitsFor is { } names)
            Compare("waits_for", names, ValueList.From(run.WaitsFor.Select(name => (Value)name)), found);
        return found;
    }

    private static void Node(string path, ExpectedNode expected, TestRun run, string id, List<Difference> found)
    {
        var node = run.Node(id);
        if (expected.Status is { } status)
            Compare($"{path}.status", status, Wire.Name(node.Status), found);
        if (expected.Attempts is { } attempts)
            Compare($"{path}.attempts", attempts, node.Attempt, found);
        if (expected.Output is { } output)
            Compare($"{path}.output", output, node.Output, found);
        if (expected.Error is { } error)
            Compare($"{path}.error", error, Text(node.Error?.Code), found);
        if (expected.SkippedBecause is { } reason)
            Compare($"{path}.skipped_because", reason, Text(node.SkippedBecause), found);
    }

    private static void Calls(string path, IReadOnlyList<Value> expected, IReadOnlyList<NodeCall> calls, List<Difference> found)
    {
        if (expected.Count != calls.Count)
            found.Add(new(path, Times(expected.Count), Times(calls.Count)));
        for (var i = 0; i < Math.Min(expected.Count, calls.Count); i++)
            Compare($"{path}[{i}]", expected[i], calls[i].Input, found);
    }

    // Of a map only what the test names: the rest may be anything.
    private static void Compare(string path, Value expected, Value actual, List<Difference> found)
    {
        if (expected.IsMap && actual.IsMap)
        {
            foreach (var (name, value) in expected.AsMap())
            {
                if (actual.AsMap().TryGet(name, out var other))
                    Compare($"{path}.{name}", value, other, found);
                else
                    found.Add(new($"{path}.{name}", value, null));
            }
        }
        else if (expected.IsList && actual.IsList && expected.AsList().Count == actual.AsList().Count)
        {
            for (var i = 0; i < expected.AsList().Count; i++)
                Compare($"{path}[{i}]", expected[i], actual[i], found);
        }
        else if (expected != actual)
        {
            found.Add(new(path, expected, actual));
        }
    }

    private static Value Times(int count) => count == 1 ? "1 call" : $"{count} calls";

    private static Value Text(string? text) => text is null ? Value.Null : text;
}
