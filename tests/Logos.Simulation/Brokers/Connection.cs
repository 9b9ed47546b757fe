using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Simulation.Scheduling;

namespace Logos.Simulation.Brokers;

/// <summary>
/// A process's connection: it waits for confirms. When it was cut, it says again what was not confirmed, or throws and
/// leaves that to whoever called: the port allows for both, and here the one happens beside the other.
/// </summary>
internal sealed class Connection(SimulatedBroker broker, SimulatedProcess process, IExecutionStore store) : IWorkBroker
{
    private readonly List<(Action Arrive, TaskCompletionSource Confirmed)> _unconfirmed = [];
    private readonly List<Action<Guid, TaskKey>> _stopped = [];

    private Simulator Simulator => process.Simulator;

    public SimulatedProcess Process => process;

    public event Action? Dropped;

    public event Action? Opened;

    public long Generation { get; private set; }

    public bool IsConnected { get; private set; }

    public int Life { get; private set; }

    public ValueTask PublishAsync(IReadOnlyList<TaskMessage> tasks, CancellationToken cancellationToken)
    {
        if (!process.IsDead)
            Simulator.Tell(process.Name, Simulator.Trace.IsOn ? $"publishes {string.Join(", ", tasks.Select(TaskText.Of))}" : "");
        return Send(() =>
        {
            foreach (var task in tasks)
                broker.Arrive(task);
        });
    }

    public ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken)
    {
        if (!process.IsDead)
            Simulator.Tell(process.Name, Simulator.Trace.IsOn ? $"reports to p{partition}: {string.Join(", ", reports.Select(TaskText.Of))}" : "");
        return Send(() =>
        {
            foreach (var report in reports)
                broker.Arrive(partition, report);
        });
    }

    public ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken)
    {
        if (!IsConnected || process.IsDead || (broker.IsRough && Simulator.Chance(10)))
            return ValueTask.CompletedTask;
        Simulator.After(Simulator.Between(0, 5), () =>
        {
            foreach (var connection in broker.Connections)
            {
                foreach (var listener in connection._stopped)
                {
                    foreach (var (execution, task) in tasks)
                        connection.Process.Enqueue(() => listener(execution, task));
                }
            }
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken) => Send(() => broker.Bury(failure));

    public IInbox OpenInbox(int partition) => new Inbox(new(broker.Inbox(partition), this));

    public ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) => new TaskQueue(new(broker.Queue(pool, quarantine), this));

    public IDisposable OnStop(Action<Guid, TaskKey> stopped)
    {
        _stopped.Add(stopped);
        return new Subscription(() => _stopped.Remove(stopped));
    }

    public void Open()
    {
        if (broker.Marker is { } marker)
            Connected(marker);
        else
            Reconnect();
    }

    public void Disconnect()
    {
        Life++;
        IsConnected = false;
    }

    public void Cut(bool andReconnect)
    {
        Disconnect();
        Dropped?.Invoke();
        foreach (var unconfirmed in _unconfirmed.Where(_ => Throws()).ToList())
        {
            _unconfirmed.Remove(unconfirmed);
            Fail(unconfirmed.Confirmed);
        }

        if (andReconnect)
            Reconnect();
    }

    /// <summary>Whether a call that finds the broker away hears of it, or waits.</summary>
    public bool Throws() => !IsConnected && !process.IsDead && broker.IsRough && Simulator.Chance(2);

    public void Fail<T>(TaskCompletionSource<T> answer) =>
        Simulator.After(Simulator.Between(0, 5), () => process.Enqueue(() => answer.TrySetException(Away())));

    public static BrokerUnavailableException Away() => new("The broker is away.");

    private void Reconnect()
    {
        var life = Life;
        Simulator.After(Simulator.Between(5, 3_000), () => process.Enqueue(async () =>
        {
            // The marker is looked for before anything is declared: who declared first would hide the loss.
            try
            {
                var generation = await store.FindBrokerGenerationAsync(default);
                if (life == Life && broker.Marker != generation)
                    broker.Marker = generation = await store.RaiseBrokerGenerationAsync(generation, default);
                if (life == Life)
                    Connected(generation);
            }
            catch (StoreUnavailableException)
            {
                if (life == Life)
                    Reconnect();
            }
        }));
    }

    private void Connected(long generation)
    {
        if (generation != Generation)
            Simulator.Tell(process.Name, $"finds the broker's generation {generation}");
        Generation = generation;
        IsConnected = true;
        Opened?.Invoke();
        foreach (var (arrive, confirmed) in _unconfirmed.ToList())
            Try(arrive, confirmed);
    }

    private void Fail(TaskCompletionSource answer) =>
        Simulator.After(Simulator.Between(0, 5), () => process.Enqueue(() => answer.TrySetException(Away())));

    private ValueTask Send(Action arrive)
    {
        var confirmed = new TaskCompletionSource();
        if (process.IsDead)
            return new(confirmed.Task);
        if (Throws())
        {
            Fail(confirmed);
            return new(confirmed.Task);
        }

        _unconfirmed.Add((arrive, confirmed));
        if (IsConnected)
            Try(arrive, confirmed);
        return new(confirmed.Task);
    }

    private void Try(Action arrive, TaskCompletionSource confirmed)
    {
        var life = Life;
        Simulator.After(Simulator.Between(0, 3), () =>
        {
            if (life != Life)
                return;
            arrive();
            Simulator.After(Simulator.Between(0, 3), () =>
            {
                if (life == Life && _unconfirmed.Remove((arrive, confirmed)))
                    process.Enqueue(() => confirmed.TrySetResult());
            });
        });
    }

    private sealed class Inbox(Reader<Report> reader) : IInbox
    {
        public ValueTask<IReadOnlyList<Delivery<Report>>> ReadAsync(int max, CancellationToken cancellationToken) => new(reader.ReadAsync(max, cancellationToken));

        public ValueTask AckAsync(IReadOnlyList<Delivery<Report>> deliveries, CancellationToken cancellationToken)
        {
            reader.Ack(deliveries);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }

    private sealed class TaskQueue(Reader<TaskMessage> reader) : ITaskQueue
    {
        public async ValueTask<Delivery<TaskMessage>> ReadAsync(CancellationToken cancellationToken) => (await reader.ReadAsync(1, cancellationToken))[0];

        public ValueTask AckAsync(Delivery<TaskMessage> delivery, CancellationToken cancellationToken)
        {
            reader.Ack([delivery]);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
