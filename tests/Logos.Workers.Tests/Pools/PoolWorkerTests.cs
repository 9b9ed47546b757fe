using System.Diagnostics.Metrics;
using Logos.Adapters.Channels;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Pools;
using Logos.Workers.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Workers.Tests.Pools;

public sealed class PoolWorkerTests : IAsyncLifetime
{
    private static readonly PoolOptions Quick = new() { Slots = 1, Grace = TimeSpan.FromSeconds(1) };

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<NodeResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _down = new();
    private readonly ChannelBroker _broker = new() { PoolOf = _ => Pool.Io };
    private readonly Worker _worker = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private PoolMeters? _meters;
    private NodeContext? _context;
    private Task _running = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        _worker.With("slow", async (context, stop) =>
        {
            _context = context;
            _begun.TrySetResult();
            return await _end.Task.WaitAsync(stop);
        });
        var runner = new TaskRunner(_worker.Handlers, new GivenSecrets(_worker.Secrets), _worker.Clock, _worker.Options);
        _meters = new(_services.GetRequiredService<IMeterFactory>(), _worker.Clock, [Pool.Io]);
        var worker = new PoolWorker(Pool.Io, _broker, runner, _worker.Clock, "w1", Quick, _meters);
        _running = Task.Run(() => worker.RunAsync(_down.Token), TestContext.Current.CancellationToken);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetCanceled();
        await _down.CancelAsync();
        await _running;
        _down.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_short_task_is_told_once_and_never_claimed()
    {
        await _broker.PublishAsync([Slow()], TestContext.Current.CancellationToken);
        await _begun.Task;
        _end.SetResult((Value)7);
        var ended = Assert.IsType<Report.Ended>(await NextAsync());
        Assert.IsType<Outcome.Succeeded>(Assert.Single(ended.Steps).Outcome);
        Assert.Equal(0, _broker.Depth(Pool.Io));
    }

    [Fact]
    public async Task What_the_pool_does_is_measured()
    {
        var meter = _meters!.Of(Pool.Io);
        _worker.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(30), meter.Idle);
        var waited = _worker.Clock.GetUtcNow() - Slow().DispatchedAt;

