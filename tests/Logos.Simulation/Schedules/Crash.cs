using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Work;

namespace Logos.Simulation.Schedules;

/// <summary>Waits for the one moment at which the owner is to die.</summary>
internal sealed class Crash(CrashPoint? point)
{
    public bool HasStruck { get; private set; }

    public bool Strikes(CrashMoment moment, PartitionCommit commit) => Strikes(moment, () =>
        commit.Changes.Any(c => c.Nodes.Any(n => n.Node == point!.Node && n.Status == NodeStatus.Running && n.DispatchedIn == commit.Sequence)));

    public bool Strikes(CrashMoment moment, NodeTask task) => Strikes(moment, () => task.Steps[0].Id == point!.Node);

    private bool Strikes(CrashMoment moment, Func<bool> isIt)
    {
        if (point is null || HasStruck || point.Moment != moment || !isIt())
            return false;
        HasStruck = true;
        return true;
    }
}
