using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Archive;

/// <summary>How large rows are, about: enough to cut them into records that the journal takes.</summary>
internal static class ArchiveSize
{
    private const int Row = 128;

    public static long Of(StoredExecution execution) => Of(execution.Head.Inputs) + Of(execution.Row.Results) + execution.Nodes.Sum(Of) + execution.Items.Sum(Of) + execution.Attempts.Sum(Of);

    /// <returns>At least one part, each with the execution's own row, and together all of its nodes and items.</returns>
    public static IReadOnlyList<StoredExecution> Cut(StoredExecution execution, int size)
    {
        var parts = new List<StoredExecution>();
        var (nodes, items, attempts, used) = (new List<NodeRow>(), new List<ItemRow>(), new List<AttemptRow>(), 0L);
        foreach (var node in execution.Nodes)
        {
            Make(Of(node));
            nodes.Add(node);
        }

        foreach (var item in execution.Items)
        {
            Make(Of(item));
            items.Add(item);
        }

        foreach (var attempt in execution.Attempts)
        {
            Make(Of(attempt));
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

    private static long Of(NodeRow node) => Row + Of(node.Input) + Of(node.Output);

    private static long Of(ItemRow item) => Row + Of(item.Input) + Of(item.Output);

    private static long Of(AttemptRow attempt) => Row + (attempt.Error?.Message.Length ?? 0);

    private static long Of(Payload? payload) => payload is { IsInline: true } ? payload.Json.Length : 0;
}
