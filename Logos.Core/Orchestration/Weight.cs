using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>About how many bytes something takes in a record: rather too many than too few, and without writing it.</summary>
public static class Weight
{
    /// <summary>An item that has neither input nor output yet.</summary>
    public const long OfItem = 128;

    public static long Of(ExecutionEvent happened) => happened switch
    {
        ExecutionEvent.TaskEnded x => Of(x.Steps),
        ExecutionEvent.Prepared x => Of(x.With.Value["graph"].IsNull ? x.With.Value : Value.Null),
        ExecutionEvent.ItemsComposed x => Of(x.Outcome),
        ExecutionEvent.FallbackEvaluated x => Of(x.Outcome),
        ExecutionEvent.ChildEnded x => Of(x.Outcome),
        ExecutionEvent.OutputsComputed x => Of(x.Results.Value),
        ExecutionEvent.SignalArrived x => Of(x.Payload),
        ExecutionEvent.Submitted x => Of(x.Inputs.Value),
        _ => 0,
    };

    public static long Of(IReadOnlyList<StepOutcome> steps) => steps.Sum(step => Of(step.Outcome) + Of(step.Input));

    public static long Of(Submission submission) => Of(submission.Head) + submission.Seeds.Sum(seed => Of(seed.Output) + Of(seed.Control));

    public static long Of(ExecutionHead head) => 512 + Of(head.CreatedBy) + Of(head.TraceParent) + Of(head.RequestId) + Of(head.Inputs) + head.Tags.Sum(tag => Of(tag.Key) + Of(tag.Value));

    public static long Of(ExecutionChanges changes) => Of(changes.Execution) + changes.Nodes.Sum(Of) + changes.Items.Sum(Of) + changes.Attempts.Sum(Of);

    public static long Of(ExecutionRow row) =>
        256 + Of(row.Error) + Of(row.Results) + Of(row.Memo.Inputs) + row.Memo.Signals.Sum(signal => 16 + Of(signal.Name) + Of(signal.Payload));

    public static long Of(NodeRow row) =>
        256 + Of(row.Node) + Of(row.Signal) + Of(row.With) + Of(row.Input) + Of(row.Output) + Of(row.Control) + Of(row.Error) + Of(row.CompensationError) + Of(row.ItemsFailed);

    /// <summary>What its row takes.</summary>
    public static long Of(NodeState node) =>
        320 + Of(node.Signal) + Of(node.With) + Of(node.Input) + Of(node.Output) + Of(node.Control) + Of(node.Error) + Of(node.CompensationError) + Of(node.ItemsFailed);

    public static long Of(ItemRow row) => 96 + Of(row.Node) + Of(row.Input) + Of(row.Output) + Of(row.Error);

    public static long Of(AttemptRow row) => 96 + Of(row.Node) + Of(row.Error) + Of(row.Worker);

    private static long Of(Failure? failure) => failure is null ? 0 : 64 + Of(failure.Message);

    public static long Of(Payload? payload) => payload?.Json.Length ?? 0;

    public static long Of(Outcome outcome) => outcome is Outcome.Succeeded good ? Of(good.Output) + Of(good.Control) : 0;

    public static long Of(string? text) => text is null ? 0 : 3L * text.Length;

    public static long Of(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                return Of(value.AsString());
            case ValueKind.List:
                var list = 8L;
                foreach (var item in value.AsList())
                    list += Of(item) + 1;
                return list;
            case ValueKind.Map:
                var map = 8L;
                foreach (var (name, member) in value.AsMap())
                    map += Of(name) + Of(member) + 4;
                return map;
            default:
                return 24;
        }
    }
}
