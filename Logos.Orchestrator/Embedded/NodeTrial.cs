using Logos.Core.Connections;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Db;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Embedded;

/// <summary>Runs one node of a graph alone: one attempt, on values that somebody gives, as a worker would run it. Nothing is recorded.</summary>
public static class NodeTrial
{
    /// <param name="plan">Of the graph.</param>
    /// <param name="node">Of a type that a worker runs.</param>
    /// <param name="given">The names that its expressions read.</param>
    /// <param name="secrets">Those that it reads.</param>
    /// <param name="connections">Those that it may name.</param>
    /// <param name="clock">Whose time <c>now()</c> tells, and by which it times out.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<StepOutcome> RunAsync(GraphPlan plan, PlanNode node, ValueMap given, ISecretSource secrets, IConnectionSource connections, TimeProvider clock, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(clock);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        Value run = ValueMap.From([new("id", id.ToString()), new("graph", plan.Definition.Name), new("attempt", 1), new("started_at", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", null))]);
        var context = given.ToDictionary(member => member.Key, member => Payload.Of(member.Value));
        context["run"] = Payload.Of(run);
        var task = new NodeTask
        {
            Execution = id,
            Partition = 0,
            Workspace = "default",
            Graph = plan.Definition.Name,
            Key = new(node.Index, node.Definition.Foreach is null ? TaskKey.NoItem : Index(given), 1),
            Steps = [new(node.Index, node.Id, node.Type.Name, node.Definition.With, node.Definition.EffectiveTimeout(plan.Definition.Defaults) ?? node.Type.DefaultTimeout)],
            Context = context,
            DispatchedAt = now,
        };
        using var client = new OutboundClient(new());
        await using var databases = new Databases(connections, clock);
        var runner = new TaskRunner(EmbeddedNodes.Handlers(client, databases, clock, []), secrets, clock);
        return (await runner.RunAsync(task, stop: stop))[0];
    }

    private static int Index(ValueMap given) => given["index"] is { IsNumber: true } index && index.TryGetInt64(out var number) && number is >= 0 and <= int.MaxValue ? (int)number : 0;
}
