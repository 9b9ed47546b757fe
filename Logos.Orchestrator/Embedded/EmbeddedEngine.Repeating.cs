using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Embedded;

public sealed partial class EmbeddedEngine
{
    /// <summary>Runs again, from the beginning, what has ended.</summary>
    /// <returns>The new execution, durable, with all that changes in it from its beginning.</returns>
    /// <exception cref="RepetitionRefusedException">It is not there, or cannot be repeated.</exception>
    public Task<ExecutionWatch> RerunAsync(Guid execution, CancellationToken cancellationToken = default) =>
        RepeatAsync(execution, source => _asking.RerunAsync(source, null, cancellationToken), cancellationToken);

    /// <summary>Runs a node of what has ended again, and all behind it; the other nodes that succeeded are taken over.</summary>
    /// <param name="execution">What has ended.</param>
    /// <param name="node">Its id in the graph.</param>
    /// <param name="edited">Inputs that take the place of those that the execution had; the others stay.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <inheritdoc cref="RerunAsync"/>
    public Task<ExecutionWatch> ForkAsync(Guid execution, string node, ValueMap edited, CancellationToken cancellationToken = default) =>
        RepeatAsync(execution, source => _asking.ForkAsync(source, node, edited, null, cancellationToken), cancellationToken);

    private async Task<ExecutionWatch> RepeatAsync(Guid execution, Func<StoredExecution, ValueTask<Repeated>> repeat, CancellationToken cancellationToken)
    {
        var (submission, verdict) = await FindAsync(execution, cancellationToken) is { } source
            ? await OnBlobsAsync(repeat(source))
            : new(null, new(404, ExecutionCodes.HasEnded, "there is no such execution"));
        return submission is null ? throw new RepetitionRefusedException(execution, verdict) : await SubmitAsync(submission, cancellationToken);
    }
}
