using System.Diagnostics.Metrics;
using Logos.Core.Executions;
using Logos.Core.Telemetry;
using Logos.Core.Work;

namespace Logos.Core.Orchestration;

/// <summary>
/// What owners count: each thing once, when the commit that holds it has been confirmed. So over a run without crashes
/// the sum over all owners is what stands in the store.
/// </summary>
public sealed class OwnerMeters
{
    private readonly Counter<long> _executions;
    private readonly Histogram<double> _executionTimes;
    private readonly Counter<long> _nodes;
    private readonly Histogram<double> _nodeTimes;
    private readonly Counter<long> _errors;

    public OwnerMeters(IMeterFactory meters)
    {
        var meter = LogosMeter.Of(meters);
        _executions = meter.CreateCounter<long>("graph_executions_total", description: "Executions that have ended, those that another one started as well.");
        _executionTimes = meter.CreateDuration("graph_execution_duration_seconds", "From the begin of an execution to its end.");
        _nodes = meter.CreateCounter<long>("graph_nodes_executed_total", description: "Nodes that ran and have ended, whatever way; a foreach is one.");
        _nodeTimes = meter.CreateDuration("node_execution_duration_seconds", "How long one attempt of a node, or of an item of its foreach, ran.");
        _errors = meter.CreateCounter<long>("node_execution_errors_total", description: "Attempts of nodes and of items that failed, also those that another one followed.");
        // From the beginning, so that the first that fails is an increase.
        foreach (var status in Enum.GetValues<ExecutionStatus>().Where(status => status.IsEnd()))
            _executions.Add(0, Status(Wire.Name(status)));
    }

    internal void Count(TurnTally tally)
    {
        foreach (var (status, time) in tally.Executions)
        {
            var tag = Status(Wire.Name(status));
            _executions.Add(1, tag);
            _executionTimes.Record(Math.Max(0, time.TotalSeconds), tag);
        }

        foreach (var (type, run) in tally.Runs)
        {
            var tag = new KeyValuePair<string, object?>("node_type", type);
            if (run.IsLast)
                _nodes.Add(1, tag);
            if (run.Time is { } time)
                _nodeTimes.Record(time.TotalSeconds, tag, Status(Wire.Name(run.Status)));
            if (run.Error is { } error)
                _errors.Add(1, tag, new("error_type", NameOf(error)));
        }
    }

    private static KeyValuePair<string, object?> Status(string name) => new("status", name);

    private static string NameOf(FailureKind kind) => kind switch
    {
        FailureKind.Transient => "transient",
        FailureKind.Permanent => "permanent",
        FailureKind.Canceled => "canceled",
        _ => "timed_out",
    };
}
