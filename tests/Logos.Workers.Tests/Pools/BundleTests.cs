using Logos.Adapters.Channels;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Pools;
using Logos.Workers.Running;

namespace Logos.Workers.Tests.Pools;

public sealed class BundleTests : IAsyncLifetime
{
    private static readonly PoolOptions Quick = new() { Slots = 1, Grace = TimeSpan.FromSeconds(1) };

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<NodeResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _down = new();
    private readonly ChannelBroker _broker = new() { PoolOf = _ => Pool.Io };
    private readonly Worker _worker = new();
    private Task _running = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        _worker.With("quick", (context, _) => Task.FromResult<NodeResult>((Value)context.Node));
        _worker.With("slow", async (_, stop) =>
        {
            _begun.TrySetResult();
            return await _end.Task.WaitAsync(stop);
        });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetCanceled();
        await _down.CancelAsync();
        await _running;
        _down.Dispose();
    }

    [Fact]
    public async Task A_bundle_is_told_in_one_go_and_in_its_order()
    {
        await PublishAsync("quick", "quick", "quick");
        Start();
        Assert.Equal(["t0", "t1", "t2"], await ReadAsync(3));
        Assert.Equal(0, _broker.Depth(Pool.Io));
    }

    [Fact]
    public async Task A_bundle_that_came_back_is_split_before_anything_of_it_runs_again()
    {
        await PublishAsync("quick", "slow");
        await using (var lost = _broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1))
            Assert.True((await lost.ReadAsync(TestContext.Current.CancellationToken)).Message.IsBundle);
        Start();
        // In a bundle it would be told together with what still runs.
        Assert.Equal(["t0"], await ReadAsync(1));
        _end.SetResult((Value)7);
        Assert.Equal(["t1"], await ReadAsync(1));
    }

    [Fact]
    public async Task A_long_task_in_a_bundle_is_claimed_alone_and_its_neighbours_go_to_other_workers()
    {
        await PublishAsync("quick", "slow", "quick", "quick");
        Start();
        await _begun.Task;
        _worker.Clock.Advance(Quick.ClaimAfter);
        Assert.Equal(["t0", "claimed t1"], await ReadAsync(2));
        await using (var other = _broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1))
        {
            for (var i = 2; i < 4; i++)
            {
                var single = await other.ReadAsync(TestContext.Current.CancellationToken);
                Assert.Equal((1, i), (single.Message.Count, single.Message.First.Key.Node));
                await other.AckAsync(single, TestContext.Current.CancellationToken);
            }
        }

        _end.SetResult((Value)7);
        Assert.Equal(["t1"], await ReadAsync(1));
        Assert.Equal(0, _broker.Depth(Pool.Io));
    }

    [Fact]
    public async Task After_half_a_second_the_rest_of_a_bundle_is_handed_on()
    {
        await PublishAsync("slow", "quick", "quick");
        Start();
        await _begun.Task;
        _worker.Clock.Advance(Quick.BundleTime);
        _end.SetResult((Value)7);
        Assert.Equal(["t0", "t1", "t2"], await ReadAsync(3));
        Assert.Equal(0, _broker.Depth(Pool.Io));
    }

    [Fact]
    public async Task Going_down_tells_what_has_ended_and_hands_on_the_rest()
    {
        await PublishAsync("quick", "slow", "quick");
        Start();
        await _begun.Task;
        await _down.CancelAsync();
        _worker.Clock.Advance(Quick.Grace);
        await _running;
        Assert.Equal(["t0"], await ReadAsync(1));
        Assert.Equal(2, _broker.Depth(Pool.Io));
    }

    private void Start()
    {
        var runner = new TaskRunner(_worker.Handlers, new GivenSecrets(_worker.Secrets), _worker.Clock, _worker.Options);
        _running = Task.Run(() => new PoolWorker(Pool.Io, _broker, runner, _worker.Clock, "w1", Quick).RunAsync(_down.Token), TestContext.Current.CancellationToken);
    }

    private async Task PublishAsync(params string[] types)
    {
        var tasks = types.Select((type, i) => _worker.Task($"t{i}: {{ type: {type} }}") with { Key = new(i, TaskKey.NoItem, 1) }).ToList();
        await _broker.PublishAsync([new TaskMessage(tasks[0]) { Others = tasks[1..] }], TestContext.Current.CancellationToken);
    }

    private async Task<List<string>> ReadAsync(int count)
    {
        var told = new List<string>();
        await using var inbox = _broker.OpenInbox(0);
        while (told.Count < count)
        {
            var deliveries = await inbox.ReadAsync(count - told.Count, TestContext.Current.CancellationToken);
            told.AddRange(deliveries.Select(d => d.Message is Report.Claimed ? $"claimed t{d.Message.Task.Node}" : $"t{d.Message.Task.Node}"));
            await inbox.AckAsync(deliveries, TestContext.Current.CancellationToken);
        }

        return told;
    }
}
