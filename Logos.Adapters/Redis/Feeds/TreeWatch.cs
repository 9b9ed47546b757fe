using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Redis.Feeds;

/// <summary>An execution with all below it as it stood when it was last looked at, and what has changed since.</summary>
internal sealed class TreeWatch(Guid root)
{
    private readonly Dictionary<Guid, StoredExecution> _last = [];

    public bool HasEnded { get; private set; }

    /// <summary>Takes the place of what was seen before.</summary>
    /// <returns>Each execution that has changed, with the rows that have; the root last, since with its end the watching ends.</returns>
    public IReadOnlyList<(ExecutionHead Head, ExecutionChanges Changes)> Look(IReadOnlyList<StoredExecution> tree)
    {
        var changed = new List<(ExecutionHead, ExecutionChanges)>();
        foreach (var each in tree.OrderBy(each => each.Head.Id == root))
        {
            var now = Bare(each);
            if (Difference(_last.GetValueOrDefault(each.Head.Id), now) is { } changes)
                changed.Add((now.Head, changes));
            _last[each.Head.Id] = now;
            if (each.Head.Id == root)
                HasEnded = each.Row.Status.IsEnd();
        }

        return changed;
    }

    private static ExecutionChanges? Difference(StoredExecution? before, StoredExecution now)
    {
        if (before is null)
            return now.ToChanges();
        var nodes = before.Nodes.ToDictionary(row => row.Node, StringComparer.Ordinal);
        var items = before.Items.ToDictionary(row => (row.Node, row.Item));
        NodeRow[] newNodes = [.. now.Nodes.Where(row => nodes.GetValueOrDefault(row.Node) != row)];
        ItemRow[] newItems = [.. now.Items.Where(row => items.GetValueOrDefault((row.Node, row.Item)) != row)];
        return newNodes.Length == 0 && newItems.Length == 0 && before.Row == now.Row ? null : new(now.Head.Id, now.Row, newNodes, newItems);
    }

    private static StoredExecution Bare(StoredExecution each)
    {
        var bare = FeedEntry.Bare(new ExecutionChanges(each.Head.Id, each.Row, each.Nodes, each.Items));
        return new(each.Head with { Inputs = Payload.Null }, bare.Execution, bare.Nodes, bare.Items);
    }
}
