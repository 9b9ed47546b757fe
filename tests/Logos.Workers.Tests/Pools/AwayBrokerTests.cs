using Logos.Adapters.Channels;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Pools;
using Logos.Workers.Running;

namespace Logos.Workers.Tests.Pools;

public sealed class AwayBrokerTests : IAsyncLifetime
{
    private static readonly PoolOptions Quick = new() { Slots = 1, Grace = TimeSpan.FromSeconds(1) };

    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _end = new(0);
    private readonly CancellationTokenSource _down = new();
    private readonly ChannelBroker _channels = new() { PoolOf = _ => Pool.Io };
    private readonly AwayBroker _broker;
    private readonly Worker _worker = new();
    private Task _running = Task.CompletedTask;

    public AwayBrokerTests() => _broker = new(_channels);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _worker.With("slow", async (_, stop) =>
        {
            _begun.Release();
            await _end.WaitAsync(stop);
            return (NodeResult)(Value)7;
        });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _down.CancelAsync();
        _worker.Clock.Advance(Quick.Grace);
        await _running;
        _down.Dispose();
        _begun.Dispose();
        _end.Dispose();
        _broker.Dispose();
    }

    [Fact]
    public async Task What_a_task_came_to_is_told_once_the_broker_is_back_and_not_acknowledged_before()
    {
        Start();
        await PublishAsync();
        await _begun.WaitAsync(Token);
        _broker.IsAway = true;
        _end.Release();
        for (var refused = 0; refused < 4; refused++)
        {
            await PassUntilAsync(_broker.RefusedAsync());
            Assert.Equal(0, _broker.Acks);
        }

        _broker.IsAway = false;
        Assert.IsType<Outcome.Succeeded>(Assert.Single((await EndedAsync()).Steps).Outcome);
        // And the slot goes on.
        await PublishAsync();
        await _begun.WaitAsync(Token);
        _end.Release();
        await EndedAsync();
    }

    [Fact]
    public async Task A_claim_is_made_once_the_broker_is_back()
    {
        Start();
        await PublishAsync();
        await _begun.WaitAsync(Token);
        _broker.IsAway = true;
        _worker.Clock.Advance(Quick.ClaimAfter);
        await _broker.RefusedAsync();
        Assert.Equal(0, _broker.Acks);
        _broker.IsAway = false;
        Assert.IsType<Report.Claimed>(await PassUntilAsync(NextAsync()));
        _end.Release();
        await EndedAsync();
        Assert.Equal(0, _channels.Depth(Pool.Io));
    }

    [Fact]
    public async Task A_task_for_quarantine_stays_where_it_is_until_the_broker_is_back()
    {
        await PublishAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var reader = _channels.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
            await reader.ReadAsync(Token);
        }

        _broker.IsAway = true;
        Start();
        await _broker.RefusedAsync();
        Assert.Equal(0, _broker.Acks);
        _broker.IsAway = false;
        Assert.IsType<Report.Claimed>(await PassUntilAsync(NextAsync()));
        _end.Release();
        await EndedAsync();
    }

    [Fact]
    public async Task A_worker_that_goes_down_while_the_broker_is_away_leaves_the_task_to_it()
    {
        Start();
        await PublishAsync();
        await _begun.WaitAsync(Token);
        _broker.IsAway = true;
        _end.Release();
        await _broker.RefusedAsync();
        await _down.CancelAsync();
        // Whoever refused is on its way to wait: until it does, time passes for nobody.
        while (!_running.IsCompleted)
        {
            _worker.Clock.Advance(Quick.Grace);
            await Task.Yield();
        }

        await _running;
        Assert.Equal(1, _channels.Depth(Pool.Io));
    }

    [Fact]
    public async Task A_slot_that_could_not_read_reads_again()
    {
        _broker.LoseReads(2);
        Start();
        await PublishAsync();
        await PassUntilAsync(_broker.RefusedAsync());
        await PassUntilAsync(_broker.RefusedAsync());
        await PassUntilAsync(_begun.WaitAsync(Token));
        _end.Release();
        await EndedAsync();
    }

    private void Start()
    {
        var runner = new TaskRunner(_worker.Handlers, new GivenSecrets(_worker.Secrets), _worker.Clock, _worker.Options);
        var worker = new PoolWorker(Pool.Io, _broker, runner, _worker.Clock, "w1", Quick);
        _running = Task.Run(() => worker.RunAsync(_down.Token), Token);
    }

    private async Task PublishAsync() => await _channels.PublishAsync([_worker.Task("a: { type: slow, timeout: 1d }")], Token);

    private async Task PassUntilAsync(Task reached)
    {
        while (!reached.IsCompleted)
        {
            _worker.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await reached;
    }

    private async Task<T> PassUntilAsync<T>(Task<T> reached)
    {
        await PassUntilAsync((Task)reached);
        return await reached;
    }

    private async Task<Report.Ended> EndedAsync()
    {
        while (true)
        {
            // A claimed task gives signs of life as time passes.
            if (await PassUntilAsync(NextAsync()) is Report.Ended ended)
                return ended;
        }
    }

    private async Task<Report> NextAsync()
    {
        await using var inbox = _channels.OpenInbox(0);
        var delivery = Assert.Single(await inbox.ReadAsync(1, Token));
        await inbox.AckAsync([delivery], Token);
        return delivery.Message;
    }
}
