using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.Conformance.Brokers;

/// <summary>What every broker does. An adapter inherits it, and says how its broker is made.</summary>
public abstract partial class WorkBrokerConformance : IAsyncLifetime
{
    private IWorkBroker _broker = null!;

    /// <summary>A broker without messages, for this test alone.</summary>
    protected abstract ValueTask<IWorkBroker> CreateAsync(Func<string, Pool> poolOf);

    /// <summary>The same queues as another process sees them.</summary>
    protected abstract ValueTask<IWorkBroker> ConnectAsync(IWorkBroker broker);

    /// <summary>What rests with those that nobody may run again.</summary>
    protected abstract ValueTask<IReadOnlyList<(Guid Execution, TaskKey Task, string Code)>> BuriedAsync(IWorkBroker broker);

    /// <summary>Takes away what the test made.</summary>
    protected abstract ValueTask CloseAsync(IWorkBroker broker);

    public async ValueTask InitializeAsync() => _broker = await CreateAsync(TaskSamples.PoolOf);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(_broker);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_task_arrives_as_it_was_published()
    {
        var sent = TaskSamples.Task(7);
        await PublishAsync(sent);
        await using var queue = Open();
        var got = (await queue.ReadAsync(Guard.Token).InTime()).Message.First;
        Assert.Equal((sent.Execution, sent.Partition, sent.Workspace, sent.Graph, sent.Key), (got.Execution, got.Partition, got.Workspace, got.Graph, got.Key));
        Assert.Equal((sent.DispatchedAt, sent.Quarantine, sent.Resume, sent.TraceParent, sent.RequestId), (got.DispatchedAt, got.Quarantine, got.Resume, got.TraceParent, got.RequestId));
        var (step, read) = (Assert.Single(sent.Steps), Assert.Single(got.Steps));
        Assert.Equal((step.Node, step.Id, step.Type, step.Timeout, step.ClaimFirst), (read.Node, read.Id, read.Type, read.Timeout, read.ClaimFirst));
        Assert.Equal(step.With.ToValue(), read.With.ToValue());
        Assert.Equal(sent.Context.OrderBy(c => c.Key), got.Context.OrderBy(c => c.Key));
    }

    [Fact]
    public async Task As_long_as_nothing_is_lost_the_generation_is_one_for_all_and_stays()
    {
        var first = _broker.Generation;
        await PublishAsync(TaskSamples.Task(7));
        var other = await ConnectAsync(_broker);
        Assert.True(_broker.IsConnected && other.IsConnected);
        Assert.Equal((first, first), (_broker.Generation, other.Generation));
    }

    [Fact]
    public async Task Tasks_go_to_the_queue_of_their_pool_and_suspects_to_its_quarantine()
    {
        await PublishAsync(TaskSamples.Task(1), TaskSamples.Task(2, "rule"), TaskSamples.Task(3, quarantine: true));
        await using var io = Open();
        await using var rule = Open(Pool.Rule);
        await using var quarantine = Open(quarantine: true);
        Assert.Equal((1, 2, 3), (await NextAsync(io), await NextAsync(rule), await NextAsync(quarantine)));
        await IsEmptyAsync(io);
        await IsEmptyAsync(rule);
        await IsEmptyAsync(quarantine);
    }

    [Fact]
    public async Task A_queue_keeps_its_order()
    {
        await PublishAsync([.. Enumerable.Range(0, 50).Select(i => TaskSamples.Task(i))]);
        await PublishAsync([.. Enumerable.Range(50, 50).Select(i => TaskSamples.Task(i))]);
        await using var queue = Open();
        for (var i = 0; i < 100; i++)
            Assert.Equal(i, await NextAsync(queue));
    }

    [Fact]
    public async Task What_was_acknowledged_does_not_come_again()
    {
        await PublishAsync(TaskSamples.Task(1), TaskSamples.Task(2));
        await using (var queue = Open())
        {
            await NextAsync(queue);
            await queue.ReadAsync(Guard.Token).InTime();
        }

        await using var again = Open();
        var delivery = await again.ReadAsync(Guard.Token).InTime();
        Assert.Equal((2, 1), (TaskSamples.Number(delivery.Message.First), delivery.Redeliveries));
        await again.AckAsync(delivery, Guard.Token).InTime();
        await IsEmptyAsync(again);
    }

    [Fact]
    public async Task What_was_not_acknowledged_comes_again_and_counts_how_often()
    {
        await PublishAsync(TaskSamples.Task(1));
        for (var i = 0; i < 3; i++)
        {
            await using var queue = Open();
            var delivery = await queue.ReadAsync(Guard.Token).InTime();
            Assert.Equal((1, i), (TaskSamples.Number(delivery.Message.First), delivery.Redeliveries));
        }
    }

    [Fact]
    public async Task A_bundle_arrives_whole_and_comes_back_whole()
    {
        await _broker.PublishAsync([new TaskMessage(TaskSamples.Task(1)) { Others = [TaskSamples.Task(2), TaskSamples.Task(3)] }], Guard.Token).InTime();
        for (var redeliveries = 0; redeliveries < 2; redeliveries++)
        {
            await using var queue = Open();
            var delivery = await queue.ReadAsync(Guard.Token).InTime();
            Assert.Equal([1, 2, 3], delivery.Message.Singly(0).Select(single => TaskSamples.Number(single.First)));
            Assert.Equal(redeliveries, delivery.Redeliveries);
        }
    }

