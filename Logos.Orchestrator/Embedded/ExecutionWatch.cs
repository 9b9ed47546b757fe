using System.Threading.Channels;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Orchestrator.Embedded;

public sealed record ExecutionChange(ExecutionHead Head, ExecutionChanges Changes);

/// <summary>Everything that changes in an execution and its children, once it is durable and in its order.</summary>
public sealed class ExecutionWatch : IDisposable
{
    private readonly Channel<ExecutionChange> _changes = Channel.CreateUnbounded<ExecutionChange>(new() { SingleReader = true });
    private readonly Action<ExecutionWatch> _close;

    internal ExecutionWatch(ExecutionHead head, Action<ExecutionWatch> close)
    {
        Head = head;
        _close = close;
    }

    public ExecutionHead Head { get; }

    /// <summary>Ends with the execution's own end, or with what brought the engine down.</summary>
    public ChannelReader<ExecutionChange> Changes => _changes.Reader;

    public void Dispose() => _close(this);

    internal void Tell(ExecutionChange change)
    {
        _changes.Writer.TryWrite(change);
        if (change.Head.Id == Head.Id && change.Changes.Execution.Status.IsEnd())
            _changes.Writer.TryComplete();
    }

    internal void Break(Exception? reason) => _changes.Writer.TryComplete(reason);
}
