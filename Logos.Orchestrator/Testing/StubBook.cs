using System.Collections.Concurrent;
using Logos.Core.Graphs.Planning;
using Logos.Core.Work;

namespace Logos.Orchestrator.Testing;

/// <summary>Which node does what in a test, and what was asked of each.</summary>
internal sealed class StubBook(IReadOnlyDictionary<string, GraphPlan> plans)
{
    public const string Undoing = ".compensate";

    private readonly ConcurrentDictionary<string, Stub> _byNode = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Stub> _byType = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(Stub, Guid, int?), int> _turns = new();
    private readonly ConcurrentQueue<NodeCall> _calls = new();

    public IReadOnlyCollection<NodeCall> Calls => _calls;

    public void ForNode(string node, Stub stub) => _byNode[node] = stub;

    public void ForType(string type, Stub stub) => _byType[type] = stub;

    /// <returns>Null when the node does its own work.</returns>
    public Stub? Take(NodeContext context, string type, DateTimeOffset now)
    {
        var name = NameOf(context);
        _calls.Enqueue(new(context.Execution, context.Graph, name, context.Attempt, context.Item, context.With, now));
        if (!_byNode.TryGetValue($"{context.Graph}/{name}", out var stub) && !_byNode.TryGetValue(name, out stub) && !_byType.TryGetValue(type, out stub))
            return null;
        while (stub is Stub.Follows sequence)
        {
            // Each item of a foreach goes through the sequence by itself.
            var turn = _turns.AddOrUpdate((sequence, context.Execution, context.Item), 0, (_, turn) => turn + 1);
            stub = sequence.Stubs[Math.Min(turn, sequence.Stubs.Count - 1)];
        }

        return stub;
    }

    // A task does not say what it is for; what undoes a node is known by its definition.
    private string NameOf(NodeContext context) =>
        plans[context.Graph].Find(context.Node)!.Definition.Compensate is { } undo && ReferenceEquals(undo.With, context.Definition) ? context.Node + Undoing : context.Node;
}
