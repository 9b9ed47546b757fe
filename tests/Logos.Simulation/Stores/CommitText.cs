using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Simulation.Stores;

/// <summary>A commit in a line of the trace.</summary>
internal static class CommitText
{
    public static string Of(PartitionCommit commit)
    {
        var parts = new List<string>();
        foreach (var head in commit.Begun)
            parts.Add($"begins {Short(head.Id)} ({head.Graph})");
        foreach (var changes in commit.Changes)
        {
            var nodes = changes.Nodes.Select(n => $"{n.Node}:{Wire.Name(n.Status)}/{n.Attempt}{(n.Claimed ? " claimed" : "")}{(n.Compensation == CompensationStatus.None ? "" : $" undo:{n.Compensation}")}");
            var items = changes.Items.Select(i => $"{i.Node}[{i.Item}]:{Wire.Name(i.Status)}/{i.Attempt}{(i.Claimed ? " claimed" : "")}");
            parts.Add($"{Short(changes.Id)} {Wire.Name(changes.Execution.Status)} {string.Join(' ', nodes.Concat(items))}");
        }

        foreach (var verdict in commit.Verdicts)
            parts.Add($"verdict {verdict.Verdict.Status}");
        return string.Join("; ", parts);
    }

    public static string Short(Guid id) => id.ToString()[^4..];
}
