using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Simulation.Scheduling;
using Logos.Workers.Pools;
using Logos.Workers.Rule;
using Logos.Workers.Running;

namespace Logos.Simulation.Schedules;

/// <summary>The workers of a process: the real ones, with handlers that count.</summary>
internal static class Crew
{
    public static void Start(Schedule schedule, SimulatedProcess process, IWorkBroker broker, CancellationToken stop)
    {
        var handlers = new NodeHandlers(
        [
            new(NodeTypeRegistry.BuiltIn.Find("http")!, new CountedHandler(schedule.Options.Seed, schedule.Ledger, process)),
            new(NodeTypeRegistry.BuiltIn.Find("rule")!, new CountedHandler(schedule.Options.Seed, schedule.Ledger, process, new RuleHandler())),
        ]);
        var runner = new TaskRunner(handlers, GivenSecrets.None, process.Clock, new() { Worker = process.Name }, schedule.Blobs.For(process));
        foreach (var pool in new[] { Pool.Io, Pool.Rule })
        {
            var worker = new PoolWorker(pool, broker, runner, process.Clock, process.Name, new() { Slots = 2 });
            process.Start(() => worker.RunAsync(stop));
        }
    }
}
