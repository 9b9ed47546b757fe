using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Nodes;

namespace Logos.Orchestrator.Testing;

/// <summary>What a node does in a test, instead of its own work.</summary>
public abstract record Stub
{
    private Stub()
    {
    }

    /// <summary>It takes so long, by the test's clock.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>It never ends by itself: a timeout or a cancellation ends it.</summary>
    public static Stub Hanging { get; } = new Hangs();

    internal sealed record Yields(NodeResult Result) : Stub;

    internal sealed record Computes(Func<NodeContext, NodeResult> Compute) : Stub;

    internal sealed record Hangs : Stub;

    internal sealed record Follows(IReadOnlyList<Stub> Stubs) : Stub;

    /// <param name="output">A record, an anonymous object, or a <see cref="Value"/>.</param>
    public static Stub Output(object? output) => new Yields(NodeJson.ToValue(output));

    public static Stub Fail(string code, FailureKind kind = FailureKind.Permanent, string message = "it failed, as the test wants") => Fail(new(code, kind, message));

    public static Stub Fail(Failure failure) => new Yields(failure);

    /// <summary>Computes what it yields from what it is given, <see cref="NodeContext.With"/>.</summary>
    public static Stub From(Func<NodeContext, NodeResult> compute) => new Computes(compute);

    /// <summary>One after another, call by call; the last one stays.</summary>
    public static Stub Sequence(params IReadOnlyList<Stub> stubs)
    {
        ArgumentNullException.ThrowIfNull(stubs);
        return stubs.Count > 0 ? new Follows(stubs) : throw new ArgumentException("a sequence has at least one stub", nameof(stubs));
    }

    public Stub After(TimeSpan delay) => this with { Delay = delay };
}
