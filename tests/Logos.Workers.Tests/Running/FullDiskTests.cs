using Logos.Adapters.Blobs;
using Logos.Adapters.Channels;
using Logos.Adapters.Journal;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Simulation.Disks;
using Logos.Workers.Faults;
using Logos.Workers.Pools;
using Logos.Workers.Running;

namespace Logos.Workers.Tests.Running;

/// <summary>Outputs that are too large for a row, and no room for them.</summary>
public sealed class FullDiskTests
{
    private static readonly Value Large = new string('x', 100_000);

    private readonly SimulatedDisk _disk = new(1);
    private readonly Worker _worker = new();
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault = new DiskFullException("There is no room.");
    private int _refusals;
    private int _runs;

    public FullDiskTests()
    {
        _disk.Fault = step =>
        {
            if (step.Operation != DiskOperation.Create || _fault is null)
                return null;
            Interlocked.Increment(ref _refusals);
            _refused.TrySetResult();
            return _fault;
        };
        _worker.Blobs = FolderBlobs.Open(_disk);
        _worker.With("give", _ =>
        {
            _runs++;
            return Large;
        });
    }

    [Fact]
    public async Task The_write_is_tried_again_until_there_is_room_and_the_handler_never_is()
    {
        var running = _worker.RunAsync("a: { type: give, timeout: 1s }");
        // Time that passes before the handler is done would be its own, and it has a second of it.
        await _refused.Task;
        while (Volatile.Read(ref _refusals) < 20)
        {
            Assert.False(running.IsCompleted);
            _worker.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        _fault = null;
        while (!running.IsCompleted)
        {
            _worker.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        var good = Assert.IsType<Outcome.Succeeded>((await running)[0].Outcome);
        Assert.NotNull(good.Output.Blob);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Whoever_stops_the_task_ends_the_waiting()
    {
        using var stop = new CancellationTokenSource();
        var running = _worker.RunAsync("a: { type: give }", stop: stop.Token);
        await _refused.Task;
        await stop.CancelAsync();

        Assert.Equal((WorkersCodes.Canceled, FailureKind.Canceled), Worker.Failure((await running)[0]) is var failure ? (failure.Code, failure.Kind) : default);
    }

    [Fact]
    public async Task A_disk_that_fails_otherwise_fails_the_attempt()
    {
        _fault = new UnauthorizedAccessException("not yours");

        var failure = Worker.Failure((await _worker.RunAsync("a: { type: give }"))[0]);

        Assert.Equal(new(WorkersCodes.ValueNotKept, FailureKind.Transient, "its output of 100002 bytes could not be kept: not yours"), failure);
    }

    [Fact]
    public async Task Meanwhile_the_worker_claims_the_task_and_gives_signs_of_life_and_gives_it_back_when_it_goes_down()
    {
        var options = new PoolOptions { Slots = 1, Grace = TimeSpan.FromSeconds(1) };
        var broker = new ChannelBroker { PoolOf = _ => Pool.Io };
        var runner = new TaskRunner(_worker.Handlers, new GivenSecrets(_worker.Secrets), _worker.Clock, _worker.Options, _worker.Blobs);
        using var down = new CancellationTokenSource();
        var pool = Task.Run(() => new PoolWorker(Pool.Io, broker, runner, _worker.Clock, "w1", options).RunAsync(down.Token), TestContext.Current.CancellationToken);
        await broker.PublishAsync([_worker.Task("a: { type: give }")], TestContext.Current.CancellationToken);
        await _refused.Task;
        _worker.Clock.Advance(options.ClaimAfter);
        Assert.IsType<Report.Claimed>(await NextAsync(broker));
        _worker.Clock.Advance(options.BeatEvery);
        Assert.IsType<Report.Beat>(await NextAsync(broker));
        await down.CancelAsync();
        _worker.Clock.Advance(options.Grace);
        await pool;

        Assert.IsType<Report.Released>(await NextAsync(broker));
        Assert.Equal(1, _runs);
    }

    private static async Task<Report> NextAsync(ChannelBroker broker)
    {
        await using var inbox = broker.OpenInbox(0);
        var delivery = Assert.Single(await inbox.ReadAsync(1, TestContext.Current.CancellationToken));
        await inbox.AckAsync([delivery], TestContext.Current.CancellationToken);
        return delivery.Message;
    }
}
