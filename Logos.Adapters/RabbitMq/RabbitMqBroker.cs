using Logos.Adapters.RabbitMq.Bodies;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Telemetry;
using Logos.Core.Work;
using Logos.Rules.Faults;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client.Exceptions;

namespace Logos.Adapters.RabbitMq;

/// <summary>
/// The broker of a cluster. What is published is safe when its call returns; who publishes while RabbitMQ is away, or
/// takes nothing, hears of it after a moment and says it again. Readers go on by themselves.
/// </summary>
public sealed class RabbitMqBroker : IWorkBroker, IAsyncDisposable
{
    private readonly RabbitMqOptions _options;
    private readonly Link _link;
    private readonly ControlLine _control;
    private readonly SubmissionLine _submissions;
    private readonly DeadLetters _dead;
    private readonly Func<string, Pool> _poolOf;

    /// <param name="poolOf">Which pool runs a type; what nobody has registered goes to io, whose workers then say that they do not know it.</param>
    /// <param name="random">Spreads the times at which processes come back.</param>
    /// <exception cref="RabbitMqException">The connection string cannot be read.</exception>
    public RabbitMqBroker(RabbitMqOptions options, BrokerGenerations generations, Func<string, Pool> poolOf, TimeProvider clock, Random random, ILogger<RabbitMqBroker>? log = null)
    {
        (_options, _poolOf) = (options, poolOf);
        _link = new(options, generations, clock, random, log ?? NullLogger<RabbitMqBroker>.Instance);
        _control = new(_link);
        _submissions = new(_link);
        _dead = new(_link);
        _link.Prepare = PrepareAsync;
    }

    /// <summary>0 until it is connected: nobody owns a partition before that.</summary>
    public long Generation => _link.Generation;

    public bool IsConnected => _link.Current is { Taking.IsOpen: true };

    /// <summary>What is wrong with it, for who looks after it; null when nothing is.</summary>
    public Fault? Trouble => _link.Trouble;

    /// <summary>Connects, and stays connected from then on. Waits for a RabbitMQ that does not answer yet.</summary>
    /// <exception cref="RabbitMqException">As it is set up, waiting would not help.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken) => _link.ConnectAsync().WaitAsync(cancellationToken);

