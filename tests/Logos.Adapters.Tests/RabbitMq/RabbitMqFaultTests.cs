using Logos.Adapters.RabbitMq;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Servers;

namespace Logos.Adapters.Tests.RabbitMq;

/// <summary>What befalls the server itself. Each test leaves it running.</summary>
[Trait("Needs", "rabbitmq")]
public sealed class RabbitMqFaultTests(RabbitMqFixture fixture) : IClassFixture<RabbitMqFixture>, IAsyncLifetime
{
    private readonly RabbitMqSetting _setting = new(fixture.Server);

    private RabbitMqServer Server => fixture.Server;

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _setting.DisposeAsync();

    [Fact]
    public async Task A_killed_server_loses_nothing_that_was_confirmed_and_readers_go_on_by_themselves()
    {
        var broker = await _setting.ConnectAsync();
        await using var queue = broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
        await using var inbox = broker.OpenInbox(2);
        for (var i = 0; i < 20; i++)
            await Tasks.PublishAsync(broker, i);
        var held = await queue.ReadAsync(Wait.Token).InTime();
        var reading = inbox.ReadAsync(10, Wait.Token).AsTask();
        await Server.KillAsync();
        await Wait.UntilConnectedAsync(broker, isConnected: false);
        var away = await Assert.ThrowsAsync<BrokerUnavailableException>(() => Tasks.PublishAsync(broker, 99));
        Assert.Contains("LGS41", away.Message);
        await Server.StartAsync();
        await Wait.UntilConnectedAsync(broker);

        // What was in a worker's hands comes again, counted, and its acknowledgement of before goes nowhere.
        await queue.AckAsync(held, Wait.Token).InTime();
        var seen = new List<int>();
        while (seen.Distinct().Count() < 20)
        {
            var delivery = await queue.ReadAsync(Wait.Token).InTime();
            await queue.AckAsync(delivery, Wait.Token).InTime();
            seen.Add(Tasks.Number(delivery));
        }

        Assert.Equal(Enumerable.Range(0, 20), seen.Order());
        await broker.ReportAsync(2, [new Report.Released(Tasks.Execution, new(7, -1, 1))], Wait.Token).InTime();
        Assert.Equal(7, Assert.Single(await reading.InTime()).Message.Task.Node);
        Assert.Equal(1, _setting.Generation);
    }

    [Fact]
    public async Task A_server_that_has_lost_everything_is_a_new_one_to_all_once()
    {
        var first = await _setting.ConnectAsync();
        var second = await _setting.ConnectAsync();
        await using var queue = second.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
        await Tasks.PublishAsync(first, 1);
        Assert.Equal((1, 1), (first.Generation, second.Generation));
        await Server.LoseEverythingAsync();
        await Wait.UntilAsync(() => first.Generation == 2 && second.Generation == 2);
        await Wait.UntilConnectedAsync(first);
        await Wait.UntilConnectedAsync(second);
        await Tasks.PublishAsync(first, 2);
        var seen = Tasks.Number(await queue.ReadAsync(Wait.Token).InTime());
        // What was in the reader's buffer when the server went may have been read before that was known.
        if (seen == 1)
            seen = Tasks.Number(await queue.ReadAsync(Wait.Token).InTime());
        Assert.Equal((2, 2), (seen, _setting.Generation));
        Assert.Equal(2, (await _setting.ConnectAsync()).Generation);
    }

    [Fact]
    public async Task A_server_that_stands_still_is_given_up_and_found_again()
    {
        var broker = await _setting.ConnectAsync();
        await using var queue = broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
        await Server.PauseAsync();
        try
        {
            await Assert.ThrowsAsync<BrokerUnavailableException>(() => Tasks.PublishAsync(broker, 1));
            await Wait.UntilConnectedAsync(broker, isConnected: false);
        }
        finally
        {
            await Server.ResumeAsync();
        }

        await Wait.UntilConnectedAsync(broker);
        await Tasks.PublishAsync(broker, 2);
        // Nobody knows whether the first had arrived.
        var seen = Tasks.Number(await queue.ReadAsync(Wait.Token).InTime());
        Assert.InRange(seen, 1, 2);
        Assert.Equal(1, _setting.Generation);
    }

