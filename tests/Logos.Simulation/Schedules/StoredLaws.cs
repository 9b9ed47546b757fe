using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>What a store has is what was committed to it, to the last row: in memory, put away, and after a start.</summary>
internal static class StoredLaws
{
    public static void HoldSame(StoredExecution expected, StoredExecution actual, string when)
    {
        var name = CommitText.Short(expected.Head.Id);
        if (ByValue(expected.Row) != ByValue(actual.Row))
            throw new LawBrokenException($"{name} is {expected.Row.Status}, and {when} it is {actual.Row.Status}, with another row.");
        HoldSame(expected.Nodes.OrderBy(n => n.Node, StringComparer.Ordinal).Select(ByValue), actual.Nodes.OrderBy(n => n.Node, StringComparer.Ordinal).Select(ByValue), n => $"{n.Node}:{n.Status}/{n.Attempt}", name, when);
        HoldSame(expected.Items.OrderBy(i => (i.Node, i.Item)).Select(ByValue), actual.Items.OrderBy(i => (i.Node, i.Item)).Select(ByValue), i => $"{i.Node}[{i.Item}]:{i.Status}/{i.Attempt}", name, when);
        HoldSame(expected.Attempts, actual.Attempts, a => $"{a.Node}/{a.Attempt}", name, when);
    }

    private static void HoldSame<T>(IEnumerable<T> expected, IEnumerable<T> actual, Func<T, string> text, string name, string when)
    {
        var (were, are) = (expected.ToList(), actual.ToList());
        if (were.SequenceEqual(are))
            return;
        var at = were.Zip(are).TakeWhile(pair => Equals(pair.First, pair.Second)).Count();
        throw new LawBrokenException($"{name} has {(at < were.Count ? text(were[at]) : "nothing more")}, and {when} {(at < are.Count ? text(are[at]) : "nothing more")}.");
    }

    private static ExecutionRow ByValue(ExecutionRow row) => row with
    {
        Results = ByValue(row.Results),
        Memo = row.Memo with { Signals = [.. row.Memo.Signals.Select(s => s with { Payload = ByValue(s.Payload)! })] },
    };

    private static NodeRow ByValue(NodeRow row) => row with { Input = ByValue(row.Input), Output = ByValue(row.Output) };

    private static ItemRow ByValue(ItemRow row) => row with { Input = ByValue(row.Input), Output = ByValue(row.Output) };

    private static Payload? ByValue(Payload? payload) => payload is { IsInline: true } ? Payload.Of(payload.Read()) : payload;
}