    public async ValueTask PublishAsync(IReadOnlyList<TaskMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count > 0)
            await SendAsync([.. messages.Select(Outgoing)], cancellationToken);
    }

    public async ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _options.Partitions);
        if (reports.Count == 0)
            return;
        var outgoing = ReportBodies.Pack(reports).Select(bundle => Outgoing(partition, bundle)).ToArray();
        if (reports.All(report => report is Report.Wake))
            await TellAsync(outgoing);
        else
            await SendAsync(outgoing, cancellationToken);
    }

    public async ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        try
        {
            await TellAsync([new(_link.Topology.Control, "", ControlBodies.WriteStop(tasks)) { Headers = MessageHeaders.Of(ControlBodies.Stop, RequestId()), IsKept = false }]);
        }
        catch (BrokerUnavailableException)
        {
            // Best effort: a worker that did not hear of it works in vain.
        }
    }

    public async ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var headers = MessageHeaders.Of(ControlBodies.Buried, RequestId(), execution, task);
        (headers[MessageHeaders.Code], headers[MessageHeaders.Reason]) = (failure.Code, failure.Message);
        await SendAsync([new("", _link.Topology.Dead, ControlBodies.WriteBuried(execution, task, failure)) { Headers = headers }], cancellationToken);
    }

    /// <summary>How many messages wait for workers, by the names of the queues.</summary>
    /// <exception cref="BrokerUnavailableException">RabbitMQ is away.</exception>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken)
    {
        var session = await _link.SessionAsync(_options.Patience, cancellationToken);
        var depths = new Dictionary<string, long>();
        try
        {
            await using var channel = await session.Consuming.CreateChannelAsync(cancellationToken: cancellationToken);
            foreach (var pool in QueueNames.Pools)
            {
                foreach (var quarantine in (bool[])[false, true])
                    depths[QueueNames.Tasks(pool, quarantine)] = await channel.MessageCountAsync(_link.Topology.Tasks(pool, quarantine), cancellationToken);
            }

            depths[QueueNames.Dead] = await channel.MessageCountAsync(_link.Topology.Dead, cancellationToken);
            return depths;
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Cancelled as well: so the client says that the server did not answer in time.
            throw new BrokerUnavailableException($"{RabbitMqCodes.BrokerAway}: the queues could not be counted: {e.Message}");
        }
    }

    public IInbox OpenInbox(int partition) =>
        new Inbox(new(_link, _dead, _link.Topology.Inbox(partition), _options.InboxPrefetch, body => ReportBodies.Read(body.Span)), _submissions, partition);

    public ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) =>
        new TaskQueue(new(_link, _dead, _link.Topology.Tasks(pool, quarantine), prefetch, body => [TaskBody.Read(body.Span)]));

    public IDisposable OnStop(Action<Guid, TaskKey> stopped) => _control.OnStop(stopped);

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task PrepareAsync(Session session, CancellationToken cancellationToken)
    {
        await _control.ListenAsync(session, cancellationToken);
        await _submissions.ListenAsync(session, cancellationToken);
        // Whoever has not noticed anything of what was lost hears of it.
        if (session.HasRaised)
            await session.Publisher.PostAsync([new(_link.Topology.Control, "", ControlBodies.WriteGeneration(session.Generation)) { Headers = MessageHeaders.Of(ControlBodies.Generation, null), IsKept = false }]);
    }

    private async Task SendAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken)
    {
        var session = await _link.SessionAsync(_options.Patience, cancellationToken);
        await TakingAsync(session, cancellationToken);
        var sending = session.Publisher.SendAsync(messages);
        while (!sending.IsCompleted)
        {
            await Task.WhenAny(sending, session.Taking.WhenClosed).WaitAsync(cancellationToken);
            if (!sending.IsCompleted)
                await Task.WhenAny(sending, TakingAsync(session, cancellationToken)).Unwrap();
        }

        await sending;
    }

    // While it takes nothing, nothing more is sent to it: what waits in the wires comes in then without anybody waiting for it.
    private async Task TakingAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            await session.Taking.WhenOpen.WaitAsync(_options.Patience, _link.Clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new BrokerUnavailableException($"{RabbitMqCodes.BrokerBlocked}: RabbitMQ takes no messages for now.");
        }
    }

    /// <summary>Neither waits for the broker nor for its confirm: nobody may be held up by what may be lost.</summary>
    private async Task TellAsync(IReadOnlyList<Outgoing> messages)
    {
        if (_link.Current is not { Taking.IsOpen: true } session)
            throw _link.Away();
        var telling = session.Publisher.PostAsync(messages);
        await Task.WhenAny(telling, session.Taking.WhenClosed).Unwrap();
    }

    private Outgoing Outgoing(TaskMessage message)
    {
        var first = message.First;
        var headers = MessageHeaders.Of(message.IsBundle ? "bundle" : "task", first.RequestId ?? RequestId(), first.Execution, first.Key, first.TraceParent);
        return new("", _link.Topology.Tasks(_poolOf(first.Steps[0].Type), message.Quarantine), TaskBody.Write(message)) { Headers = headers };
    }

    private Outgoing Outgoing(int partition, IReadOnlyList<Report> reports)
    {
        var first = reports[0];
        var body = ReportBodies.Write(reports);
        var isSubmission = ReportBodies.HoldsSubmission(first);
        var about = first is Report.Wake { Submission.Head.Id: var submitted } ? submitted : first.Execution;
        var exchange = isSubmission ? _link.Topology.Submissions : first is Report.Wake ? _link.Topology.Orchestration : _link.Topology.Results;
        return new(exchange, Topology.Key(partition), body)
        {
            IsKept = !isSubmission,
            Headers = MessageHeaders.Of(reports.Count > 1 ? ReportBodies.Bundle : ReportBodies.Kind(first), first.RequestId ?? RequestId(), about, first.Task, (first as Report.Ended)?.TraceParent),
        };
    }

    private string? RequestId() => _options.RequestId?.Invoke();

    private sealed class Inbox : IInbox
    {
        private readonly QueueReader<Report> _reader;
        private readonly SubmissionLine _submissions;
        private readonly int _partition;

        public Inbox(QueueReader<Report> reader, SubmissionLine submissions, int partition)
        {
            (_reader, _submissions, _partition) = (reader, submissions, partition);
            submissions.Own(partition, reader.Offer);
        }

        public ValueTask<IReadOnlyList<Delivery<Report>>> ReadAsync(int max, CancellationToken cancellationToken) => _reader.ReadAsync(max, cancellationToken);

        public ValueTask AckAsync(IReadOnlyList<Delivery<Report>> deliveries, CancellationToken cancellationToken) => _reader.AckAsync(deliveries);

        public ValueTask DisposeAsync()
        {
            _submissions.Leave(_partition, _reader.Offer);
            return _reader.DisposeAsync();
        }
    }

    private sealed class TaskQueue(QueueReader<TaskMessage> reader) : ITaskQueue
    {
        public async ValueTask<Delivery<TaskMessage>> ReadAsync(CancellationToken cancellationToken) => (await reader.ReadAsync(1, cancellationToken))[0];

        public ValueTask AckAsync(Delivery<TaskMessage> delivery, CancellationToken cancellationToken) => reader.AckAsync([delivery]);

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
