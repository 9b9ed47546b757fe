using System.Diagnostics.Metrics;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Telemetry;
using Logos.Core.Work;

namespace Logos.Workers.Pools;

/// <summary>What the workers of one pool do.</summary>
public sealed class PoolMeter
{
    private const string Released = "released";

    private static readonly string[] Statuses = [Wire.Name(NodeStatus.Succeeded), Wire.Name(NodeStatus.Failed), Wire.Name(NodeStatus.TimedOut), Wire.Name(NodeStatus.Cancelled), Released];

    private readonly Counter<long> _processed;
    private readonly TimeProvider _clock;
    private readonly QueueMeter _tasks;
    private readonly QueueMeter _quarantine;
    private readonly Lock _gate = new();
    private long _restsSince;
    private int _active;

    internal PoolMeter(Pool pool, Counter<long> processed, TimeProvider clock)
    {
        Worker = new("worker_type", QueueNames.Of(pool));
        (_processed, _clock, _restsSince) = (processed, clock, clock.GetTimestamp());
        (_tasks, _quarantine) = (new(QueueNames.Tasks(pool, quarantine: false), clock), new(QueueNames.Tasks(pool, quarantine: true), clock));
        foreach (var status in Statuses)
            processed.Add(0, Worker, new("status", status));
    }

    internal KeyValuePair<string, object?> Worker { get; }

    internal int Active => Volatile.Read(ref _active);

    internal TimeSpan Idle
    {
        get
        {
            lock (_gate)
                return _active > 0 ? TimeSpan.Zero : _clock.GetElapsedTime(_restsSince);
        }
    }

    internal IEnumerable<Measurement<double>> Rates => [_tasks.Rate, _quarantine.Rate];

    internal IEnumerable<Measurement<double>> Ages => [_tasks.Age, _quarantine.Age];

    internal void Took(bool quarantine, int tasks, DateTimeOffset dispatchedAt) => (quarantine ? _quarantine : _tasks).Took(tasks, dispatchedAt);

    internal void Begin()
    {
        lock (_gate)
            _active++;
    }

    /// <param name="report">Null when the worker goes down before the task has ended: another one gets it.</param>
    internal void End(Report.Ended? report)
    {
        lock (_gate)
        {
            if (--_active == 0)
                _restsSince = _clock.GetTimestamp();
        }

        _processed.Add(1, Worker, new("status", StatusOf(report)));
    }

    private static string StatusOf(Report.Ended? report) => report?.Steps[^1].Outcome switch
    {
        null => Released,
        Outcome.Failed { Failure.Kind: FailureKind.TimedOut } => Wire.Name(NodeStatus.TimedOut),
        Outcome.Failed { Failure.Kind: FailureKind.Canceled } => Wire.Name(NodeStatus.Cancelled),
        Outcome.Failed => Wire.Name(NodeStatus.Failed),
        _ => Wire.Name(NodeStatus.Succeeded),
    };
}
