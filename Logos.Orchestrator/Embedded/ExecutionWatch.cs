using System.Collections.Concurrent;
using System.Threading.Channels;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Orchestrator.Embedded;

public sealed record ExecutionChange(ExecutionHead Head, ExecutionChanges Changes)
{
    /// <summary>What a running node says of how far it is: nothing of the execution has changed then.</summary>
    public NodeProgress? Progress { get; init; }

    /// <summary>
    /// The reader fell behind, and what has changed meanwhile, in this execution and in its children, is not told:
    /// how they stand has to be asked for anew. Nothing else is in it.
    /// </summary>
    public bool HasGap { get; init; }

    /// <summary>All of an execution, as if it had changed at once.</summary>
    public static ExecutionChange Of(StoredExecution stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return new(stored.Head, new(stored.Head.Id, stored.Row, stored.Nodes, stored.Items));
    }
}

/// <summary>Everything that changes in an execution and its children, once it is durable and in its order, as long as its reader keeps up.</summary>
public sealed class ExecutionWatch : IDisposable
{
    /// <summary>So many changes wait for their reader; what comes then is a gap.</summary>
    internal const int MaxWaiting = 10_000;

    private readonly Lock _gate = new();
    private readonly Channel<ExecutionChange> _changes = Channel.CreateUnbounded<ExecutionChange>();
    private readonly ConcurrentDictionary<Guid, ExecutionChange> _last = new();
    private readonly Action<ExecutionWatch> _close;
    private readonly Guid _root;
    private bool _hasGap;

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
        var isEnd = change.Head.Id == _root && change.Changes.Execution.Status.IsEnd();
        lock (_gate)
        {
            if (isEnd || HasRoom())
                _changes.Writer.TryWrite(change);
            else if (!_hasGap)
                _hasGap = _changes.Writer.TryWrite(_last[change.Head.Id] with { HasGap = true });
            if (isEnd)
                _changes.Writer.TryComplete();
        }
    }

    /// <summary>What had begun before the watching: its nodes may tell of their progress before anything changes.</summary>
    internal void Know(IEnumerable<StoredExecution> tree)
    {
        foreach (var stored in tree)
            _last.TryAdd(stored.Head.Id, new(stored.Head, new(stored.Head.Id, stored.Row, [], [])));
    }

    internal void Tell(Guid execution, NodeProgress progress)
    {
        if (!_last.TryGetValue(execution, out var last))
            return;
        lock (_gate)
        {
            if (HasRoom())
                _changes.Writer.TryWrite(last with { Progress = progress });
        }
    }

    // Nothing is written behind the mark of a gap while there is none: so it is read after all that it stands for.
    private bool HasRoom()
    {
        if (_changes.Reader.Count >= MaxWaiting)
            return false;
        _hasGap = false;
        return true;
    }

    internal void Break(Exception? reason) => _changes.Writer.TryComplete(reason);
}
