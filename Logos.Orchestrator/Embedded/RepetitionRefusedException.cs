using Logos.Core.Executions;

namespace Logos.Orchestrator.Embedded;

/// <summary>An execution was not run again, nor forked: nothing was started.</summary>
/// <param name="execution">The one that should have been repeated.</param>
/// <param name="verdict">Why not, in the terms of HTTP: 404, 409, 422.</param>
public sealed class RepetitionRefusedException(Guid execution, Verdict verdict) : Exception($"{verdict.Code}: {verdict.Message}")
{
    public Guid Execution { get; } = execution;

    public int Status { get; } = verdict.Status;

    public string Code { get; } = verdict.Code!;
}
