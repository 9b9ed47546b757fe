using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Core.Orchestration;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>Submissions that come with the wake-up: their owner need not look into the store for them.</summary>
public sealed class ArrivalTests
{
    private const string Short = "name: short\nnodes:\n  w: { type: wait, with: { for: 0s } }\noutputs: { v: 1 }\n";
    private const string Waiting = "name: waiting\nnodes:\n  l: { type: wait, with: { signal: go } }\n";

    [Fact]
    public async Task What_comes_with_its_wake_up_begins_without_a_look_into_the_store()
    {
        await using var owner = new OneOwner(Short);
        owner.Store.ShowsNothing = true;
        owner.Start(new());
        var submission = await owner.SubmitAsync("short");

        await owner.ReportAsync(new Report.Wake(submission));

        Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(submission.Head.Id)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_that_comes_late_begins_nothing(bool toAnotherOwner)
    {
        await using var owner = new OneOwner(Short);
        owner.Start(new());
        var first = await owner.SubmitAsync("short");
        await owner.ReportAsync(new Report.Wake(first));
        var ended = await owner.EndAsync(first.Head.Id);
        if (toAnotherOwner)
        {
            await owner.StopAsync();
            owner.Start(new());
        }

        await owner.ReportAsync(new Report.Wake(first));
        await owner.ReportAsync(new Report.Wake(first));
        var next = await owner.SubmitAsync("short");
        await owner.ReportAsync(new Report.Wake(next));

        Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(next.Head.Id)).Status);
        Assert.Equal([first.Head.Id, next.Head.Id], owner.Store.Commits.SelectMany(commit => commit.Begun).Select(head => head.Id));
        Assert.Equal(ended, await owner.FindAsync(first.Head.Id));
    }

    [Fact]
    public async Task What_was_never_recorded_does_not_begin()
    {
        await using var owner = new OneOwner(Short);
        owner.Start(new());
        var there = await owner.SubmitAsync("short");
        var id = Guid.CreateVersion7(there.Head.CreatedAt);

        await owner.ReportAsync(new Report.Wake(there with { Head = there.Head with { Id = id, Root = id } }));
        await owner.ReportAsync(new Report.Wake(there));

        await owner.EndAsync(there.Head.Id);
        Assert.Null(await owner.FindAsync(id));
    }

    [Fact]
    public async Task A_command_is_heard_before_all_that_keeps_arriving_has_begun()
    {
        await using var owner = new OneOwner(Waiting);
        var all = new List<Submission>();
        for (var i = 0; i < 200; i++)
        {
            all.Add(await owner.SubmitAsync("waiting"));
            await owner.ReportAsync(new Report.Wake(all[i]));
        }

        var command = await owner.AskAsync(all[0].Head.Id, CommandKind.Signal, "go");
        var open = owner.UntilOpen(all.Count);
        owner.Start(new() { TakeAtMost = 1 });

        Assert.Equal(200, (await owner.AnswerAsync(command)).Status);
        await open;
        var commits = owner.Store.Commits.ToList();
        Assert.InRange(commits.FindIndex(commit => commit.Verdicts.Count > 0), 0, commits.FindIndex(commit => commit.Begun.Any(head => head.Id == all[^1].Head.Id)) - 1);
        Assert.Equal(all.Select(each => each.Head.Id), commits.SelectMany(commit => commit.Begun).Select(head => head.Id));
    }

    [Fact]
    public async Task More_than_an_owner_holds_are_found_in_the_store()
    {
        await using var owner = new OneOwner(Short);
        var all = new List<Submission>();
        for (var i = 0; i < 1_500; i++)
        {
            all.Add(await owner.SubmitAsync("short"));
            await owner.ReportAsync(new Report.Wake(all[i]));
        }

        owner.Start(new() { TakeAtMost = 10 });

        foreach (var each in all)
            Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(each.Head.Id)).Status);
        Assert.Equal(all.Count, owner.Store.Commits.Sum(commit => commit.Begun.Count));
    }
}
