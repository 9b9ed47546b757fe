using Logos.Core.Executions;

namespace Logos.Orchestrator.Hosting;

/// <summary>An execution whose results somebody waited for has ended without any.</summary>
public sealed class ExecutionFailedException(ExecutionInfo execution) : Exception($"the execution {execution.Id} of `{execution.Graph}` is {Wire.Name(execution.Status)}: {execution.Error?.Message ?? "no reason is known"}")
{
    public ExecutionInfo Execution { get; } = execution;
}
