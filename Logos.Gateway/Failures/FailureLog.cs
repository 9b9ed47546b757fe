using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Failures;

internal static partial class FailureLog
{
    [LoggerMessage(7122, LogLevel.Warning, "The graph {Graph} of the workspace {Workspace} should run because {ExecutionId} failed, and could not be started: {Code}")]
    public static partial void NotStarted(ILogger logger, string graph, string workspace, Guid executionId, string code);

    [LoggerMessage(7129, LogLevel.Warning, "There is no room for the graph that should run because {ExecutionId} failed: it waits, and so do those behind it")]
    public static partial void Waiting(ILogger logger, Guid executionId);

    [LoggerMessage(7123, LogLevel.Error, "Failures could not be looked after, which is tried again in {Seconds} s")]
    public static partial void Troubled(ILogger logger, double seconds, Exception reason);
}
