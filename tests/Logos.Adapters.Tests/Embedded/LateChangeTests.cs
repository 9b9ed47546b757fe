using Logos.Adapters.Embedded;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Simulation.Disks;
using Logos.Simulation.Scheduling;

namespace Logos.Adapters.Tests.Embedded;

/// <summary>What has ended is tried again just while the store puts it away, or writes it anew: one step after another, in an order that a seed decides.</summary>
public sealed class LateChangeTests
{
    private readonly ManualClock _clock = new(new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(100, false)]
    [InlineData(100, true)]
    [InlineData(4 * 1024 * 1024, false)]
    [InlineData(4 * 1024 * 1024, true)]
    public void It_is_as_it_was_last_in_memory_and_after_a_start(int partSize, bool wasAway)
    {
        for (var seed = 1; seed <= 150; seed++)
        {
            var (disk, steps, random) = (new SimulatedDisk(seed), new SteppedScheduler(seed), new Random(seed));
            var store = Open(disk, steps, partSize);
            var owner = Done(steps, Start(steps, () => Owner.Of(store)));
            var heads = Done(steps, Start(steps, () => owner.RunAsync(3)));
            if (wasAway)
            {
                Done(steps, Start(steps, Compact));
                // What stands in the segment that is written to is not moved.
                var other = Submissions.Of(0).Head;
                var filling = new ExecutionChanges(other.Id, Owner.Row(ExecutionStatus.Running, other.CreatedAt), [Owner.Node("n0", NodeStatus.Running, outputSize: 60_000)], []);
                Done(steps, Start(steps, () => owner.CommitAsync([other], [filling])));
                Done(steps, Start(steps, () => owner.CommitAsync([], [filling])));
            }

            var house = Start(steps, Compact);
            for (var k = random.Next(60); k > 0; k--)
                steps.RunOne();
            var head = heads[random.Next(heads.Count)];
            var endsAgain = random.Next(2) == 0;
            Assert.Equal(CommitResult.Done, Done(steps, Start(steps, () => owner.CommitAsync([], [Retried(head)]))));
            if (endsAgain)
                Assert.Equal(CommitResult.Done, Done(steps, Start(steps, () => owner.CommitAsync([], [Owner.End(head, nodes: 2)]))));
            Check("at once");
            Done(steps, house);
            Check("when the house is in order");

            void Check(string when)
            {
                Same(store, when);
                Same(Open(disk.Copy(seed), new(seed), partSize), $"{when}, after a start");
            }

            void Same(JournalStore there, string when)
            {
                var found = there.FindAsync(head.Id, CancellationToken.None).AsTask().Result;
                var expected = endsAgain ? "Completed: n0/1 n1/1 n2/1 n3/2" : "Running: n0/1 n1/1 n2/1 n3/2";
                Assert.True(found is not null, $"Seed {seed}: it is not there {when}.");
                var actual = $"{found.Row.Status}: {string.Join(' ', found.Nodes.OrderBy(n => n.Node, StringComparer.Ordinal).Select(n => $"{n.Node}/{n.Attempt}"))}";
                Assert.True(expected == actual, $"Seed {seed}: {actual} {when}, and it should be {expected}.");
            }

            async Task<bool> Compact()
            {
                await store.CompactAsync();
                return true;
            }
        }
    }

    private static ExecutionChanges Retried(ExecutionHead head) =>
        new(head.Id, Owner.Row(ExecutionStatus.Running, head.CreatedAt), [Owner.Node("n3", NodeStatus.Running) with { Attempt = 2 }], []);

    private JournalStore Open(SimulatedDisk disk, SteppedScheduler steps, int partSize) => JournalStore.Open(
        disk,
        new() { SegmentSize = 64 * 1024, Clock = _clock, Scheduler = steps },
        new() { RestAfter = TimeSpan.FromMinutes(1), Retention = Retention.Everything, PartSize = partSize });

    private static Task<T> Start<T>(SteppedScheduler steps, Func<Task<T>> what) =>
        Task.Factory.StartNew(what, CancellationToken.None, TaskCreationOptions.DenyChildAttach, steps).Unwrap();

    private static T Done<T>(SteppedScheduler steps, Task<T> task)
    {
        while (!task.IsCompleted)
            Assert.True(steps.RunOne(), "Nothing happens any more.");
        return task.Result;
    }
}
