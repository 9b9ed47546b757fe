using System.Collections.Concurrent;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Conformance.Stores;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task A_submission_is_polled_by_its_partition_until_a_commit_takes_it_up()
    {
        var submission = StoreSamples.Submission(StoreSamples.Head(partition: 1));
        await _store.SubmitAsync(submission, Guard.Token).InTime();
        Assert.Empty((await _store.PollAsync(0, Guard.Token).InTime()).Submissions);
        for (var i = 0; i < 2; i++)
            Same(submission, Assert.Single((await _store.PollAsync(1, Guard.Token).InTime()).Submissions));

        var lease = await AcquireAsync(1);
        await BeginAsync(lease, lease.CommitSequence + 1, head: submission.Head);
        Assert.Empty((await _store.PollAsync(1, Guard.Token).InTime()).Submissions);
        Same(submission.Head, (await FindAsync(submission.Head))!.Head);
    }

    [Fact]
    public async Task What_was_submitted_outlives_the_process()
    {
        var submission = StoreSamples.Submission(StoreSamples.Head());
        var command = StoreSamples.Command(submission.Head);
        await _store.SubmitAsync(submission, Guard.Token).InTime();
        await _store.AddAsync(command, Guard.Token).InTime();
        await ReopenAsync();
        var waiting = await _store.PollAsync(0, Guard.Token).InTime();
        Same(submission, Assert.Single(waiting.Submissions));
        Same(command, Assert.Single(waiting.Commands));
    }

    [Fact]
    public async Task What_waits_is_found_by_its_id_until_it_waits_no_more()
    {
        var submission = StoreSamples.Submission(StoreSamples.Head(partition: 1));
        var command = StoreSamples.Command(submission.Head);
        await _store.SubmitAsync(StoreSamples.Submission(StoreSamples.Head(partition: 1)), Guard.Token).InTime();
        await _store.SubmitAsync(submission, Guard.Token).InTime();
        await _store.AddAsync(command, Guard.Token).InTime();
        await ReopenAsync();
        var waiting = await FindAsync(submission.Head.Id);
        Same(submission, Assert.Single(waiting.Submissions));
        Assert.Empty(waiting.Commands);
        waiting = await FindAsync(command.Id);
        Same(command, Assert.Single(waiting.Commands));
        Assert.Empty(waiting.Submissions);

        var lease = await AcquireAsync(1);
        await CommitAsync(lease, lease.CommitSequence + 1, c =>
        {
            c.Begin(submission.Head);
            c.Verdicts.Add(new(command.Id, Verdict.Done));
        });
        foreach (var id in new[] { submission.Head.Id, command.Id, StoreSamples.NewId() })
        {
            waiting = await FindAsync(id);
            Assert.Empty(waiting.Submissions);
            Assert.Empty(waiting.Commands);
        }

        Task<Waiting> FindAsync(Guid id) => _store.FindWaitingAsync(1, id, Guard.Token).InTime();
    }

    [Fact]
    public async Task A_submission_or_a_command_told_twice_counts_once()
    {
        var submission = StoreSamples.Submission(StoreSamples.Head());
        var command = StoreSamples.Command(submission.Head);
        for (var i = 0; i < 2; i++)
        {
            await _store.SubmitAsync(submission, Guard.Token).InTime();
            await _store.AddAsync(command, Guard.Token).InTime();
        }

        Assert.Single((await _store.PollAsync(0, Guard.Token).InTime()).Submissions);
        Assert.Single((await _store.PollAsync(0, Guard.Token).InTime()).Commands);
        var lease = await AcquireAsync();
        await CommitAsync(lease, lease.CommitSequence + 1, c =>
        {
            c.Begin(submission.Head);
            c.Verdicts.Add(new(command.Id, Verdict.Done));
        });
        await _store.SubmitAsync(submission, Guard.Token).InTime();
        await _store.AddAsync(command, Guard.Token).InTime();
        await ReopenAsync();
        var waiting = await _store.PollAsync(0, Guard.Token).InTime();
        Assert.Empty(waiting.Submissions);
        Assert.Empty(waiting.Commands);
    }

    [Fact]
    public async Task Arrivals_come_in_the_order_in_which_they_were_made()
    {
        var heads = Enumerable.Range(0, 20).Select(_ => StoreSamples.Head()).ToArray();
        var commands = heads.Select(h => StoreSamples.Command(h)).ToArray();
        for (var i = 0; i < heads.Length; i++)
        {
            await _store.SubmitAsync(StoreSamples.Submission(heads[i]), Guard.Token).InTime();
            await _store.AddAsync(commands[i], Guard.Token).InTime();
        }

        await ArriveInOrder();
        await ReopenAsync();
        await ArriveInOrder();

        async Task ArriveInOrder()
        {
            var waiting = await _store.PollAsync(0, Guard.Token).InTime();
            Assert.Equal(heads.Select(h => h.Id), waiting.Submissions.Select(s => s.Head.Id));
            Assert.Equal(commands.Select(c => c.Id), waiting.Commands.Select(c => c.Id));
        }
    }

    [Fact]
    public async Task A_command_waits_until_its_verdict_is_committed_and_the_verdict_stays()
    {
        var lease = await AcquireAsync();
        var head = await BeginAsync(lease, lease.CommitSequence + 1);
        var command = StoreSamples.Command(head);
        await _store.AddAsync(command, Guard.Token).InTime();
        Assert.Null(await _store.FindVerdictAsync(command.Id, Guard.Token).InTime());
        Same(command, Assert.Single((await _store.PollAsync(0, Guard.Token).InTime()).Commands));

        var verdict = new Verdict(409, "LGS3015", "it has been decided");
        await CommitAsync(lease, lease.CommitSequence + 2, c => c.Verdicts.Add(new(command.Id, verdict)));
        Assert.Empty((await _store.PollAsync(0, Guard.Token).InTime()).Commands);
        Assert.Equal(verdict, await _store.FindVerdictAsync(command.Id, Guard.Token).InTime());
        await ReopenAsync();
        Assert.Equal(verdict, await _store.FindVerdictAsync(command.Id, Guard.Token).InTime());
    }

    [Fact]
    public async Task Many_submit_at_once_and_one_owner_takes_each_up_once()
    {
        const int Submitters = 8;
        const int Each = 25;
        var submitted = new ConcurrentBag<Guid>();
        var submitting = Task.WhenAll(Enumerable.Range(0, Submitters).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    var head = StoreSamples.Head();
                    await _store.SubmitAsync(StoreSamples.Submission(head), Guard.Token);
                    submitted.Add(head.Id);
                }
            },
            Guard.Token)));

        var lease = await AcquireAsync();
        var sequence = lease.CommitSequence;
        var taken = new List<Guid>();
        while (taken.Count < Submitters * Each)
        {
            var waiting = (await _store.PollAsync(0, Guard.Token).InTime()).Submissions;
            if (waiting.Count == 0)
            {
                Assert.False(submitting.IsFaulted, submitting.Exception?.ToString());
                await Task.Yield();
                continue;
            }

            Assert.Equal(CommitResult.Done, await CommitAsync(lease, ++sequence, c => waiting.ToList().ForEach(s => c.Begin(s.Head))));
            taken.AddRange(waiting.Select(s => s.Head.Id));
        }

        await submitting.InTime();
        Assert.Equal(submitted.Order(), taken.Order());
    }
}