        await _broker.PublishAsync([Slow()], TestContext.Current.CancellationToken);
        await _begun.Task;
        await PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal((1, TimeSpan.Zero), (meter.Active, meter.Idle));
        Assert.Equal([1 / 60d, 0], meter.Rates.Select(rate => rate.Value));
        Assert.Equal([waited.TotalSeconds, 0], meter.Ages.Select(age => age.Value));
        Assert.Equal(["node.io.tasks", "node.io.quarantine"], meter.Ages.Select(age => (string)age.Tags[0].Value!));
        _end.SetResult((Value)7);
        Assert.IsType<Report.Ended>(await NextAsync());
        _worker.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((0, TimeSpan.FromSeconds(61)), (meter.Active, meter.Idle));
        Assert.Equal([0, 0], meter.Rates.Select(rate => rate.Value));
    }

    [Fact]
    public async Task A_long_task_is_claimed_and_then_gives_signs_of_life_with_word_of_how_far_it_is()
    {
        await _broker.PublishAsync([Slow()], TestContext.Current.CancellationToken);
        await _begun.Task;
        await PassAsync(Quick.ClaimAfter);
        Assert.Equal("w1", Assert.IsType<Report.Claimed>(await NextAsync()).Worker);
        _context!.Beat(42);
        await PassAsync(Quick.BeatEvery);
        Assert.Equal(42, Assert.IsType<Report.Beat>(await NextAsync()).Details);
        _end.SetResult((Value)7);
        Assert.IsType<Report.Ended>(await NextAsync());
    }

    [Fact]
    public async Task A_task_in_quarantine_is_claimed_before_it_begins()
    {
        await _broker.PublishAsync([Slow() with { Quarantine = true }], TestContext.Current.CancellationToken);
        Assert.IsType<Report.Claimed>(await NextAsync());
        await _begun.Task;
        _end.SetResult((Value)7);
        Assert.IsType<Report.Ended>(await NextAsync());
    }

    [Fact]
    public async Task A_run_takes_up_where_the_last_one_left_word()
    {
        await _broker.PublishAsync([Slow() with { Resume = 41 }], TestContext.Current.CancellationToken);
        await _begun.Task;
        Assert.Equal(41, _context!.Resume);
        _end.SetResult((Value)7);
        await NextAsync();
    }

    [Fact]
    public async Task A_task_that_nobody_waits_for_is_stopped()
    {
        var task = Slow();
        await _broker.PublishAsync([task], TestContext.Current.CancellationToken);
        await _begun.Task;
        await _broker.StopAsync([(task.Execution, task.Key)], TestContext.Current.CancellationToken);
        var ended = Assert.IsType<Report.Ended>(await NextAsync());
        Assert.Equal(FailureKind.Canceled, Assert.IsType<Outcome.Failed>(ended.Steps[0].Outcome).Failure.Kind);
    }

    [Fact]
    public async Task Going_down_gives_a_claimed_task_back_and_leaves_an_unclaimed_one_to_the_broker()
    {
        await _broker.PublishAsync([Slow()], TestContext.Current.CancellationToken);
        await _begun.Task;
        await PassAsync(Quick.ClaimAfter);
        Assert.IsType<Report.Claimed>(await NextAsync());
        await _down.CancelAsync();
        await PassAsync(Quick.Grace);
        Assert.IsType<Report.Released>(await NextAsync());
        Assert.Equal(0, _broker.Depth(Pool.Io));
    }

    [Fact]
    public async Task Going_down_leaves_an_unclaimed_task_to_the_broker()
    {
        await _broker.PublishAsync([Slow()], TestContext.Current.CancellationToken);
        await _begun.Task;
        await _down.CancelAsync();
        await PassAsync(Quick.Grace);
        await _running;
        Assert.Equal(1, _broker.Depth(Pool.Io));
    }

    [Fact]
    public async Task A_delivery_that_came_back_twice_goes_to_quarantine()
    {
        await _down.CancelAsync();
        await _running;
        await _broker.PublishAsync([Slow()], TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++)
        {
            await using var reader = _broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
            await reader.ReadAsync(TestContext.Current.CancellationToken);
        }

        using var again = new CancellationTokenSource();
        var runner = new TaskRunner(_worker.Handlers, new GivenSecrets(_worker.Secrets), _worker.Clock, _worker.Options);
        _meters = new(_services.GetRequiredService<IMeterFactory>(), _worker.Clock, [Pool.Io]);
        var worker = Task.Run(() => new PoolWorker(Pool.Io, _broker, runner, _worker.Clock, "w2", Quick).RunAsync(again.Token), TestContext.Current.CancellationToken);
        Assert.Equal("w2", Assert.IsType<Report.Claimed>(await NextAsync()).Worker);
        _end.SetResult((Value)7);
        Assert.IsType<Report.Ended>(await NextAsync());
        await again.CancelAsync();
        await worker;
    }

    [Fact]
    public async Task A_slot_that_breaks_ends_the_whole_pool_at_once()
    {
        var broken = new PoolWorker(Pool.Io, _broker, null!, _worker.Clock, "w2", Quick with { Slots = 3 });
        await _down.CancelAsync();
        await _running;
        await _broker.PublishAsync([Slow()], TestContext.Current.CancellationToken);

        // A runner that is not there is a bug within one slot: the others wait for tasks.
        await Assert.ThrowsAsync<NullReferenceException>(() => broken.RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken));
    }

    private NodeTask Slow() => _worker.Task("a: { type: slow }");

    private async Task<Report> NextAsync()
    {
        await using var inbox = _broker.OpenInbox(0);
        var delivery = Assert.Single(await inbox.ReadAsync(1, TestContext.Current.CancellationToken));
        await inbox.AckAsync([delivery], TestContext.Current.CancellationToken);
        return delivery.Message;
    }

    private Task PassAsync(TimeSpan span)
    {
        _worker.Clock.Advance(span);
        return Task.CompletedTask;
    }
}
