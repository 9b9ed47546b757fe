using System.Text.Json;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Validation;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>
/// Makes a new execution of one that has ended: the whole again, or from a node on. Both run the version of the
/// graph that the first one ran, and change nothing in it.
/// </summary>
/// <param name="values">Copies what rests in a blob, which goes with the execution that it belongs to.</param>
public sealed class Repetition(LargeValues values)
{
    /// <param name="id">The new execution's, and with it its partition.</param>
    /// <param name="by">Who asks for it, which need not be who asked for the first one.</param>
    public async ValueTask<Repeated> RerunAsync(StoredExecution source, Guid id, int partition, DateTimeOffset at, string? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Refusal(source) is { } refused ? refused : await OrGoneAsync(MadeAsync(source, id, partition, at, by, source.Head.Inputs, [], cancellationToken));
    }

    /// <summary>The node and all behind it run again; of the others, what succeeded is taken over as it is.</summary>
    /// <param name="plan">Of the version that the source ran.</param>
    /// <param name="edited">Inputs that take the place of those that the source had; the others stay.</param>
    public async ValueTask<Repeated> ForkAsync(StoredExecution source, GraphPlan plan, string node, ValueMap edited, Guid id, int partition, DateTimeOffset at, string? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(edited);
        if (Refusal(source) is { } refused)
            return refused;
        if (plan.Find(node) is not { } from)
            return Refused(404, ExecutionCodes.NoSuchNode, $"the graph `{plan.Definition.Name}` has no node `{node}`{(Suggestion.DidYouMean(node, plan.Nodes.Select(n => n.Id)) is { } hint ? $"; {hint}" : "")}");
        if (source.Nodes.Any(row => row.Compensation != CompensationStatus.None))
            return Refused(409, ExecutionCodes.WasCompensated, "its compensation has begun: what succeeded no longer stands");
        return await OrGoneAsync(ForkAsync(source, plan, from, edited, id, partition, at, by, cancellationToken));
    }

    private async ValueTask<Repeated> ForkAsync(StoredExecution source, GraphPlan plan, PlanNode from, ValueMap edited, Guid id, int partition, DateTimeOffset at, string? by, CancellationToken cancellationToken)
    {
        var inputs = source.Head.Inputs;
        if (edited.Count > 0)
        {
            var given = (await values.ReadAsync(inputs, cancellationToken)).AsMap();
            foreach (var (name, value) in edited)
                given = given.With(name, value);
            if (InputBinding.Bind(plan.Definition, given, out var faults) is not { } bound)
                return Refused(422, faults[0].Code, string.Join("; ", faults.Select(fault => fault.Message)));
            inputs = Payload.Of(bound);
        }

        var seeds = new List<Seed>();
        var again = Behind(plan, from.Index);
        foreach (var row in source.Nodes)
        {
            if (plan.Find(row.Node) is { } kept && row.Status == NodeStatus.Succeeded && !again[kept.Index])
                seeds.Add(new(kept.Index, row.Output ?? Payload.Null, row.Control));
        }

        // In the plan's order: what is recorded of a fork does not depend on how a store sorts its rows.
        return await MadeAsync(source, id, partition, at, by, inputs, [.. seeds.OrderBy(seed => seed.Node)], cancellationToken);
    }

    // What has ended may be deleted while it is copied.
    private static async ValueTask<Repeated> OrGoneAsync(ValueTask<Repeated> making)
    {
        try
        {
            return await making;
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return Refused(409, ExecutionCodes.ValueGone, $"what it recorded cannot be read any more: {e.Message}");
        }
    }

    private static Repeated? Refusal(StoredExecution source)
    {
        if (source.Head.Parent is not null)
            return Refused(409, ExecutionCodes.IsChild, $"it belongs to execution {source.Head.Root}, which has to be repeated itself");
        return source.Row.Status.IsEnd() ? null : Refused(409, ExecutionCodes.NotEnded, $"the execution is {Wire.Name(source.Row.Status)}");
    }

    private async ValueTask<Repeated> MadeAsync(StoredExecution source, Guid id, int partition, DateTimeOffset at, string? by, Payload inputs, IReadOnlyList<Seed> seeds, CancellationToken cancellationToken)
    {
        var head = source.Head with { Id = id, Root = id, Partition = partition, Inputs = inputs, CreatedAt = at, CreatedBy = by, TraceParent = null, RequestId = null };
        // As long as the first one had.
        var deadline = source.Row.Deadline is { } until ? at + (until - source.Head.CreatedAt) : (DateTimeOffset?)null;
        return new(await values.TakeOverAsync(new(head, deadline, seeds), cancellationToken), Verdict.Done);
    }

    private static bool[] Behind(GraphPlan plan, int from)
    {
        var reached = new bool[plan.Nodes.Count];
        var next = new Queue<int>([from]);
        reached[from] = true;
        while (next.TryDequeue(out var node))
        {
            foreach (var edge in plan.Shape.Outgoing(node))
            {
                var to = plan.Shape.To(edge);
                if (!reached[to])
                    next.Enqueue(to);
                reached[to] = true;
            }
        }

        return reached;
    }

    private static Repeated Refused(int status, string code, string message) => new(null, new(status, code, message));
}

/// <param name="Submission">Null when the verdict is a refusal.</param>
public sealed record Repeated(Submission? Submission, Verdict Verdict);
