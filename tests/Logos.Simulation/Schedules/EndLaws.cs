using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Orchestration;
using Logos.Rules.Values;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>What holds when everything has come to rest.</summary>
internal static class EndLaws
{
    // Whatever goes wrong lasts for less, and so does all that a cancelled execution has to undo behind the backlog of one worker.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(10);

    public static bool HaveAllEnded(Schedule schedule, Caller caller)
    {
        var tables = schedule.Tables;
        return caller.Submitted.TrueForAll(id => schedule.IsGone(id) || (tables.Row(id) is { } row && row.Status.IsEnd())) &&
            caller.Commands.TrueForAll(c => tables.Verdict(c.Id) is not null) &&
            tables.All.All(e => e.Row.Status.IsEnd() && !e.Nodes.Any(IsUndoing));
    }

    public static string WhatIsOpen(Tables tables, Caller caller)
    {
        var lost = caller.Submitted.Where(id => tables.Row(id) is null).Select(id => $"{CommitText.Short(id)} was taken and never begun");
        var silent = caller.Commands.Where(c => tables.Verdict(c.Id) is null).Select(c => $"the {c.Kind} of {CommitText.Short(c.Execution)} was taken and has no verdict");
        var open = tables.All.Where(e => !e.Row.Status.IsEnd() || e.Nodes.Any(IsUndoing)).Select(e =>
            $"{CommitText.Short(e.Head.Id)} ({e.Head.Graph}) is {Wire.Name(e.Row.Status)}: {string.Join(' ', e.Nodes.Where(n => !n.Status.IsEnd() || IsUndoing(n)).Select(n => $"{n.Node}:{Wire.Name(n.Status)}/{n.Attempt}{(n.Claimed ? " claimed" : "")}{(IsUndoing(n) ? $" undo:{n.Compensation}" : "")}"))}");
        return string.Join("; ", lost.Concat(silent).Concat(open).DefaultIfEmpty($"{caller.Open} callers still have something to say"));
    }

    public static void Check(Schedule schedule, Caller caller)
    {
        var tables = schedule.Tables;
        foreach (var execution in tables.All)
            Check(schedule, execution);
        foreach (var cancel in caller.Commands.Where(c => c.Kind == CommandKind.Cancel && tables.Verdict(c.Id)!.Status == 200))
        {
            var retried = caller.Commands.Exists(c => c.Kind == CommandKind.Retry && c.Execution == cancel.Execution && tables.Verdict(c.Id)!.Status == 200);
            if (!retried && !schedule.IsGone(cancel.Execution) && tables.Row(cancel.Execution)!.Status != ExecutionStatus.Cancelled)
                throw new LawBrokenException($"{CommitText.Short(cancel.Execution)} was cancelled, and is {tables.Row(cancel.Execution)!.Status}.");
            if (!retried && !schedule.IsGone(cancel.Execution) && tables.Row(cancel.Execution)!.EndedAt - cancel.CreatedAt > Soon)
                throw new LawBrokenException($"{CommitText.Short(cancel.Execution)} was cancelled, and came to its end {tables.Row(cancel.Execution)!.EndedAt - cancel.CreatedAt} later.");
        }

        schedule.Ledger.Check();
        if (!schedule.WithFaults && schedule.Options.Crash is null && schedule.Ledger.ExtraRuns > 0)
            throw new LawBrokenException("Something ran twice although nothing went wrong.");
    }

    public static void Check(Schedule schedule, StoredExecution execution)
    {
        if (execution.Row.Error?.Code == ExecutionCodes.Overgrown)
            throw new LawBrokenException($"{CommitText.Short(execution.Head.Id)} is small, and was too large for a commit.");
        if (execution.Head.CreatedBy != Caller.By(execution.Head.Root))
            throw new LawBrokenException($"{CommitText.Short(execution.Head.Id)} was asked for by the {Caller.By(execution.Head.Root)}, and is said to be of the {execution.Head.CreatedBy}.");
        if (schedule.Tables.Row(execution.Head.Root) is { } root && execution.Row.EndedAt - root.EndedAt > Soon)
            throw new LawBrokenException($"{CommitText.Short(execution.Head.Id)} ended {execution.Row.EndedAt - root.EndedAt} after {CommitText.Short(execution.Head.Root)}, to which it belongs.");
        var plan = schedule.PlanOf(execution.Head.Graph);
        var rows = execution.Nodes.ToDictionary(n => n.Node, StringComparer.Ordinal);
        foreach (var large in execution.Nodes.Select(n => n.Output).Concat(execution.Items.Select(i => i.Output)).Append(execution.Row.Results).OfType<Payload>().Where(p => !p.IsInline))
        {
            if (!schedule.Blobs.Has(large))
                throw new LawBrokenException($"{CommitText.Short(execution.Head.Id)} refers to {large.Blob}, which is not there.");
        }

        foreach (var node in plan.Nodes)
        {
            var name = $"{CommitText.Short(execution.Head.Id)} {node.Id}";
            if (!rows.TryGetValue(node.Id, out var row) || !row.Status.IsEnd())
                throw new LawBrokenException($"{name} has not ended, and its execution has.");
            if (schedule.TakenOver.TryGetValue((execution.Head.Id, node.Id), out var taken))
            {
                if (row.Status != NodeStatus.Succeeded || row.Compensation != CompensationStatus.None || row.Output is null || !schedule.Blobs.Content(row.Output).Span.SequenceEqual(taken.Span))
                    throw new LawBrokenException($"{name} was taken over as it was, and is {row.Status}, {row.Compensation}, or something else.");
                continue;
            }

            var isUndone = row.Compensation is CompensationStatus.Done or CompensationStatus.Failed;
            if (node.Definition.Compensate is not null && row.Status == NodeStatus.Succeeded && isUndone == (execution.Row.Status == ExecutionStatus.Completed))
                throw new LawBrokenException($"{name} succeeded in an execution that is {execution.Row.Status}, and its compensation is {row.Compensation}.");
            if (row.Compensation == CompensationStatus.Done && !schedule.Ledger.RanWell(new(execution.Head.Id, node.Id, -1, row.CompensationAttempt, Undo: true)))
                throw new LawBrokenException($"{name} is said to be undone, and was not.");
            if (node.Pool == Pool.Orchestrator || row.Status != NodeStatus.Succeeded)
                continue;
            if (row.ItemCount is null)
                IsTrue(schedule, new(execution.Head.Id, node.Id, -1, row.Attempt, Undo: false), row.Output!);
        }

        foreach (var item in execution.Items.Where(i => i.Status == NodeStatus.Succeeded && plan.Find(i.Node)!.Pool != Pool.Orchestrator))
            IsTrue(schedule, new(execution.Head.Id, item.Node, item.Item, item.Attempt, Undo: false), item.Output!);
    }

    // What is recorded is what the run of that very attempt gave.
    private static void IsTrue(Schedule schedule, RunKey key, Payload output)
    {
        var by = ValueJson.Parse(schedule.Blobs.Content(output).Span)["by"];
        if (by.IsString && (by.AsString() != key.ToString() || !schedule.Ledger.RanWell(key)))
            throw new LawBrokenException($"The outcome recorded for {key} is that of {by.AsString()}.");
        if (!by.IsString && !schedule.Ledger.Keys.Any(k => k.Execution == key.Execution && k.Node == key.Node))
            throw new LawBrokenException($"{key} is recorded as a success, and never ran.");
    }

    public static bool IsUndoing(NodeRow node) => node.Compensation is CompensationStatus.Pending or CompensationStatus.Running;
}
