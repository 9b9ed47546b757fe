using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Rule;

namespace Logos.Workers.Tests.Running;

/// <summary>Timeouts, and the word to stop.</summary>
public sealed class TimeTests
{
    private readonly Worker _worker = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_timeout_counts_from_the_moment_the_step_begins()
    {
        _worker.With("late", _ =>
        {
            _worker.Clock.Advance(TimeSpan.FromMilliseconds(400));
            return Value.True;
        });
        _worker.With("hang", HangAsync);

        var running = _worker.RunAsync("a: { type: late, timeout: 300ms }\nb: { type: hang, needs: [a], timeout: 300ms }");
        await _begun.Task;
        _worker.Clock.Advance(TimeSpan.FromMilliseconds(299));
        Assert.False(running.IsCompleted);
        _worker.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var steps = await running;

        // A handler that ends its work and looks at no token has done it, however late: nothing is gained by doing it twice.
        Assert.IsType<Outcome.Succeeded>(steps[0].Outcome);
        Assert.Equal(new(ExecutionCodes.NodeTimedOut, FailureKind.TimedOut, "it took longer than 300ms"), Worker.Failure(steps[1]));
    }

    [Fact]
    public async Task Rules_stop_when_the_time_of_their_node_is_up()
    {
        _worker.With("slow", (context, token) =>
        {
            _worker.Clock.Advance(TimeSpan.FromSeconds(1));
            return new GrlHandler().RunAsync(context, token);
        });

        var steps = await _worker.RunAsync("a: { type: slow, timeout: 300ms, with: { rules: 'rule R { when n > 0 then n = 0; }', facts: { n: 1 } } }");

        Assert.Equal(new(ExecutionCodes.NodeTimedOut, FailureKind.TimedOut, "it took longer than 300ms"), Worker.Failure(steps[0]));
    }

    [Fact]
    public async Task A_handler_that_does_not_stop_is_left_behind()
    {
        var beats = new List<Value>();
        NodeContext? late = null;
        _worker.With("deaf", (context, _) =>
        {
            late = context;
            _begun.SetResult();
            return new TaskCompletionSource<NodeResult>().Task;
        });
        var running = _worker.RunAsync("a: { type: deaf, timeout: 1s }", watch: new() { Beat = (_, value) => beats.Add(value) });
        await _begun.Task;
        _worker.Clock.Advance(TimeSpan.FromSeconds(1));
        while (!running.IsCompleted)
        {
            // The wait for its end begins a moment after the token fired, on another thread.
            _worker.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        var failure = Worker.Failure((await running)[0]);
        Assert.Equal((ExecutionCodes.NodeTimedOut, FailureKind.TimedOut, "it took longer than 1s, and did not stop when it was asked to"), (failure.Code, failure.Kind, failure.Message));
        late!.Beat(Value.True);
        Assert.Empty(beats);
    }

    [Fact]
    public async Task A_handler_that_keeps_its_thread_is_left_behind_as_well()
    {
        using var kept = new ManualResetEventSlim();
        _worker.With("deaf", _ =>
        {
            _begun.SetResult();
            kept.Wait(CancellationToken.None);
            return Value.Null;
        });
        var running = _worker.RunAsync("a: { type: deaf, timeout: 1s }");
        await _begun.Task;
        while (!running.IsCompleted)
        {
            _worker.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal("it took longer than 1s, and did not stop when it was asked to", Worker.Failure((await running)[0]).Message);
        kept.Set();
    }

    [Fact]
    public async Task What_a_handler_yields_when_it_is_told_to_stop_counts_however_close_the_two_are()
    {
        for (var i = 0; i < 200; i++)
        {
            using var stop = new CancellationTokenSource();
            var worker = new Worker().With("close", (_, _) =>
            {
                stop.CancelAfter(TimeSpan.Zero);
                return Task.FromResult<NodeResult>(Value.From("written"));
            });

            Assert.IsType<Outcome.Succeeded>((await worker.RunAsync("a: { type: close }", stop: stop.Token))[0].Outcome);
        }
    }

    [Fact]
    public async Task A_success_that_comes_while_it_is_asked_to_stop_counts()
    {
        var release = new TaskCompletionSource();
        _worker.With("careful", async (_, token) =>
        {
            await using var heard = token.Register(release.SetResult);
            _begun.SetResult();
            await release.Task;
            return Value.From("written");
        });

        var running = _worker.RunAsync("a: { type: careful, timeout: 1s }");
        await _begun.Task;
        _worker.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("\"written\"", Worker.Output((await running)[0]).ToJson());
    }

    [Fact]
    public async Task Whoever_stops_a_task_hears_that_it_was_stopped_and_not_that_it_took_too_long()
    {
        using var stop = new CancellationTokenSource();
        _worker.With("hang", HangAsync);

        var running = _worker.RunAsync("a: { type: hang }", stop: stop.Token);
        await _begun.Task;
        await stop.CancelAsync();

        Assert.Equal((WorkersCodes.Canceled, FailureKind.Canceled), await Kind(running));
    }

    [Fact]
    public async Task A_task_that_is_stopped_before_it_begins_runs_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var ran = false;
        _worker.With("run", _ => Value.From(ran = true));

        var failure = await Kind(_worker.RunAsync("a: { type: run }", stop: stop.Token));

        Assert.Equal((WorkersCodes.Canceled, FailureKind.Canceled), failure);
        Assert.False(ran);
    }

    [Fact]
    public async Task A_segment_that_is_stopped_tells_what_had_ended()
    {
        using var stop = new CancellationTokenSource();
        _worker.With("stop", _ =>
        {
            stop.Cancel();
            return Value.True;
        });

        var steps = await _worker.RunAsync("a: { type: stop }\nb: { type: stop, needs: [a] }", stop: stop.Token);

        Assert.IsType<Outcome.Succeeded>(Assert.Single(steps).Outcome);
    }

    private async Task<NodeResult> HangAsync(NodeContext context, CancellationToken token)
    {
        _begun.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        return Value.Null;
    }

    private static async Task<(string, FailureKind)> Kind(Task<IReadOnlyList<StepOutcome>> running) => Worker.Failure((await running)[0]) is var failure ? (failure.Code, failure.Kind) : default;
}
