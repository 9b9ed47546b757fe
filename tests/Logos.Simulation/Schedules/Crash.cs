using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Core.Orchestration;

namespace Logos.Simulation.Schedules;

/// <summary>Waits for the one moment at which the owner is to die.</summary>
internal sealed class Crash(CrashPoint? point)
{
    public bool HasStruck { get; private set; }

    public bool Strikes(CrashMoment moment, PartitionCommit commit) => Strikes(moment, () =>
        commit.Changes.Any(c => c.Nodes.Any(n => n.Node == point!.Node && n.Status == NodeStatus.Running && n.DispatchedIn == commit.Sequence)));

    public bool Strikes(CrashMoment moment, TaskMessage message) => Strikes(moment, () =>
        Enumerable.Range(0, message.Count).Any(i => message[i].Steps[0].Id == point!.Node));

    private bool Strikes(CrashMoment moment, Func<bool> isIt)
    {
        if (point is null || HasStruck || point.Moment != moment || !isIt())
            return false;
        HasStruck = true;
        return true;
    }
}