    [Fact]
    public async Task A_reader_that_is_busy_leaves_the_rest_to_the_others()
    {
        await PublishAsync(TaskSamples.Task(1), TaskSamples.Task(2));
        await using var busy = Open();
        await using var idle = Open();
        var first = TaskSamples.Number((await busy.ReadAsync(Guard.Token).InTime()).Message.First);
        Assert.NotEqual(first, await NextAsync(idle));
    }

    [Fact]
    public async Task A_reader_waits_for_what_is_published_later()
    {
        await using var queue = Open();
        var reading = queue.ReadAsync(Guard.Token).AsTask();
        Assert.False(reading.IsCompleted);
        await PublishAsync(TaskSamples.Task(4));
        Assert.Equal(4, TaskSamples.Number((await reading.InTime()).Message.First));
    }

    [Fact]
    public async Task A_read_that_was_cancelled_takes_nothing_with_it()
    {
        await using var queue = Open();
        await IsEmptyAsync(queue);
        await PublishAsync(TaskSamples.Task(5), TaskSamples.Task(6));
        Assert.Equal(5, await NextAsync(queue));
        Assert.Equal(6, await NextAsync(queue));
    }

    [Fact]
    public async Task Every_worker_hears_of_a_stop_until_it_no_longer_listens()
    {
        var elsewhere = await ConnectAsync(_broker);
        var task = new TaskKey(1, 4, 2);
        var (first, second, third) = (new Heard(), new Heard(), new Heard());
        using var here = _broker.OnStop(first.Hear);
        using var there = elsewhere.OnStop(second.Hear);
        var ended = elsewhere.OnStop(third.Hear);
        ended.Dispose();
        var execution = Guid.CreateVersion7();
        await _broker.StopAsync([(execution, task)], Guard.Token).InTime();
        Assert.Equal((execution, task), await first.Told.InTime());
        Assert.Equal((execution, task), await second.Told.InTime());
        Assert.False(third.Told.IsCompleted);
    }

    [Fact]
    public async Task A_buried_task_is_kept()
    {
        var (execution, task) = (Guid.CreateVersion7(), new TaskKey(1, -1, 2));
        await _broker.BuryAsync(execution, task, new("LGS3001", FailureKind.Permanent, "it took its workers down"), Guard.Token).InTime();
        Assert.Equal((execution, task, "LGS3001"), Assert.Single(await BuriedAsync(_broker)));
    }

    [Fact]
    public async Task Nothing_is_lost_while_many_publish_and_readers_come_and_go()
    {
        const int Publishers = 4;
        const int Each = 100;
        var seen = new HashSet<int>();
        var gate = new Lock();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Guard.Token);
        var readers = Enumerable.Range(0, 6).Select(number => Task.Run(() => ReadAsync(number), CancellationToken.None)).ToArray();
        var publishers = Enumerable.Range(0, Publishers).Select(p => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                    await PublishAsync(TaskSamples.Task((p * Each) + i));
            },
            Guard.Token));
        await Task.WhenAll(publishers).InTime();
        await Task.WhenAny(all.Task, Task.WhenAll(readers)).InTime();
        await over.CancelAsync();
        await Task.WhenAll(readers).InTime();
        Assert.Equal(Enumerable.Range(0, Publishers * Each), seen.Order());

        async Task ReadAsync(int number)
        {
            for (var round = 0; !over.IsCancellationRequested; round++)
            {
                await using var queue = Open();
                try
                {
                    for (var i = 0; i < 10; i++)
                    {
                        var delivery = await queue.ReadAsync(over.Token);
                        // Every third reader goes down with its fifth task in its hands.
                        if (number % 3 == 0 && i == 4)
                            break;
                        await queue.AckAsync(delivery, CancellationToken.None);
                        lock (gate)
                        {
                            if (seen.Add(TaskSamples.Number(delivery.Message.First)) && seen.Count == Publishers * Each)
                                all.TrySetResult();
                        }
                    }
                }
                catch (OperationCanceledException) when (over.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    private Task PublishAsync(params NodeTask[] tasks) => _broker.PublishAsync([.. tasks.Select(task => new TaskMessage(task))], Guard.Token).InTime();

    private ITaskQueue Open(Pool pool = Pool.Io, bool quarantine = false) => _broker.OpenQueue(pool, quarantine, prefetch: 1);

    private static async Task<int> NextAsync(ITaskQueue queue)
    {
        var delivery = await queue.ReadAsync(Guard.Token).InTime();
        await queue.AckAsync(delivery, Guard.Token).InTime();
        return TaskSamples.Number(delivery.Message.First);
    }

    // A read is begun and given up: where something were there, it would have been given out at once, or stay for the next.
    private static async Task IsEmptyAsync(ITaskQueue queue)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Guard.Token);
        var reading = queue.ReadAsync(stop.Token).AsTask();
        Assert.False(reading.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTime());
    }

    private sealed class Heard
    {
        private readonly TaskCompletionSource<(Guid, TaskKey)> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(Guid, TaskKey)> Told => _told.Task;

        public void Hear(Guid execution, TaskKey task) => _told.TrySetResult((execution, task));
    }
}
