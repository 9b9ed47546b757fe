using Logos.Core.Work;
using Microsoft.Extensions.Logging;

namespace Logos.Workers.Running;

/// <summary>Of what a handler logs, and what it calls: for which execution and request, and in which node.</summary>
public static class StepScope
{
    public static Func<NodeTask, TaskStep, IDisposable?> Of(ILogger logger) => (task, step) =>
        logger.BeginScope(task.RequestId is { } request
            ? new KeyValuePair<string, object>[] { new("request_id", request), new("execution_id", task.Execution), new("node", step.Id) }
            : [new("execution_id", task.Execution), new("node", step.Id)]);
}
