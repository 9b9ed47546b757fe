using System.Diagnostics;
using Logos.Core.Executions;
using Logos.Core.Telemetry;
using Logos.Core.Work;

namespace Logos.Workers.Running;

/// <summary>The span of one run of a node: what its handler does, such as a request, is below it.</summary>
internal static class StepSpan
{
    /// <returns>Null where nobody traces.</returns>
    public static Activity? Begin(NodeTask task, int step) =>
        LogosTraces.BeginOrHandOn("node.run", task.Steps[step].Id, ActivityKind.Consumer, task.TraceParent)?.Tell(task, step);

    public static void End(Activity span, Outcome outcome)
    {
        if (outcome is Outcome.Failed failed)
            span.Fail(failed.Failure.Code);
        else if (outcome is Outcome.Succeeded { IsCached: true })
            span.SetTag("logos.cached", true);
        span.Stop();
    }
}
