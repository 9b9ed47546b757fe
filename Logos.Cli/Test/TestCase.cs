using Logos.Core.Graphs.Reading;
using Logos.Orchestrator.Testing;
using Logos.Rules.Values;

namespace Logos.Cli.Test;

/// <summary>One test of a graph, as its file says it; with where that stands, for faults that only the graph shows.</summary>
internal sealed record TestCase(string Name, SourceNode At)
{
    /// <summary>Beside the test's file; null where neither the test nor its file names one.</summary>
    public SourceNode.Scalar? Graph { get; init; }

    public ValueMap Inputs { get; init; } = ValueMap.Empty;

    public SourceNode? InputsAt { get; init; }

    public IReadOnlyList<(SourceNode.Scalar Node, Stub Stub)> Stubs { get; init; } = [];

    public IReadOnlyList<(SourceNode.Scalar Name, Value Payload, TimeSpan After)> Signals { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Secrets { get; init; } = [];

    public DateTimeOffset? Now { get; init; }

    public TimeSpan? Within { get; init; }

    public required Expectation Expected { get; init; }
}

/// <summary>What has to come out; what is not said may be anything.</summary>
internal sealed record Expectation
{
    public string Status { get; init; } = "completed";

    public IReadOnlyList<(SourceNode.Scalar Node, ExpectedNode Expected)> Nodes { get; init; } = [];

    public Value? Outputs { get; init; }

    public IReadOnlyList<(SourceNode.Scalar Node, IReadOnlyList<Value> Inputs)> Calls { get; init; } = [];

    public string? Error { get; init; }

    public TimeSpan? Took { get; init; }

    public Value? WaitsFor { get; init; }
}

internal sealed record ExpectedNode(string? Status)
{
    public int? Attempts { get; init; }

    public Value? Output { get; init; }

    public string? Error { get; init; }

    public string? SkippedBecause { get; init; }
}
