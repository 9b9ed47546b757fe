using Logos.Cli.Output;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Orchestration;

namespace Logos.Cli.Up;

/// <summary>What a server leaves when it is ended at once.</summary>
internal static class LeftRunning
{
    private const int MostExecutions = 100;

    // Somebody holds Ctrl-C: what is not known by then is not told.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static string Of(Server server)
    {
        var finding = FindAsync(server.Access);
        var nodes = finding.Wait(Patience) ? finding.Result : [];
        return nodes.Count == 0
            ? "Ended at once. What has not ended goes on at the next start."
            : $"Ended at once. {Names.Of(nodes)} had not ended, and {(nodes.Count == 1 ? "runs" : "run")} again at the next start.";
    }

    private static async Task<IReadOnlyList<string>> FindAsync(EngineAccess engine)
    {
        var nodes = new List<string>();
        try
        {
            foreach (var each in (await engine.Executions.ListAsync(new() { Status = ExecutionStatus.Running }, null, MostExecutions, CancellationToken.None)).Items)
            {
                if (await engine.Executions.FindAsync(each.Id, CancellationToken.None) is not { } execution || await engine.Plans.FindAsync(each.Workspace, each.Graph, each.GraphVersion, CancellationToken.None) is not (_, { } plan))
                    continue;
                // What waits, for a time, an answer or another execution, keeps no worker busy.
                nodes.AddRange(execution.Nodes.Where(row => row.Status == NodeStatus.Running && plan.Find(row.Node)?.Type.Pool is not (null or Pool.Orchestrator)).Select(row => $"`{row.Node}` of {each.Id}"));
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or StoreUnavailableException)
        {
            // It has come to its end meanwhile.
        }

        return nodes;
    }
}
