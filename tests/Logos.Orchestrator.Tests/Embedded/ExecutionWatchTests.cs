using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Embedded;

/// <summary>What a watch tells to a reader that does not keep up.</summary>
public sealed class ExecutionWatchTests
{
    private static readonly Guid Root = Guid.Parse("019c0000-0000-7000-8000-00000000000f");

    private readonly ExecutionHead _head = new() { Id = Root, Root = Root, Partition = 0, Workspace = "w", Graph = "g", GraphVersion = 1, Inputs = Payload.Of(ValueMap.Empty), CreatedAt = DateTimeOffset.UnixEpoch };

    [Fact]
    public void What_a_slow_reader_misses_is_a_gap_behind_what_it_was_told_and_the_end_is_told_always()
    {
        using var watch = new ExecutionWatch(Root, _head, _ => { });

        for (var i = 0; i < ExecutionWatch.MaxWaiting + 100; i++)
            watch.Tell(Change(ExecutionStatus.Running));
        watch.Tell(Root, new("a", null, 1));
        var told = Read(watch, ExecutionWatch.MaxWaiting + 1);
        Assert.Equal(1, told.Count(change => change.HasGap));
        Assert.True(told[^1].HasGap);
        Assert.False(watch.Changes.TryRead(out _));

        for (var i = 0; i < ExecutionWatch.MaxWaiting + 100; i++)
            watch.Tell(Change(ExecutionStatus.Running));
        watch.Tell(Change(ExecutionStatus.Completed));
        told = Read(watch, ExecutionWatch.MaxWaiting + 2);
        Assert.Equal(1, told.Count(change => change.HasGap));
        Assert.Equal((false, ExecutionStatus.Completed), (told[^1].HasGap, told[^1].Changes.Execution.Status));
        Assert.True(watch.Changes.Completion.IsCompletedSuccessfully);
    }

    private static List<ExecutionChange> Read(ExecutionWatch watch, int count)
    {
        var told = new List<ExecutionChange>();
        while (told.Count < count && watch.Changes.TryRead(out var change))
            told.Add(change);
        Assert.Equal(count, told.Count);
        return told;
    }

    private ExecutionChange Change(ExecutionStatus status) =>
        new(_head, new(Root, new(status, ExecutionPhase.Forward, null, null, null, null, null, new(Value.Null, 0, null, false, [])), [], []));
}
