using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Archive;

/// <summary>How large rows are, about: enough to cut them into records that the journal takes.</summary>
internal static class ArchiveSize
{
    public static long Of(StoredExecution execution) => Weight.Of(execution.Head) + Weight.Of(execution.ToChanges());

    /// <returns>At least one part, each with the execution's own row, and together all of its nodes and items.</returns>
    public static IReadOnlyList<StoredExecution> Cut(StoredExecution execution, int size)
    {
        var parts = new List<StoredExecution>();
        var (nodes, items, attempts, used) = (new List<NodeRow>(), new List<ItemRow>(), new List<AttemptRow>(), 0L);
        foreach (var node in execution.Nodes)
        {
            Make(Weight.Of(node));
            nodes.Add(node);
        }

        foreach (var item in execution.Items)
        {
            Make(Weight.Of(item));
            items.Add(item);
        }

        foreach (var attempt in execution.Attempts)
        {
            Make(Weight.Of(attempt));
            attempts.Add(attempt);
        }

        parts.Add(Part());
        return parts;

        void Make(long room)
        {
            if (used > 0 && used + room > size)
            {
                parts.Add(Part());
                (nodes, items, attempts, used) = ([], [], [], 0);
            }

            used += room;
        }

        StoredExecution Part() => execution with { Nodes = nodes, Items = items, Attempts = attempts };
    }
}
