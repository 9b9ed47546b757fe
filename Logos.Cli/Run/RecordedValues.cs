using Logos.Adapters.Blobs;
using Logos.Adapters.Embedded;
using Logos.Adapters.Journal;
using Logos.Cli.Terminals;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Cli.Run;

/// <summary>What one node could read in the newest execution of its graph, from a folder that a run has kept.</summary>
internal static class RecordedValues
{
    /// <returns>Null when there is none, or the folder cannot be read.</returns>
    public static async Task<(ValueMap? Values, IReadOnlyList<Fault> Faults)> ReadAsync(string name, GraphPlan plan, PlanNode node, Terminal terminal)
    {
        var folder = Path.Combine(terminal.WorkingDirectory, name);
        if (!StoreCheck.IsStore(folder))
            return (null, [new(CliCodes.NotAJournal.Code, $"{name} holds no journal") { Hint = "name a folder that a run has kept with --keep" }]);
        try
        {
            await using var store = JournalStore.Open(folder, new() { Clock = terminal.Clock }, new() { Retention = Retention.Everything });
            var newest = (await store.ListAsync(new() { Graph = plan.Definition.Name }, null, 1, CancellationToken.None)).Items;
            if (newest.Count == 0 || await store.FindAsync(newest[0].Id, CancellationToken.None) is not { } stored)
                return (null, [new(CliCodes.BadTrial.Code, $"{name} holds no execution of `{plan.Definition.Name}` that has begun") { Hint = "run the graph once with --keep, or give the values with --with" }]);
            return (await ReadAsync(stored, plan, node, new(FolderBlobs.Open(Path.Combine(folder, "blobs")), terminal.Clock)), []);
        }
        catch (JournalException e)
        {
            return (null, [e.Fault with { Path = null }]);
        }
        catch (IOException e)
        {
            return (null, [new(CliCodes.Unreadable.Code, $"a value in {name} cannot be read: {e.Message.ReplaceLineEndings(" ")}")]);
        }
    }

    private static async Task<ValueMap> ReadAsync(StoredExecution stored, GraphPlan plan, PlanNode node, LargeValues large)
    {
        var values = new ValueMap.Builder();
        // Inputs of another version of the graph say nothing to this one.
        var inputs = await large.ReadAsync(stored.Head.Inputs, CancellationToken.None);
        values.Set("inputs", ValueMap.From(inputs.AsMap().Where(member => plan.Definition.Inputs.Any(input => input.Name == member.Key))));
        foreach (var read in node.Reads)
        {
            var id = plan.Nodes[read.Node].Id;
            if (stored.Nodes.FirstOrDefault(row => row.Node == id) is not { } row)
                continue;
            if (row.Output is { } output)
                values.Set(id, await large.ReadAsync(output, CancellationToken.None));
            foreach (var path in read.Paths.Where(path => path.IsAboutNode && path.Steps[0].Name is AboutNode.Status or AboutNode.Error))
            {
                var about = path.Steps[0].Name!;
                values.Set(AboutNode.NameOf(id, about), about == AboutNode.Status ? Wire.Name(row.Status) : ErrorOf(row));
            }
        }

        return values.Build();
    }

    private static Value ErrorOf(NodeRow row) => row.Error is not { } error || row is { Status: NodeStatus.Succeeded, FallsBack: false }
        ? Value.Null
        : ValueMap.From([new("code", error.Code), new("message", error.Message)]);
}
