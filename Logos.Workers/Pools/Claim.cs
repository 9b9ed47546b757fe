using System.Runtime.CompilerServices;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Workers.Pools;

/// <summary>
/// Who answers for a message: the broker until the claim, the worker from then on, with signs of life. Of a bundle
/// only the task that takes so long is claimed; what comes after it goes back as messages of their own.
/// </summary>
internal sealed class Claim(PatientBroker broker, ITaskQueue queue, Delivery<TaskMessage> delivery, string worker, PoolOptions options, TimeProvider clock) : IAsyncDisposable
{
    private const int Nothing = -1;

    private readonly Lock _gate = new();
    private readonly TaskMessage _message = delivery.Message;
    private readonly List<Report.Ended> _ended = new(delivery.Message.Count);
    private StrongBox<Value>? _details;
    private ITimer? _timer;
    private Task _sign = Task.CompletedTask;
    private int _runs = Nothing;

    /// <summary>Stands still while nothing runs.</summary>
    public bool IsMade { get; private set; }

    /// <summary>From now on a long run is claimed, and gives signs. By a timer: a handler may keep its thread to itself.</summary>
    public void Watch() =>
        _timer = clock.CreateTimer(static claim => ((Claim)claim!).OnTimer(), this, IsMade ? options.BeatEvery : options.ClaimAfter, options.BeatEvery);

    public void Note(TaskStep step, Value details) => _details = new(details);

    public void Begin(int index)
    {
        lock (_gate)
            _runs = index;
    }

    public async ValueTask EndAsync(Report.Ended? report)
    {
        lock (_gate)
            _runs = Nothing;
        // A sign that could not be given is followed by the next one, and in the end by the outcome.
        await _sign.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (report is not null)
            _ended.Add(report);
    }

    public async Task MakeAsync(int index)
    {
        await HandOnAsync(index + 1);
        await ReportAsync(new Report.Claimed(_message[index].Execution, _message[index].Key, worker) { RequestId = _message[index].RequestId });
        await PatientBroker.AckAsync(queue, delivery);
        IsMade = true;
    }

    /// <summary>Tells what has ended. From then on nobody has to answer for the message any more.</summary>
    /// <param name="next">The first task of a bundle that was not begun.</param>
    public async Task CloseAsync(int next)
    {
        // What comes after a claimed task was handed on with the claim.
        await HandOnAsync(IsMade ? _message.Count : next);
        if (!IsMade)
            await PatientBroker.AckAsync(queue, delivery);
    }

    /// <summary>The worker goes down before this task has ended.</summary>
    public async Task GiveBackAsync(int index)
    {
        if (IsMade)
        {
            await ReportAsync(new Report.Released(_message[index].Execution, _message[index].Key) { RequestId = _message[index].RequestId });
        }
        else if (_message.IsBundle)
        {
            await HandOnAsync(index);
            await PatientBroker.AckAsync(queue, delivery);
        }

        // A single task that is not claimed goes back by itself when the queue closes.
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(null);
        if (_timer is not null)
            await _timer.DisposeAsync();
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_runs != Nothing && _sign.IsCompleted)
                _sign = SignAsync(_runs);
        }
    }

    private Task SignAsync(int index) => IsMade
        ? broker.BeatAsync(_message.Partition, new Report.Beat(_message[index].Execution, _message[index].Key, _details?.Value ?? Value.Null) { RequestId = _message[index].RequestId })
        : MakeAsync(index);

    private async Task HandOnAsync(int from)
    {
        if (_ended.Count > 0)
        {
            using var spans = ReportSpans.Begin();
            await broker.ReportAsync(_message.Partition, spans?.Of(_ended, _message) ?? [.. _ended]);
        }

        _ended.Clear();
        if (from < _message.Count)
            await broker.PublishAsync(_message.Singly(from));
    }

    private Task ReportAsync(Report report) => broker.ReportAsync(_message.Partition, report);
}
