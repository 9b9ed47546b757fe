using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Records;

/// <summary>
/// The traces of executions. They stand behind everything else of a record, and only where there are some: versions that
/// do not know of them do not read so far, and what such a version wrote ends before them.
/// </summary>
internal static class TraceRecord
{
    public static void Write(RecordWriter to, ExecutionHead head)
    {
        if (head.TraceParent is { } trace)
            to.Text(trace);
    }

    public static ExecutionHead Read(ref RecordReader from, ExecutionHead head) => from.AtEnd ? head : head with { TraceParent = from.TextOrNull() };

    /// <summary>Of several, which are read in the same order.</summary>
    public static void Write(RecordWriter to, IReadOnlyList<ExecutionHead> begun, IReadOnlyList<StoredExecution> woken)
    {
        if (begun.All(head => head.TraceParent is null) && woken.All(execution => execution.Head.TraceParent is null))
            return;
        foreach (var head in begun)
            to.Text(head.TraceParent);
        foreach (var execution in woken)
            to.Text(execution.Head.TraceParent);
    }

    public static void Read(ref RecordReader from, ExecutionHead[] begun, StoredExecution[] woken)
    {
        if (from.AtEnd)
            return;
        for (var i = 0; i < begun.Length; i++)
            begun[i] = Read(ref from, begun[i]);
        for (var i = 0; i < woken.Length; i++)
            woken[i] = woken[i] with { Head = Read(ref from, woken[i].Head) };
    }
}
