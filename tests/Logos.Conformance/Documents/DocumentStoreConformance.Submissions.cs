using Logos.Conformance.Stores;
using Logos.Core.Documents;
using Logos.Core.Orchestration;

namespace Logos.Conformance.Documents;

public abstract partial class DocumentStoreConformance
{
    [Fact]
    public async Task An_execution_is_inserted_with_its_documents()
    {
        var submission = Submission(To("key", "1") with { Expected = 0 }, To("next", "\"12:00\""));
        Assert.Null(await SubmitAsync(submission));
        await ThereAsync(submission);
        Assert.Equal((1, "1"), ((await FindAsync("key"))!.Version, Text(await FindAsync("key"))));
        await RestartAndTidyAsync();
        await ThereAsync(submission);
        Assert.Equal(["1", "\"12:00\""], await TextsAsync("key", "next"));
    }

    [Fact]
    public async Task A_write_that_does_not_hold_leaves_neither_execution_nor_documents()
    {
        Assert.Null(await WriteAsync(To("key", "1")));
        var wrong = To("key", "2") with { Expected = 0 };
        var submission = Submission(To("other", "2"), wrong);
        Assert.Same(wrong, await SubmitAsync(submission));
        await NowhereAsync();
        await RestartAndTidyAsync();
        await NowhereAsync();
        // The same execution may be inserted without them.
        Assert.Null(await SubmitAsync(submission with { Writes = [] }));
        await ThereAsync(submission);

        async Task NowhereAsync()
        {
            Assert.Equal(["1", ""], await TextsAsync("key", "other"));
            Assert.Empty((await PollAsync(submission)).Submissions);
            Assert.Empty((await _executions.ListAsync(ExecutionFilter.All, null, 10, Guard.Token).InTime()).Items);
        }
    }

    [Fact]
    public async Task An_execution_that_is_there_is_inserted_again_without_its_writes()
    {
        var submission = Submission(To("key", "1") with { Expected = 0 });
        Assert.Null(await SubmitAsync(submission));
        Assert.Null(await SubmitAsync(submission));
        await RestartAsync();
        Assert.Null(await SubmitAsync(submission));
        Assert.Null(await SubmitAsync(submission with { Writes = [To("key", "2"), To("late", "2")] }));
        await ThereAsync(submission);
        Assert.Equal(["1", ""], await TextsAsync("key", "late"));
    }

    [Fact]
    public async Task An_execution_that_is_inserted_twice_at_once_is_there_once()
    {
        var submission = Submission(To("key", "1") with { Expected = 0 });
        var refused = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => SubmitAsync(submission), Guard.Token)));
        Assert.All(refused, Assert.Null);
        await RestartAsync();
        await ThereAsync(submission);
        Assert.Equal(1, (await FindAsync("key"))!.Version);
    }

    [Fact]
    public async Task Of_many_submissions_with_one_key_exactly_one_is_inserted()
    {
        var submissions = Enumerable.Range(0, 16).Select(_ => Submission()).Select(s => s with { Writes = [To("key", $"\"{s.Head.Id}\"") with { Expected = 0 }] }).ToArray();
        var refused = await Task.WhenAll(submissions.Select(s => Task.Run(() => SubmitAsync(s), Guard.Token)));
        var winner = Assert.Single(submissions, s => !refused.Contains(s.Writes[0]));
        await RestartAsync();
        await ThereAsync(winner);
        Assert.Equal($"\"{winner.Head.Id}\"", Text(await FindAsync("key")));
        Assert.Single((await _executions.ListAsync(ExecutionFilter.All, null, 100, Guard.Token).InTime()).Items);
    }

    [Fact]
    public async Task A_schedule_fires_once_however_many_find_it_due()
    {
        Assert.Null(await WriteAsync(To("nightly", "0")));
        for (var due = 1; due <= 5; due++)
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SubmitAsync(Submission(To("nightly", $"{due}") with { Expected = due })), Guard.Token)));
        await RestartAsync();
        Assert.Equal((6, "5"), ((await FindAsync("nightly"))!.Version, Text(await FindAsync("nightly"))));
        Assert.Equal(5, (await _executions.ListAsync(ExecutionFilter.All, null, 100, Guard.Token).InTime()).Items.Count);
    }

    private static Submission Submission(params DocumentWrite[] writes) => StoreSamples.Submission(StoreSamples.Head()) with { Writes = writes };

    private Task<DocumentWrite?> SubmitAsync(Submission submission) => _executions.SubmitAsync(submission, Guard.Token).InTime();

    private Task<Waiting> PollAsync(Submission submission) => _executions.PollAsync(submission.Head.Partition, Guard.Token).InTime();

    // The owner gets the execution alone: the documents are nothing to it.
    private async Task ThereAsync(Submission submission)
    {
        var waiting = Assert.Single((await PollAsync(submission)).Submissions);
        Assert.Equal((submission.Head.Id, submission.Deadline, submission.Seeds.Count), (waiting.Head.Id, waiting.Deadline, waiting.Seeds.Count));
        Assert.Empty(waiting.Writes);
    }
}
