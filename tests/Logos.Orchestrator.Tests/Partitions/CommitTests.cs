using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>How what an owner decides becomes commits, and what becomes of those that no record holds.</summary>
public sealed class CommitTests
{
    private const string Small = "name: small\ninputs: { text: { type: string } }\nnodes:\n  w: { type: wait, with: { for: 0s } }\noutputs: { v: \"${{ inputs.text }}\" }\n";
    private const string Asking = "name: asking\nnodes:\n  w: { type: wait, with: { signal: go } }\n";
    private const string Family = "name: family\ninputs: { text: { type: string } }\nnodes:\n  f: { type: subgraph, foreach: { items: \"${{ [1, 2, 3, 4, 5] }}\" }, with: { graph: small, inputs: { text: \"${{ inputs.text }}\" } } }\n";

    private static readonly ValueMap TenKilobytes = ValueMap.From([new("text", new string('x', 10_000))]);

    // All that waits when the owner starts is taken in one turn.
    private static readonly OrchestrationOptions OneTurn = new() { TreeBytes = 256 * 1024, TurnBytes = int.MaxValue };

    [Fact]
    public async Task A_turn_that_changes_more_than_a_commit_takes_is_committed_in_several_each_with_whole_trees()
    {
        await using var owner = new OneOwner(Small, Family);
        var ids = await SubmitAsync(owner, 30);

        owner.Start(OneTurn);

        foreach (var id in ids)
            Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(id)).Status);
        var commits = owner.Store.Commits.ToArray();
        Assert.Equal(Enumerable.Range(1, commits.Length).Select(n => (long)n), commits.Select(commit => commit.Sequence));
        Assert.All(commits, commit => Assert.InRange(WeightOf(commit), 0, OneTurn.TreeBytes));
        // Six executions of 10 kB and their five children each: not one of the families was cut.
        var beginnings = commits.Where(commit => commit.Begun.Any(head => head.Parent is null)).ToArray();
        Assert.InRange(beginnings.Length, 5, ids.Length - 1);
        Assert.Equal(ids, beginnings.SelectMany(commit => commit.Begun).Where(head => head.Parent is null).Select(head => head.Id).Order());
    }

    [Fact]
    public async Task When_the_store_goes_away_between_the_commits_of_a_turn_all_of_it_is_done_all_the_same()
    {
        await using var owner = new OneOwner(Small, Family);
        var ids = await SubmitAsync(owner, 30);
        var refused = 0;
        owner.Store.Refuse = commit => commit.Sequence == 4 && Interlocked.Increment(ref refused) <= 2 ? new StoreUnavailableException("away", new IOException("away")) : null;

        owner.Start(OneTurn);

        foreach (var id in ids)
            Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(id)).Status);
        Assert.Equal(3, refused);
        var begun = owner.Store.Commits.SelectMany(commit => commit.Begun).ToArray();
        Assert.Equal(begun.Length, begun.DistinctBy(head => head.Id).Count());
        Assert.Equal(30 + (15 * 5), begun.Length);
        // And nobody was told of what was not committed.
        var committed = owner.Store.Commits.SelectMany(commit => commit.Changes).ToHashSet(ReferenceEqualityComparer.Instance);
        Assert.All(owner.Told, told => Assert.Contains(told, committed));
    }

    [Fact]
    public async Task Of_many_in_a_commit_that_no_record_holds_the_one_at_fault_is_found_and_fails_and_the_others_go_on()
    {
        await using var owner = new OneOwner(Small, Family);
        var ids = await SubmitAsync(owner, 12);
        var (refusals, sizes) = (0, new List<int>());
        owner.Store.Refuse = commit => Refuse(commit, changes => changes.Id == ids[5] && changes.Execution.Error is null, () => refusals++, sizes);

        owner.Start(new());

        foreach (var id in ids)
        {
            var ended = await owner.EndAsync(id);
            Assert.Equal(id == ids[5] ? (ExecutionStatus.Failed, ExecutionCodes.Overgrown) : (ExecutionStatus.Completed, null), (ended.Status, ended.Error?.Code));
        }

        // Once in company, once alone; then it fails.
        Assert.Equal(2, refusals);
        Assert.True(sizes[0] > 1, "refused in company first");
        Assert.Equal(1, sizes[1]);
        Assert.Empty(owner.Left);
    }

    [Fact]
    public async Task One_that_cannot_even_fail_is_left_as_it_is_and_whoever_asks_for_it_is_told_why()
    {
        await using var owner = new OneOwner(Small, Family, Asking);
        var ids = await SubmitAsync(owner, 6);
        owner.Store.Refuse = commit => Refuse(commit, changes => changes.Id == ids[2], () => { }, []);

        owner.Start(new());
        foreach (var id in ids.Where(id => id != ids[2]))
            Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(id)).Status);
        var verdict = await owner.AnswerAsync(await owner.AskAsync(ids[2], CommandKind.Cancel, "enough"));

        Assert.Equal((409, ExecutionCodes.Overgrown), (verdict.Status, verdict.Code));
        Assert.Contains((ids[2], ExecutionCodes.Overgrown), owner.Left.Select(left => (left.Execution, left.Why.Code)));
        Assert.Null(await owner.FindAsync(ids[2]));
        // What comes later is not kept by it either.
        Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(await owner.SubmitAsync("small", TenKilobytes))).Status);
    }

    [Fact]
    public async Task One_that_has_begun_and_grows_beyond_all_records_is_left_as_it_was_recorded_last()
    {
        await using var owner = new OneOwner(Small, Asking);
        var id = await owner.SubmitAsync("asking", ValueMap.Empty);
        var refuses = false;
        owner.Store.Refuse = commit => Volatile.Read(ref refuses) ? Refuse(commit, changes => changes.Id == id, () => { }, []) : null;
        owner.Start(new());
        var other = await owner.SubmitAsync("small", TenKilobytes);
        await owner.EndAsync(other);
        Volatile.Write(ref refuses, true);

        var verdict = await owner.AnswerAsync(await owner.AskAsync(id, CommandKind.Signal, "go"));

        Assert.Equal((409, ExecutionCodes.Overgrown), (verdict.Status, verdict.Code));
        Assert.Equal(ExecutionStatus.Running, (await owner.FindAsync(id))!.Status);
        Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(await owner.SubmitAsync("small", TenKilobytes))).Status);
    }

    [Fact]
    public async Task A_commit_for_each_tree_is_not_for_ever()
    {
        await using var owner = new OneOwner(Small);
        var ids = await SubmitAsync(owner, 4, "small");
        owner.Store.Refuse = commit => Refuse(commit, changes => changes.Id == ids[1] && changes.Execution.Error is null, () => { }, []);
        owner.Start(new());
        foreach (var id in ids)
            await owner.EndAsync(id);
        for (var turn = 0; turn < 80; turn++)
            await owner.EndAsync(await owner.SubmitAsync("small", TenKilobytes));

        var before = owner.Store.Commits.Count;
        var many = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => owner.SubmitAsync("small", TenKilobytes)));
        foreach (var id in many)
            await owner.EndAsync(id);

        Assert.InRange(owner.Store.Commits.Count - before, 1, 199);
    }

    private static Exception? Refuse(PartitionCommit commit, Func<ExecutionChanges, bool> isTooLarge, Action count, List<int> sizes)
    {
        if (!commit.Changes.Any(isTooLarge))
            return null;
        count();
        sizes.Add(commit.Begun.Select(head => head.Root).Distinct().Count());
        return new CommitTooLargeException("more than a record holds", new IOException());
    }

    private static long WeightOf(PartitionCommit commit) => commit.Begun.Sum(Weight.Of) + commit.Changes.Sum(Weight.Of);

    // In turn one alone and one with five children.
    private static async Task<Guid[]> SubmitAsync(OneOwner owner, int count, string? graph = null)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
            ids[i] = await owner.SubmitAsync(graph ?? (i % 2 == 0 ? "small" : "family"), TenKilobytes);
        return [.. ids.Order()];
    }
}
