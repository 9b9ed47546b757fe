using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Gateway.Requests;
using Logos.Rules.Values;

namespace Logos.Gateway.Events;

/// <summary>
/// Writes what is told of an execution as server-sent events. Of all that one change comes to, the last event alone
/// bears the id: who is cut off in between is told of all of it again.
/// </summary>
internal sealed class EventWriter : IDisposable
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _to = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly Dictionary<Guid, (ExecutionStatus, ExecutionPhase)> _told = [];
    private long? _id;
    private int _last;

    public EventWriter() => _json = new(_to, Plain);

    public static ReadOnlyMemory<byte> Ping { get; } = ": ping\n\n"u8.ToArray();

    public static ReadOnlyMemory<byte> End { get; } = "event: end\ndata: {}\n\n"u8.ToArray();

    public Frame Write(FeedEvent told)
    {
        Begin(told.Id);
        var (head, changes) = (told.Head, told.Changes);
        if (told.Progress is { } progress)
        {
            Delta(head.Id, progress);
            return Done(told, isEnd: false);
        }

        var status = (changes.Execution.Status, changes.Execution.Phase);
        var isNews = !_told.TryGetValue(head.Id, out var before) || before != status;
        _told[head.Id] = status;
        var isEnd = status.Status.IsEnd();
        // Its nodes have ended before it has, and it has begun before they have.
        if (isNews && !isEnd)
            Execution(head, changes.Execution);
        foreach (var item in changes.Items)
            Item(head.Id, item);
        foreach (var node in changes.Nodes)
            Node(head.Id, node);
        if (isNews && isEnd)
            Execution(head, changes.Execution);
        return Done(told, isEnd);
    }

    /// <summary>How all stands.</summary>
    /// <param name="id">What a reader goes on with; null where nothing was told yet.</param>
    public static ReadOnlyMemory<byte> State(long? id, StoredExecution execution, IReadOnlyDictionary<string, string> nodes)
    {
        using var writer = new EventWriter();
        writer.Begin(id);
        writer.Open("execution.state"u8, default);
        writer.Id(execution.Head.Id);
        writer._json.WriteString("graph"u8, execution.Head.Graph);
        writer._json.WriteString("status"u8, Wire.Name(execution.Row.Status));
        writer.Error(execution.Row.Error);
        writer._json.WriteStartObject("nodes"u8);
        foreach (var (node, status) in nodes)
            writer._json.WriteString(node, status);
        writer._json.WriteEndObject();
        writer.Close();
        return writer.Written();
    }

    public void Dispose() => _json.Dispose();

    private void Begin(long? id)
    {
        _to.ResetWrittenCount();
        (_id, _last) = (id, 0);
    }

    private Frame Done(FeedEvent told, bool isEnd)
    {
        // What nobody is told of bears an id all the same: a reader goes on behind it.
        if (_to.WrittenCount == 0)
            _to.Write("\n"u8);
        return new(told.Id, told.Head.Id, Written(), isEnd);
    }

    private byte[] Written()
    {
        if (_id is not { } id)
            return _to.WrittenSpan.ToArray();
        Span<byte> line = stackalloc byte[32];
        Utf8.TryWrite(line, $"id: {id}\n", out var length);
        var all = new byte[_to.WrittenCount + length];
        _to.WrittenSpan[.._last].CopyTo(all);
        line[..length].CopyTo(all.AsSpan(_last));
        _to.WrittenSpan[_last..].CopyTo(all.AsSpan(_last + length));
        return all;
    }

    private void Execution(ExecutionHead head, ExecutionRow row)
    {
        Open("execution."u8, Wire.Name(row.Status));
        Id(head.Id);
        _json.WriteString("graph"u8, head.Graph);
        _json.WriteString("status"u8, Wire.Name(row.Status));
        if (row.Phase == ExecutionPhase.Compensating)
            _json.WriteString("phase"u8, "compensating"u8);
        Error(row.Error);
        Close();
    }

    private void Node(Guid execution, NodeRow row)
    {
        var isWaiting = row.Status == NodeStatus.Running && (row.Signal is not null || row.DueAt is not null);
        Open("node."u8, isWaiting ? "waiting" : Wire.Name(row.Status));
        Id(execution);
        _json.WriteString("node"u8, row.Node);
        _json.WriteString("status"u8, Wire.Name(row.Status));
        _json.WriteNumber("attempt"u8, row.Attempt);
        if (isWaiting && row.Signal is { } signal)
            _json.WriteString("waits_for"u8, signal);
        if (!row.Status.IsEnd() && row.DueAt is { } due)
            UtcTimes.Write(_json, "due_at"u8, due);
        if (row.ItemCount is { } items)
            _json.WriteNumber("items"u8, items);
        if (row.SkippedBecause is { } because)
            _json.WriteString("skipped_because"u8, because);
        if (row.Status != NodeStatus.Succeeded || row.FallsBack)
            Error(row.Error);
        Close();
    }

    private void Item(Guid execution, ItemRow row)
    {
        Open("node."u8, Wire.Name(row.Status));
        Id(execution);
        _json.WriteString("node"u8, row.Node);
        _json.WriteNumber("item"u8, row.Item);
        _json.WriteString("status"u8, Wire.Name(row.Status));
        _json.WriteNumber("attempt"u8, row.Attempt);
        if (row.Status != NodeStatus.Succeeded)
            Error(row.Error);
        Close();
    }

    private void Delta(Guid execution, NodeProgress progress)
    {
        Open("node.delta"u8, default);
        Id(execution);
        _json.WriteString("node"u8, progress.Node);
        if (progress.Item is { } item)
            _json.WriteNumber("item"u8, item);
        _json.WritePropertyName("delta"u8);
        ValueJson.Write(_json, progress.Value);
        Close();
    }

    private void Error(Failure? failure)
    {
        if (failure is null)
            return;
        _json.WriteStartObject("error"u8);
        _json.WriteString("code"u8, failure.Code);
        _json.WriteString("message"u8, failure.Message);
        _json.WriteEndObject();
    }

    private void Id(Guid execution) => _json.WriteString("execution_id"u8, execution);

    private void Open(ReadOnlySpan<byte> kind, string? status)
    {
        _last = _to.WrittenCount;
        _to.Write("event: "u8);
        _to.Write(kind);
        if (status is not null)
            Encoding.UTF8.GetBytes(status, _to);
        _to.Write("\ndata: "u8);
        _json.Reset();
        _json.WriteStartObject();
    }

    private void Close()
    {
        _json.WriteEndObject();
        _json.Flush();
        _to.Write("\n\n"u8);
    }
}
