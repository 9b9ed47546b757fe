using System.Collections.Concurrent;
using System.Threading.Channels;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Embedded;

public sealed record ExecutionChange(ExecutionHead Head, ExecutionChanges Changes)
{
    /// <summary>What a running node says of how far it is: nothing of the execution has changed then.</summary>
    public NodeProgress? Progress { get; init; }
}

public sealed record NodeProgress(string Node, int? Item, Value Value);

/// <summary>Everything that changes in an execution and its children, once it is durable and in its order.</summary>
public sealed class ExecutionWatch : IDisposable
{
    private readonly Channel<ExecutionChange> _changes = Channel.CreateUnbounded<ExecutionChange>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<Guid, ExecutionChange> _last = new();
    private readonly Action<ExecutionWatch> _close;
    private readonly Guid _root;

    internal ExecutionWatch(Guid root, ExecutionHead? head, Action<ExecutionWatch> close)
    {
        _root = root;
        Head = head!;
        _close = close;
    }

    /// <summary>The execution that was submitted.</summary>
    public ExecutionHead Head { get; }

    /// <summary>Ends with the execution's own end, or with what brought the engine down.</summary>
    public ChannelReader<ExecutionChange> Changes => _changes.Reader;

    internal Guid Root => _root;

    public void Dispose() => _close(this);

    internal void Tell(ExecutionChange change)
    {
        _last[change.Head.Id] = change with { Changes = change.Changes with { Nodes = [], Items = [] } };
        _changes.Writer.TryWrite(change);
        if (change.Head.Id == _root && change.Changes.Execution.Status.IsEnd())
            _changes.Writer.TryComplete();
    }

    /// <summary>What had begun before the watching: its nodes may tell of their progress before anything changes.</summary>
    internal void Know(IEnumerable<StoredExecution> tree)
    {
        foreach (var stored in tree)
            _last.TryAdd(stored.Head.Id, new(stored.Head, new(stored.Head.Id, stored.Row, [], [])));
    }

    internal void Tell(Guid execution, NodeProgress progress)
    {
        if (_last.TryGetValue(execution, out var last))
            _changes.Writer.TryWrite(last with { Progress = progress });
    }

    internal void Break(Exception? reason) => _changes.Writer.TryComplete(reason);
}
