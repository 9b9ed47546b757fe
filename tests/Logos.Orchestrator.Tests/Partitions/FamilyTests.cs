using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>Families that are larger than a turn, and than a commit, come to their end all the same.</summary>
public sealed class FamilyTests
{
    // Thirteen nodes: one waits, twelve wait for it.
    private static readonly string Patient = Thirteen("patient", "w: { type: wait, with: { signal: go } }", "needs: [w], type: wait, with: { for: 0s }");

    // All of them are with workers, of whom there are none.
    private static readonly string Busy = Thirteen("busy", "w: { type: rule, with: { output: 1 } }", "type: rule, with: { output: 1 }");

    // The first of its children fails, and the others are waited for.
    private const string Doubtful = "name: doubtful\ninputs: { n: { type: integer } }\nnodes:\n  c: { type: wait, when: inputs.n != 7, with: { signal: go } }\n  d: { type: wait, when: inputs.n == 7, with: { signal: fail, within: 5m } }\n";

    private static readonly OrchestrationOptions Tight = new() { TreeBytes = 64 * 1024, TurnBytes = 8 * 1024 };

    public static TheoryData<string, bool> Ends => new()
    {
        { "cancel", false },
        { "cancel", true },
        { "deadline", false },
        { "deadline", true },
        { "item", false },
        { "item", true },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_family_larger_than_a_commit_is_called_off_in_many(string how, bool everyCommitFailsOnce)
    {
        await using var owner = new OneOwner(Patient, Doubtful, Family("family", 15, how == "item" ? "doubtful" : "patient"), Family("clan", 15, "family")) { Clock = how == "cancel" ? TimeProvider.System : new QuickClock() };
        var all = owner.UntilOpen(1 + 15 + (15 * 15));
        var id = await owner.SubmitAsync("clan", ValueMap.From([new("n", 0)]), how == "deadline" ? TimeSpan.FromMinutes(5) : null);
        var failed = new ConcurrentDictionary<long, bool>();
        var fails = false;
        owner.Store.Refuse = commit => Volatile.Read(ref fails) && failed.TryAdd(commit.Sequence, true) ? new StoreUnavailableException("away", new IOException("away")) : null;
        owner.Start(Tight);
        await all;
        Volatile.Write(ref fails, everyCommitFailsOnce);

        if (how == "cancel")
            Assert.Equal(200, (await owner.AnswerAsync(await owner.AskAsync(id, CommandKind.Cancel, "enough"))).Status);

        var ended = await owner.EndAsync(id);
        Assert.Equal(how switch { "cancel" => ExecutionStatus.Cancelled, "deadline" => ExecutionStatus.TimedOut, _ => ExecutionStatus.Failed }, ended.Status);
        var tree = await owner.Store.LoadTreeAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(1 + 15 + (15 * 15), tree.Count);
        Assert.All(tree, each => Assert.True(each.Row.Status.IsEnd() && each.Nodes.All(node => node.Status.IsEnd()), each.Head.Graph));
        Assert.DoesNotContain(tree, each => each.Row.Error?.Code == ExecutionCodes.Overgrown);
        AreOfATurn(owner, Tight);
        if (everyCommitFailsOnce)
            Assert.InRange(failed.Count, 10, 1000);
    }

    [Fact]
    public async Task Half_called_off_and_killed_the_rest_of_a_family_is_called_off_by_the_next_owner()
    {
        await using var owner = new OneOwner(Busy, Family("family", 200, "busy"));
        var all = owner.UntilOpen(201);
        var id = await owner.SubmitAsync("family", ValueMap.From([new("n", 0)]));
        owner.Start(Tight);
        await all;
        var some = owner.Store.UntilAsync(commit => commit.Changes.Any(changes => changes.Id != id && changes.Execution.Status == ExecutionStatus.Cancelled));
        await owner.AskAsync(id, CommandKind.Cancel, "enough");
        await some;
        await owner.StopAsync();
        owner.Store.BrokerIsNew = true;
        var left = (await owner.Store.LoadTreeAsync(id, TestContext.Current.CancellationToken)).Count(each => !each.Row.Status.IsEnd());
        var before = owner.Store.Commits.Count;

        owner.Start(Tight);

        Assert.Equal(ExecutionStatus.Cancelled, (await owner.EndAsync(id)).Status);
        Assert.InRange(left, 10, 199);
        // What is going to be cancelled is not handed out once more.
        Assert.DoesNotContain(owner.Store.Commits.Skip(before).SelectMany(commit => commit.Changes).SelectMany(changes => changes.Nodes), node => node.Node != "f" && node.Status == NodeStatus.Running);
        AreOfATurn(owner, Tight);
    }

    [Fact]
    public async Task A_family_whose_tasks_no_commit_holds_together_is_handed_out_again_after_a_restart()
    {
        await using var owner = new OneOwner(Busy, Family("family", 200, "busy"));
        var all = owner.UntilOpen(201);
        var id = await owner.SubmitAsync("family", ValueMap.From([new("n", 0)]));
        owner.Start(Tight);
        await all;
        await owner.StopAsync();
        var before = owner.Store.Commits.Count;
        var again = owner.UntilHandedOut(200 * 13);
        owner.Store.BrokerIsNew = true;

        owner.Start(Tight);

        await again;
        Assert.InRange(owner.Store.Commits.Count - before, 2, 200);
        Assert.Equal(ExecutionStatus.Running, (await owner.FindAsync(id))!.Status);
        AreOfATurn(owner, Tight);
    }

    [Theory]
    [InlineData("patient", "cancel")]
    [InlineData("busy", "cancel")]
    [InlineData("busy", "deadline")]
    [Trait("Category", "Long")]
    public async Task Nearly_ten_thousand_of_thirteen_nodes_end_within_seconds(string child, string how)
    {
        await using var owner = new OneOwner(Patient, Busy, Family("family", 100, child), Family("clan", 98, "family"));
        const int Count = 1 + 98 + 9_800;
        var all = owner.UntilOpen(Count);
        var id = await owner.SubmitAsync("clan", ValueMap.From([new("n", 0)]), how == "deadline" ? TimeSpan.FromSeconds(30) : null);
        owner.Start(new());
        await all;
        // A start in between has all of it in hand at once.
        await owner.StopAsync();
        owner.Store.BrokerIsNew = true;
        var again = child == "busy" ? owner.UntilHandedOut(9_800 * 13) : Task.CompletedTask;
        owner.Start(new());
        await again;

        if (how == "cancel")
            await owner.AskAsync(id, CommandKind.Cancel, "enough");

        Assert.Equal(how == "cancel" ? ExecutionStatus.Cancelled : ExecutionStatus.TimedOut, (await owner.EndAsync(id)).Status);
        Assert.Equal(Count, (await owner.Store.LoadTreeAsync(id, TestContext.Current.CancellationToken)).Count(each => each.Row.Status.IsEnd()));
        AreOfATurn(owner, new());
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Of_three_hundred_thousand_that_would_begin_at_once_those_beyond_the_bound_fail_and_the_family_ends()
    {
        await using var owner = new OneOwner(Patient, Family("family", 550, "patient"), Family("clan", 550, "family"));
        var id = await owner.SubmitAsync("clan", ValueMap.From([new("n", 0)]));

        owner.Start(new());

        var ended = await owner.EndAsync(id);
        Assert.Equal(ExecutionStatus.Failed, ended.Status);
        Assert.Contains("10,000 executions that belong together are open", ended.Error!.Message, StringComparison.Ordinal);
        var tree = await owner.Store.LoadTreeAsync(id, TestContext.Current.CancellationToken);
        // As some of them end, others begin in their stead.
        Assert.InRange(tree.Count, 10_000, 20_000);
        Assert.All(tree, each => Assert.True(each.Row.Status.IsEnd(), each.Head.Graph));
        AreOfATurn(owner, new());
    }

    private static void AreOfATurn(OneOwner owner, OrchestrationOptions options)
    {
        Assert.Empty(owner.Left);
        Assert.All(owner.Store.Commits, commit => Assert.InRange(commit.Begun.Sum(Weight.Of) + commit.Changes.Sum(Weight.Of), 0, options.TreeBytes));
    }

    private static string Thirteen(string name, string first, string others)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"name: {name}\ninputs: {{ n: {{ type: integer }} }}\nnodes:\n  {first}\n");
        for (var i = 0; i < 12; i++)
            text.Append(CultureInfo.InvariantCulture, $"  n{i}: {{ {others} }}\n");
        return text.ToString();
    }

    private static string Family(string name, int children, string graph) =>
        $"name: {name}\ninputs: {{ n: {{ type: integer }} }}\nnodes:\n  f: {{ type: subgraph, foreach: {{ items: \"${{{{ [{string.Join(',', Enumerable.Range(0, children))}] }}}}\", concurrency: {children} }}, with: {{ graph: {graph}, inputs: {{ n: \"${{{{ item }}}}\" }} }} }}\n";
}
