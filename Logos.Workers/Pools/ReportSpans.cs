using System.Diagnostics;
using Logos.Core.Messages;
using Logos.Core.Telemetry;

namespace Logos.Workers.Pools;

/// <summary>The spans of reports, from when a worker has them until the broker does; each owner continues its own.</summary>
internal sealed class ReportSpans : IDisposable
{
    private readonly List<Activity> _spans = [];

    /// <returns>Null where nobody listens.</returns>
    public static ReportSpans? Begin() => LogosTraces.IsOn ? new() : null;

    /// <param name="ended">Of some tasks of the message, in its order.</param>
    public IReadOnlyList<Report> Of(IReadOnlyList<Report.Ended> ended, TaskMessage message)
    {
        var reports = new Report[ended.Count];
        for (int i = 0, task = 0; i < reports.Length; task++)
        {
            if (message[task].Execution == ended[i].Execution && message[task].Key == ended[i].Task)
                reports[i] = Of(ended[i++], message[task].Steps[0].Id);
        }

        return reports;
    }

    private Report.Ended Of(Report.Ended report, string node)
    {
        if (LogosTraces.BeginAside("node.report", node, ActivityKind.Producer, report.TraceParent) is not { } span)
            return report;
        _spans.Add(span.SetTag(SpanTags.Execution, report.Execution.ToString()).SetTag(SpanTags.Node, node));
        return report with { TraceParent = span.Id };
    }

    public void Dispose()
    {
        foreach (var span in _spans)
            LogosTraces.EndAside(span);
    }
}
