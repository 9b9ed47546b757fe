using System.Diagnostics;
using Logos.Core.Telemetry;

namespace Logos.Orchestrator.Tests.Embedded;

/// <summary>The spans of one trace, as whoever exports them hears them. It begins with a span of the test's own.</summary>
internal sealed class HeardSpans : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeardSpans()
    {
        Root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        // Other tests have traces of their own.
        _listener = new()
        {
            ShouldListenTo = source => source.Name == LogosTraces.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId == Root.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = Note,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Activity Root { get; }

    /// <summary>Waits until so many with that name have ended.</summary>
    public async Task<IReadOnlyList<Activity>> UntilAsync(string name, int count = 1)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_ended.Where(span => span.DisplayName == name).ToArray() is { } found && found.Length >= count)
                    return found;
                next = _next.Task;
            }

            await next.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public IReadOnlyList<Activity> All
    {
        get
        {
            lock (_gate)
                return [.. _ended];
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Root.Stop();
        Root.Dispose();
    }

    private void Note(Activity span)
    {
        lock (_gate)
        {
            _ended.Add(span);
            var told = _next;
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            told.SetResult();
        }
    }
}