    [Fact]
    public async Task While_memory_is_short_publishing_waits_and_consumption_goes_on()
    {
        var owner = await _setting.ConnectAsync();
        var worker = await _setting.ConnectAsync();
        await using var queue = worker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
        for (var i = 0; i < 3; i++)
            await Tasks.PublishAsync(owner, i);
        var first = await queue.ReadAsync(Wait.Token).InTime();
        await Server.ControlAsync("set_vm_memory_high_watermark", "0.0001");
        try
        {
            // Both know without having published anything: an owner must not take for silent who cannot speak.
            await Wait.UntilConnectedAsync(owner, isConnected: false);
            await Wait.UntilConnectedAsync(worker, isConnected: false);
            Assert.Equal(RabbitMqCodes.BrokerBlocked, worker.Trouble?.Code);
            var refused = await Assert.ThrowsAsync<BrokerUnavailableException>(() => Tasks.PublishAsync(owner, 3));
            Assert.Contains(RabbitMqCodes.BrokerBlocked, refused.Message);
            // A wake-up holds nobody up.
            await Assert.ThrowsAsync<BrokerUnavailableException>(() => owner.ReportAsync(0, [new Report.Wake()], Wait.Token).AsTask().WaitAsync(TimeSpan.FromMilliseconds(500), Wait.Token));
            await queue.AckAsync(first, Wait.Token).InTime();
            for (var i = 1; i < 3; i++)
            {
                var delivery = await queue.ReadAsync(Wait.Token).InTime();
                Assert.Equal(i, Tasks.Number(delivery));
                await queue.AckAsync(delivery, Wait.Token).InTime();
            }
        }
        finally
        {
            await Server.ControlAsync("set_vm_memory_high_watermark", "0.8");
        }

        await Wait.UntilConnectedAsync(owner);
        await Wait.UntilConnectedAsync(worker);
        Assert.Null(worker.Trouble);
        await Tasks.PublishAsync(owner, 4);
        // What was refused while nothing was taken has not been sent either.
        Assert.Equal(4, Tasks.Number(await queue.ReadAsync(Wait.Token).InTime()));
    }

    [Fact]
    public async Task Who_waits_while_memory_is_short_has_it_published_as_soon_as_there_is_room()
    {
        var broker = await _setting.ConnectAsync(options => options with { Patience = TimeSpan.FromMinutes(1) });
        await Server.ControlAsync("set_vm_memory_high_watermark", "0.0001");
        Task publishing;
        try
        {
            await Wait.UntilConnectedAsync(broker, isConnected: false);
            publishing = Tasks.PublishAsync(broker, 5);
            Assert.False(publishing.IsCompleted);
        }
        finally
        {
            await Server.ControlAsync("set_vm_memory_high_watermark", "0.8");
        }

        await publishing.InTime();
        await using var queue = broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
        Assert.Equal(5, Tasks.Number(await queue.ReadAsync(Wait.Token).InTime()));
    }

    [Fact]
    public async Task Connections_that_an_operator_closes_are_made_again()
    {
        var broker = await _setting.ConnectAsync();
        await using var queue = broker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
        using var listening = broker.OnStop(Tasks.Ignore);
        for (var round = 0; round < 2; round++)
        {
            await Server.ControlAsync("close_all_connections", "they go");
            await Tasks.PublishUntilTakenAsync(broker, round);
            int seen;
            do
            {
                var delivery = await queue.ReadAsync(Wait.Token).InTime();
                await queue.AckAsync(delivery, Wait.Token).InTime();
                seen = Tasks.Number(delivery);
            }
            while (seen != round);
        }

        Assert.Equal(1, _setting.Generation);
    }

    [Fact]
    public async Task While_the_server_comes_and_goes_every_task_that_was_taken_arrives_and_runs_on()
    {
        var publisher = await _setting.ConnectAsync();
        var worker = await _setting.ConnectAsync();
        const int All = 600;
        var seen = new HashSet<int>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Wait.Token);
        var reading = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(ReadAsync, CancellationToken.None)));
        var publishing = Task.Run(
            async () =>
            {
                for (var i = 0; i < All; i++)
                    await Tasks.PublishUntilTakenAsync(publisher, i);
            },
            Wait.Token);
        for (var i = 0; i < 2; i++)
        {
            await Wait.UntilAsync(() => Seen() >= (i + 1) * 100);
            await Server.KillAsync();
            await Server.StartAsync();
        }

        await publishing.WaitAsync(TimeSpan.FromMinutes(2), Wait.Token);
        await Wait.UntilAsync(() => Seen() == All);
        await over.CancelAsync();
        await reading.InTime();

        int Seen()
        {
            lock (seen)
                return seen.Count;
        }

        async Task ReadAsync()
        {
            await using var queue = worker.OpenQueue(Pool.Io, quarantine: false, prefetch: 1);
            try
            {
                while (true)
                {
                    var delivery = await queue.ReadAsync(over.Token);
                    lock (seen)
                        seen.Add(Tasks.Number(delivery));
                    await queue.AckAsync(delivery, Wait.Token);
                }
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                // All have arrived.
            }
        }
    }
}
