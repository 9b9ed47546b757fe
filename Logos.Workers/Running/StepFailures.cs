using System.Net.Sockets;
using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Rules.Expressions;
using Logos.Rules.Grl;
using Logos.Workers.Faults;

namespace Logos.Workers.Running;

/// <summary>Exceptions end here: from now on a failure is data.</summary>
internal static class StepFailures
{
    public static Failure Of(Exception exception) => exception switch
    {
        FailureException known => known.Failure,
        EvaluationException evaluation => new(evaluation.Fault.Code, FailureKind.Permanent, evaluation.Fault.Message),
        RuleSetException rules => new(rules.Faults[0].Code, FailureKind.Permanent, $"the rules have faults; line {rules.Faults[0].Line}, column {rules.Faults[0].Column}: {rules.Faults[0].Message}"),
        // Nobody asked for it: a wait inside gave up. HttpClient tells its own timeout so.
        OperationCanceledException => new(WorkersCodes.BrokenConnection, FailureKind.Transient, $"it gave up waiting: {Line(exception.InnerException ?? exception)}"),
        StoreUnavailableException or IOException or HttpRequestException or TimeoutException or SocketException => new(WorkersCodes.BrokenConnection, FailureKind.Transient, Line(exception)),
        _ => new(WorkersCodes.HandlerFault, FailureKind.Permanent, $"the handler failed: {exception.GetType().Name}: {Line(exception)}"),
    };

    public static Failure Stopped() => new(WorkersCodes.Canceled, FailureKind.Canceled, "it was stopped");

    public static Failure RanOut(TaskStep step, bool leftBehind) => new(
        ExecutionCodes.NodeTimedOut,
        FailureKind.TimedOut,
        $"it took longer than {Duration.Format(step.Timeout)}{(leftBehind ? ", and did not stop when it was asked to" : "")}");

    // An exception's message may hold many lines, and secrets: the first lines do, and are masked by the caller.
    private static string Line(Exception exception)
    {
        var text = string.Join(' ', exception.Message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return text.Length <= 500 ? text : $"{text.AsSpan(0, 499)}…";
    }
}
