using System.Runtime.CompilerServices;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Workers.Pools;

/// <summary>Who answers for a delivery: the broker until the claim, the worker from then on, with signs of life.</summary>
internal sealed class Claim(IWorkBroker broker, ITaskQueue queue, Delivery<NodeTask> delivery, string worker, PoolOptions options, TimeProvider clock) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private StrongBox<Value>? _details;
    private ITimer? _timer;
    private Task _sign = Task.CompletedTask;
    private bool _isMade;
    private bool _isClosed;

    /// <summary>From now on a long run is claimed, and gives signs. By a timer: a handler may keep its thread to itself.</summary>
    public void Watch() =>
        _timer = clock.CreateTimer(static claim => ((Claim)claim!).OnTimer(), this, _isMade ? options.BeatEvery : options.ClaimAfter, options.BeatEvery);

    public void Note(TaskStep step, Value details) => _details = new(details);

    public async Task MakeAsync()
    {
        await ReportAsync(new Report.Claimed(delivery.Message.Execution, delivery.Message.Key, worker));
        await queue.AckAsync(delivery, CancellationToken.None);
        _isMade = true;
    }

    /// <summary>The outcome has been told: nobody has to answer for the delivery any more.</summary>
    public async Task CloseAsync()
    {
        await ComeToRestAsync();
        if (!_isMade)
            await queue.AckAsync(delivery, CancellationToken.None);
    }

    // What is not claimed goes back by itself when the queue closes.
    public async Task GiveBackAsync()
    {
        await ComeToRestAsync();
        if (_isMade)
            await ReportAsync(new Report.Released(delivery.Message.Execution, delivery.Message.Key));
    }

    public async ValueTask DisposeAsync() => await ComeToRestAsync();

    private void OnTimer()
    {
        lock (_gate)
        {
            if (!_isClosed && _sign.IsCompleted)
                _sign = SignAsync();
        }
    }

    private Task SignAsync() => _isMade
        ? ReportAsync(new Report.Beat(delivery.Message.Execution, delivery.Message.Key, _details?.Value ?? Value.Null))
        : MakeAsync();

    private async Task ComeToRestAsync()
    {
        lock (_gate)
            _isClosed = true;
        if (_timer is not null)
            await _timer.DisposeAsync();
        // A sign that could not be given is followed by the next one, and in the end by the outcome.
        await _sign.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task ReportAsync(Report report) => await broker.ReportAsync(delivery.Message.Partition, [report], CancellationToken.None);
}
