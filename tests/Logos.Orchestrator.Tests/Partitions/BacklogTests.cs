using System.Globalization;
using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>What has waited for an owner while there was none.</summary>
public sealed class BacklogTests
{
    private static readonly string Many = string.Join(',', Enumerable.Range(0, 1000));

    private const string Counting = "name: counting\ninputs: { n: { type: integer } }\nnodes:\n  l: { type: wait, with: { signal: go } }\n  m: { type: wait, needs: [l], with: { signal: more } }\noutputs: { v: 1 }\n";

    private static readonly string Wide = "name: wide\nnodes:\n  f: { type: rule, foreach: { items: \"${{ split('" + Many + "', ',') }}\", concurrency: 1000 }, with: { output: 1 } }\noutputs: { n: \"${{ len(f) }}\" }\n";

    [Fact]
    public async Task A_large_backlog_of_submissions_and_signals_is_worked_off_in_order_over_many_turns()
    {
        const int Count = 500;
        await using var owner = new OneOwner(Counting);
        var ids = new List<Guid>();
        var commands = new List<(Guid Execution, Guid Command)>();
        for (var i = 0; i < Count; i++)
            ids.Add(await owner.SubmitAsync("counting", ValueMap.From([new("n", i)])));
        // The second is there before the first is waited for, as a signal may be.
        foreach (var id in ids)
        {
            commands.Add((id, await owner.AskAsync(id, CommandKind.Signal, "more")));
            commands.Add((id, await owner.AskAsync(id, CommandKind.Signal, "go")));
        }

        owner.Start(new() { TakeAtMost = 7, TurnEvents = 50 });

        foreach (var id in ids)
            Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(id)).Status);
        foreach (var (_, command) in commands)
            Assert.Equal(200, (await owner.AnswerAsync(command)).Status);
        var commits = owner.Store.Commits.ToArray();
        Assert.All(commits, commit => Assert.InRange(commit.Begun.Count, 0, 7));
        Assert.All(commits, commit => Assert.InRange(commit.Verdicts.Count, 0, 7));
        Assert.Equal(commands.Select(each => each.Command), commits.SelectMany(commit => commit.Verdicts).Select(verdict => verdict.Command));
        Assert.Equal(ids, commits.SelectMany(commit => commit.Begun).Select(head => head.Id));
    }

    [Fact]
    public async Task Results_that_came_while_nobody_listened_are_heard_in_turns_of_their_size()
    {
        const int Count = 1000;
        await using var owner = new OneOwner(Wide);
        var id = await owner.SubmitAsync("wide", ValueMap.Empty);
        var handedOut = owner.Store.UntilAsync(commit => commit.Changes.Any(changes => changes.Items.Count == Count));
        owner.Start(new() { Execution = new() { Fusing = false } });
        await handedOut;
        await owner.StopAsync();
        var begun = owner.Store.Commits.Count;
        var output = Payload.Of(new string('x', 5000));
        for (var i = 0; i < Count; i++)
            await owner.ReportAsync(new Report.Ended(id, new(0, i, 1), [new(0, new Outcome.Succeeded(output, Value.Null), default, default, "w")]));

        owner.Start(new() { TurnBytes = 100_000, BatchSize = 10_000, Execution = new() { Fusing = false } });

        var ended = await owner.EndAsync(id);
        Assert.Equal((ExecutionStatus.Completed, (long)Count), (ended.Status, long.Parse(ended.Results!.Read()["n"].ToJson(), CultureInfo.InvariantCulture)));
        var commits = owner.Store.Commits.Skip(begun).ToArray();
        Assert.All(commits, commit => Assert.InRange(commit.Changes.Sum(changes => changes.Items.Count), 0, 21));
        Assert.Equal(Enumerable.Range(0, Count), commits.SelectMany(commit => commit.Changes).SelectMany(changes => changes.Items).Where(item => item.Status == NodeStatus.Succeeded).Select(item => item.Item));
    }

    [Fact]
    public async Task A_signal_for_one_that_waits_behind_a_backlog_finds_it()
    {
        // The command is polled with the submission, which is taken first: it would be told that there is no such execution.
        await using var owner = new OneOwner(Counting);
        var ids = new List<Guid>();
        for (var i = 0; i < 200; i++)
            ids.Add(await owner.SubmitAsync("counting", ValueMap.From([new("n", i)])));
        var command = await owner.AskAsync(ids[^1], CommandKind.Cancel, "enough");

        owner.Start(new() { TakeAtMost = 1 });

        Assert.Equal(200, (await owner.AnswerAsync(command)).Status);
        Assert.Equal(ExecutionStatus.Cancelled, (await owner.EndAsync(ids[^1])).Status);
    }
}
