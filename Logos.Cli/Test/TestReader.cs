using System.Globalization;
using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Values;

namespace Logos.Cli.Test;

/// <summary>Reads a test file strictly: every fault at once, each with its place.</summary>
internal sealed class TestReader(FaultList faults)
{
    private static readonly string[] FileFields = ["graph", "tests"];
    private static readonly string[] TestFields = ["name", "graph", "inputs", "stubs", "signals", "secrets", "now", "within", "expect"];

    public IReadOnlyList<TestCase> Read(SourceNode root)
    {
        if (root is not SourceNode.Map map)
        {
            faults.Add(root.Fault(CoreCodes.WrongKind, $"a test file is a map with `graph` and `tests`, and this is {root.Kind}"));
            return [];
        }

        var fields = new Fields(map, "a test file", FileFields, faults);
        var graph = fields.Text("graph");
        if (fields.Required("tests") is null || fields.List("tests") is not { } list)
            return [];
        if (list.Items.Count == 0)
            faults.Add(list.Fault(CoreCodes.MissingField, "there are no tests"));
        var tests = list.Items.Select(item => Test(item, graph)).OfType<TestCase>().ToList();
        foreach (var twice in tests.GroupBy(test => test.Name).Where(group => group.Count() > 1))
            faults.Add(twice.Last().At.Fault(CliCodes.BadTest.Code, $"two tests are called `{twice.Key}`", "give each a name of its own, so that a report tells which failed"));
        return tests;
    }

    private TestCase? Test(SourceNode node, SourceNode.Scalar? graph)
    {
        if (node is not SourceNode.Map map)
        {
            faults.Add(node.Fault(CoreCodes.WrongKind, $"a test is a map with a `name`, and this is {node.Kind}"));
            return null;
        }

        var fields = new Fields(map, "a test", TestFields, faults);
        var name = fields.Required("name") is null ? null : fields.Text("name");
        var own = fields.Text("graph") ?? graph;
        if (own is null)
            fields.Missing("graph", "say it here, or once for all tests beside `tests`");
        var inputs = fields.Map("inputs");
        return new(name?.Text ?? "", name ?? node)
        {
            Graph = own,
            Inputs = inputs is null ? ValueMap.Empty : Given.Value(inputs).AsMap(),
            InputsAt = inputs,
            Stubs = fields.Map("stubs") is { } stubs ? [.. stubs.Entries.Select(entry => (entry.Key, new StubReader(faults).Read(entry.Value)))] : [],
            Signals = fields.Map("signals") is { } signals ? [.. signals.Entries.SelectMany(Signals)] : [],
            Secrets = fields.Map("secrets") is { } secrets ? [.. secrets.Entries.Select(Secret)] : [],
            Now = Now(fields),
            Within = fields.Duration("within"),
            Expected = fields.Map("expect") is { } expect ? new ExpectationReader(faults).Read(expect) : new(),
        };
    }

    // A list is several signals of that name, one after another.
    private IEnumerable<(SourceNode.Scalar, Value, TimeSpan)> Signals(MapEntry entry) =>
        (entry.Value is SourceNode.List list ? list.Items : [entry.Value]).Select(node => Signal(entry.Key, node));

    private (SourceNode.Scalar, Value, TimeSpan) Signal(SourceNode.Scalar name, SourceNode node)
    {
        if (node is not SourceNode.Map map || map["payload"] is null)
            return (name, Given.Value(node), TimeSpan.Zero);
        var fields = new Fields(map, "a signal", ["payload", "after"], faults);
        return (name, Given.Value(map["payload"]!), fields.Duration("after", allowZero: true) ?? TimeSpan.Zero);
    }

    private (string, string) Secret(MapEntry entry)
    {
        if (entry.Value is SourceNode.Scalar scalar)
            return (entry.Key.Text, scalar.Text);
        faults.Add(entry.Value.Fault(CoreCodes.WrongKind, $"the secret `{entry.Key.Text}` is text, and this is {entry.Value.Kind}"));
        return (entry.Key.Text, "");
    }

    private DateTimeOffset? Now(Fields fields)
    {
        if (fields.Text("now") is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now))
            return now;
        faults.Add(text.Fault(CoreCodes.WrongKind, $"`{text.Text}` is no time", "write it as 2026-01-31T08:00:00Z"));
        return null;
    }
}

/// <summary>Data in a test file: text with braces in it is text.</summary>
internal static class Given
{
    public static Value Value(SourceNode node) => node switch
    {
        SourceNode.Scalar scalar => scalar.Value,
        SourceNode.List list => ValueList.From(list.Items.Select(Value)),
        SourceNode.Map map => ValueMap.From(map.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, Value(entry.Value)))),
        _ => throw new InvalidOperationException($"unknown case {node.GetType().Name}"),
    };
}
