using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Reading;
using Logos.Core.Work;
using Logos.Orchestrator.Testing;
using Logos.Rules.Values;

namespace Logos.Cli.Test;

/// <summary>What a node does in a test.</summary>
internal sealed class StubReader(FaultList faults)
{
    private static readonly string[] Kinds = ["output", "fail", "hang", "sequence"];

    public Stub Read(SourceNode node)
    {
        if (node is not SourceNode.Map map)
        {
            faults.Add(node.Fault(CoreCodes.WrongKind, $"a stub is a map with one of {string.Join(", ", Kinds)}, and this is {node.Kind}", node is SourceNode.Scalar scalar ? $"write {{ output: {scalar.Text} }}" : null));
            return Stub.Output(null);
        }

        var fields = new Fields(map, "a stub", [.. Kinds, "after"], faults);
        var kinds = Kinds.Where(kind => map.Entries.Any(entry => entry.Key.Text == kind)).ToList();
        if (kinds.Count != 1)
            faults.Add(map.Fault(CliCodes.BadTest.Code, kinds.Count == 0 ? $"a stub says one of {string.Join(", ", Kinds)}" : $"a stub says only one of {string.Join(", ", kinds)}"));
        var stub = kinds.FirstOrDefault() switch
        {
            "fail" => Fail(fields),
            "hang" => Hang(fields),
            "sequence" => Sequence(fields),
            "output" => Stub.Output(Given.Value(map["output"]!)),
            _ => Stub.Output(null),
        };
        return fields.Duration("after", allowZero: true) is { } delay ? stub.After(delay) : stub;
    }

    private Stub Fail(Fields fields)
    {
        if (fields.Map("fail") is not { } map)
        {
            if (fields.Any("fail") is null)
                fields.Missing("fail");
            return Stub.Output(null);
        }

        var fail = new Fields(map, "a failure", ["code", "kind", "message", "retry_after"], faults);
        var kind = (fail.Choice<Kind>("kind") ?? Kind.Permanent) == Kind.Transient ? FailureKind.Transient : FailureKind.Permanent;
        return Stub.Fail(new(fail.Text("code")?.Text ?? "TEST", kind, fail.Text("message")?.Text ?? "it failed, as the test wants") { RetryAfter = fail.Duration("retry_after", allowZero: true) });
    }

    private Stub Hang(Fields fields)
    {
        if (fields.Boolean("hang") == false)
            faults.Add(fields.Any("hang")!.Fault(CliCodes.BadTest.Code, "`hang` is true, or left out"));
        return Stub.Hanging;
    }

    private Stub Sequence(Fields fields)
    {
        if (fields.List("sequence") is not { Items.Count: > 0 } list)
        {
            faults.Add(fields.Source.Fault(CliCodes.BadTest.Code, "a sequence is a list of at least one stub"));
            return Stub.Output(Value.Null);
        }

        return Stub.Sequence([.. list.Items.Select(Read)]);
    }

    private enum Kind
    {
        Permanent,
        Transient,
    }
}
