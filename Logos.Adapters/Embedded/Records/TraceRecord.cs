using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Records;

/// <summary>
/// The traces of executions, and the requests that asked for them. They stand behind everything else of a record, and only where there are some:
/// versions that do not know of them do not read so far, and what such a version wrote ends before them.
/// </summary>
internal static class TraceRecord
{
    public static void Write(RecordWriter to, ExecutionHead head)
    {
        if (head.TraceParent is null && head.RequestId is null)
            return;
        to.Text(head.TraceParent);
        if (head.RequestId is { } request)
            to.Text(request);
    }

    public static ExecutionHead Read(ref RecordReader from, ExecutionHead head)
    {
        if (!from.AtEnd)
            head = head with { TraceParent = from.TextOrNull() };
        return from.AtEnd ? head : head with { RequestId = from.TextOrNull() };
    }

    /// <summary>Of several, which are read in the same order: first all traces, then all requests.</summary>
    public static void Write(RecordWriter to, IReadOnlyList<ExecutionHead> begun, IReadOnlyList<StoredExecution> woken)
    {
        var hasRequests = Any(begun, woken, head => head.RequestId);
        if (hasRequests || Any(begun, woken, head => head.TraceParent))
            Write(to, begun, woken, head => head.TraceParent);
        if (hasRequests)
            Write(to, begun, woken, head => head.RequestId);
    }

    public static void Read(ref RecordReader from, ExecutionHead[] begun, StoredExecution[] woken)
    {
        Read(ref from, begun, woken, (head, text) => head with { TraceParent = text });
        Read(ref from, begun, woken, (head, text) => head with { RequestId = text });
    }

    private static bool Any(IReadOnlyList<ExecutionHead> begun, IReadOnlyList<StoredExecution> woken, Func<ExecutionHead, string?> text) =>
        begun.Any(head => text(head) is not null) || woken.Any(execution => text(execution.Head) is not null);

    private static void Write(RecordWriter to, IReadOnlyList<ExecutionHead> begun, IReadOnlyList<StoredExecution> woken, Func<ExecutionHead, string?> text)
    {
        foreach (var head in begun)
            to.Text(text(head));
        foreach (var execution in woken)
            to.Text(text(execution.Head));
    }

    private static void Read(ref RecordReader from, ExecutionHead[] begun, StoredExecution[] woken, Func<ExecutionHead, string?, ExecutionHead> take)
    {
        if (from.AtEnd)
            return;
        for (var i = 0; i < begun.Length; i++)
            begun[i] = take(begun[i], from.TextOrNull());
        for (var i = 0; i < woken.Length; i++)
            woken[i] = woken[i] with { Head = take(woken[i].Head, from.TextOrNull()) };
    }
}
