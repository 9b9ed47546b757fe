using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Conformance.Stores;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task Every_field_of_every_row_comes_back()
    {
        var lease = await AcquireAsync();
        var root = StoreSamples.Head();
        var child = StoreSamples.Head(root: root.Id, parent: new(root.Id, 2, 5, 1, 3));
        NodeRow[] nodes = [StoreSamples.Node("a"), new("plain"), new("nulls") { Output = Payload.Null, ItemCount = 0 }];
        ItemRow[] items = [StoreSamples.Item("a", 0), new("a", 1) { Output = Payload.Of("text") }];
        await CommitAsync(lease, lease.CommitSequence + 1, c =>
        {
            c.Begun.AddRange([root, child]);
            c.Changes.Add(StoreSamples.Changes(root, ExecutionStatus.Running, nodes, items));
            c.Changes.Add(StoreSamples.Changes(child, ExecutionStatus.Failed));
        });

        await ComesBack();
        await ReopenAsync();
        await ComesBack();

        async Task ComesBack()
        {
            var stored = (await FindAsync(root))!;
            Same(root, stored.Head);
            Same(StoreSamples.Row(ExecutionStatus.Running), stored.Row);
            Same(nodes, stored.Nodes);
            Same(items, stored.Items);
            var below = (await FindAsync(child))!;
            Same(child, below.Head);
            Same(StoreSamples.Row(ExecutionStatus.Failed), below.Row);
        }
    }

    [Fact]
    public async Task The_row_of_an_execution_that_is_as_before_stays_and_its_nodes_are_written()
    {
        var lease = await AcquireAsync();
        var head = await BeginAsync(lease, lease.CommitSequence + 1);
        await CommitAsync(lease, lease.CommitSequence + 2, c => c.Changes.Add(StoreSamples.Changes(head, nodes: [StoreSamples.Node("a")]) with { IsRowAsBefore = true }));
        await ReopenAsync();
        var stored = (await FindAsync(head))!;
        Same(StoreSamples.Row(ExecutionStatus.Running), stored.Row);
        Same([StoreSamples.Node("a")], stored.Nodes);
        Assert.Equal(head.Id, Assert.Single(await _store.LoadOpenAsync(head.Partition, Guard.Token).InTime()).Head.Id);
    }

    [Fact]
    public async Task A_row_is_written_over_the_one_before_it_and_the_others_stay()
    {
        var lease = await AcquireAsync();
        var head = await BeginAsync(lease, lease.CommitSequence + 1);
        await CommitAsync(lease, lease.CommitSequence + 2, c => c.Changes.Add(StoreSamples.Changes(head, nodes: [StoreSamples.Node("a"), StoreSamples.Node("b")], items: [StoreSamples.Item("a", 0), StoreSamples.Item("a", 1)])));
        await CommitAsync(lease, lease.CommitSequence + 3, c => c.Changes.Add(StoreSamples.Changes(head, nodes: [new("b") { Attempt = 9 }], items: [new("a", 1) { Attempt = 9 }])));
        await ReopenAsync();
        var stored = (await FindAsync(head))!;
        Same([StoreSamples.Node("a"), new("b") { Attempt = 9 }], stored.Nodes);
        Same([StoreSamples.Item("a", 0), new("a", 1) { Attempt = 9 }], stored.Items);
    }

    [Fact]
    public async Task Attempts_join_those_before_them_and_the_newest_are_kept()
    {
        var lease = await AcquireAsync();
        var head = await BeginAsync(lease, lease.CommitSequence + 1);
        await CommitAsync(lease, lease.CommitSequence + 2, c => c.Changes.Add(StoreSamples.Changes(head) with { Attempts = [StoreSamples.Attempt("a", 1), new("a", 7, 0, 2)] }));
        await CommitAsync(lease, lease.CommitSequence + 3, c => c.Changes.Add(StoreSamples.Changes(head) with { Attempts = [StoreSamples.Attempt("a", 3)] }));
        AttemptRow[] first = [StoreSamples.Attempt("a", 1), new("a", 7, 0, 2), StoreSamples.Attempt("a", 3)];
        Assert.Equal(first, (await FindAsync(head))!.Attempts);
        await ReopenAsync();
        Assert.Equal(first, (await FindAsync(head))!.Attempts);

        lease = await AcquireAsync(owner: "b");
        var many = Enumerable.Range(4, AttemptRow.MostKept).Select(attempt => StoreSamples.Attempt("b", attempt)).ToArray();
        await CommitAsync(lease, lease.CommitSequence + 1, c => c.Changes.Add(StoreSamples.Changes(head, ExecutionStatus.Failed) with { Attempts = many }));
        Assert.Equal(many, (await FindAsync(head))!.Attempts);
        await ReopenAsync();
        Assert.Equal(many, (await FindAsync(head))!.Attempts);
    }

    [Fact]
    public async Task A_stale_owner_commits_nothing()
    {
        var submission = StoreSamples.Submission(StoreSamples.Head());
        await _store.SubmitAsync(submission, Guard.Token).InTime();
        var stale = await AcquireAsync();
        var head = await BeginAsync(stale, stale.CommitSequence + 1);
        var command = StoreSamples.Command(head);
        await _store.AddAsync(command, Guard.Token).InTime();
        await OutliveLeasesAsync(_store);
        var lease = await AcquireAsync(owner: "b");

        Assert.Equal(CommitResult.Fenced, await CommitAsync(stale, stale.CommitSequence + 2, c => Everything(c, submission.Head, head, command)));
        await NothingChanged(submission, head, command);
        Assert.Equal(CommitResult.Done, await CommitAsync(lease, lease.CommitSequence + 1, c => Everything(c, submission.Head, head, command)));
        Assert.Equal(ExecutionStatus.Completed, (await FindAsync(head))!.Row.Status);
    }

    [Fact]
    public async Task What_has_begun_does_not_begin_again()
    {
        var lease = await AcquireAsync();
        var head = await BeginAsync(lease, lease.CommitSequence + 1, ExecutionStatus.Completed);
        var before = await FindAsync(head);

        Assert.Equal(CommitResult.Fenced, await CommitAsync(lease, lease.CommitSequence + 2, c => c.Begin(head)));
        Same(before!.Row, (await FindAsync(head))!.Row);
        await ReopenAsync();
        await OutliveLeasesAsync(_store);
        lease = await AcquireAsync();
        Assert.Equal(CommitResult.Fenced, await CommitAsync(lease, lease.CommitSequence + 1, c => c.Begin(head)));
        Same(before.Row, (await FindAsync(head))!.Row);
        Assert.Equal(CommitResult.Done, await CommitAsync(lease, lease.CommitSequence + 1, c => c.Begin(StoreSamples.Head())));
    }

    [Fact]
    public async Task What_was_never_submitted_does_not_begin_and_takes_along_what_begins_with_it()
    {
        var lease = await AcquireAsync();
        var (submitted, invented) = (StoreSamples.Head(), StoreSamples.Head());
        await _store.SubmitAsync(StoreSamples.Submission(submitted), Guard.Token).InTime();

        Assert.Equal(CommitResult.Fenced, await CommitAsync(lease, lease.CommitSequence + 1, c =>
        {
            c.Unsubmitted = true;
            c.Begin(submitted);
            c.Begin(invented);
        }));
        Assert.Null(await FindAsync(submitted));
        Assert.Null(await FindAsync(invented));
        Assert.Equal(submitted.Id, Assert.Single((await _store.PollAsync(0, Guard.Token).InTime()).Submissions).Head.Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_commit_out_of_its_turn_changes_nothing(int offset)
    {
        var submission = StoreSamples.Submission(StoreSamples.Head());
        await _store.SubmitAsync(submission, Guard.Token).InTime();
        var lease = await AcquireAsync();
        var head = await BeginAsync(lease, lease.CommitSequence + 1);
        var command = StoreSamples.Command(head);
        await _store.AddAsync(command, Guard.Token).InTime();

        Assert.Equal(CommitResult.Fenced, await CommitAsync(lease, lease.CommitSequence + offset, c => Everything(c, submission.Head, head, command)));
        await NothingChanged(submission, head, command);
        Assert.Equal(CommitResult.Done, await CommitAsync(lease, lease.CommitSequence + 2, c => Everything(c, submission.Head, head, command)));
    }

    [Fact]
    public async Task The_numbers_of_commits_go_on_after_a_start()
    {
        var lease = await AcquireAsync();
        await BeginAsync(lease, lease.CommitSequence + 1);
        await BeginAsync(lease, lease.CommitSequence + 2);
        await ReopenAsync();
        await OutliveLeasesAsync(_store);
        var next = await AcquireAsync(owner: "b");
        Assert.Equal(lease.CommitSequence + 2, next.CommitSequence);
        Assert.True(next.PublishedThrough <= next.CommitSequence);
        await BeginAsync(next, next.CommitSequence + 1);
    }

    [Fact]
    public async Task What_has_begun_and_not_ended_is_loaded_by_its_own_partition()
    {
        var lease = await AcquireAsync();
        var open = await BeginAsync(lease, lease.CommitSequence + 1);
        await BeginAsync(lease, lease.CommitSequence + 2, ExecutionStatus.Completed);
        // It has ended, and what it did is still being undone.
        var undoing = StoreSamples.Head();
        await CommitAsync(lease, lease.CommitSequence + 3, c =>
        {
            c.Begun.Add(undoing);
            c.Changes.Add(StoreSamples.Changes(undoing, ExecutionStatus.Cancelled, [new("a") { Compensation = CompensationStatus.Running }]));
        });
        var other = await AcquireAsync(1);
        var elsewhere = await BeginAsync(other, other.CommitSequence + 1);
        await _store.SubmitAsync(StoreSamples.Submission(StoreSamples.Head()), Guard.Token).InTime();

        await LoadsTheOpenOnes();
        await ReopenAsync();
        await LoadsTheOpenOnes();

        async Task LoadsTheOpenOnes()
        {
            Assert.Equal(new[] { open.Id, undoing.Id }.Order(), (await _store.LoadOpenAsync(0, Guard.Token).InTime()).Select(e => e.Head.Id).Order());
            Assert.Equal(elsewhere.Id, Assert.Single(await _store.LoadOpenAsync(1, Guard.Token).InTime()).Head.Id);
        }
    }

    [Fact]
    public async Task A_tree_is_an_execution_with_all_below_it_whether_they_have_ended_or_not()
    {
        var lease = await AcquireAsync();
        var root = await BeginAsync(lease, lease.CommitSequence + 1);
        var child = await BeginAsync(lease, lease.CommitSequence + 2, ExecutionStatus.Completed, StoreSamples.Head(root: root.Id, parent: new(root.Id, 0, -1, 1, 0)));
        var grandchild = await BeginAsync(lease, lease.CommitSequence + 3, head: StoreSamples.Head(root: root.Id, parent: new(child.Id, 0, -1, 1, 0)));
        await BeginAsync(lease, lease.CommitSequence + 4);
        Assert.Equal(new[] { root.Id, child.Id, grandchild.Id }.Order(), (await _store.LoadTreeAsync(root.Id, Guard.Token).InTime()).Select(e => e.Head.Id).Order());
        Assert.Empty(await _store.LoadTreeAsync(StoreSamples.NewId(), Guard.Token).InTime());
        Assert.Null(await _store.FindAsync(StoreSamples.NewId(), Guard.Token).InTime());
        foreach (var id in new[] { root.Id, child.Id, grandchild.Id })
            Assert.Equivalent((await _store.FindAsync(id, Guard.Token).InTime())!.Row, await _store.FindRowAsync(id, Guard.Token).InTime(), strict: true);
        Assert.Null(await _store.FindRowAsync(StoreSamples.NewId(), Guard.Token).InTime());
    }

    [Fact]
    public async Task Partitions_commit_side_by_side_and_keep_their_own_count()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(partition => Task.Run(
            async () =>
            {
                var lease = await AcquireAsync(partition);
                for (var i = 1; i <= 25; i++)
                    await BeginAsync(lease, lease.CommitSequence + i);
                Assert.Equal(lease.CommitSequence + 25, (await AcquireAsync(partition)).CommitSequence);
            },
            Guard.Token))).InTime();
        for (var partition = 0; partition < 4; partition++)
            Assert.Equal(25, (await _store.LoadOpenAsync(partition, Guard.Token).InTime()).Count);
    }

    private static void Everything(CommitParts commit, ExecutionHead begun, ExecutionHead changed, Command command)
    {
        commit.Begin(begun);
        commit.Changes.Add(StoreSamples.Changes(changed, ExecutionStatus.Completed, [StoreSamples.Node("a")], [StoreSamples.Item("a", 0)]));
        commit.Verdicts.Add(new(command.Id, Verdict.Done));
    }

    private async Task NothingChanged(Submission submission, ExecutionHead head, Command command)
    {
        Assert.Null(await FindAsync(submission.Head));
        var stored = (await FindAsync(head))!;
        Assert.Equal(ExecutionStatus.Running, stored.Row.Status);
        Assert.Empty(stored.Nodes);
        Assert.Empty(stored.Items);
        var waiting = await _store.PollAsync(head.Partition, Guard.Token).InTime();
        Assert.Equal(submission.Head.Id, Assert.Single(waiting.Submissions).Head.Id);
        Assert.Equal(command.Id, Assert.Single(waiting.Commands).Id);
        Assert.Null(await _store.FindVerdictAsync(command.Id, Guard.Token).InTime());
    }
}
