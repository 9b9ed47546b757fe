using System.Text.Json;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>From a value that an owner made to what is recorded of it: measured, by reference where it is large, and with the parts that conditions read.</summary>
internal sealed class ValueRecorder(LargeValues values)
{
    public async ValueTask<Result<Payload>> WriteAsync(Value value, LargeValues.Owner owner, CancellationToken cancellationToken)
    {
        var written = Write(value);
        return written.Value is { } payload ? await values.KeepAsync(payload, owner, cancellationToken) : written;
    }

    public async ValueTask<Result<Payload>> ResultsAsync(OwnedExecution execution, Value outputs, CancellationToken cancellationToken)
    {
        var results = await WriteAsync(outputs, new(execution.Head.Id, BlobKey.Results), cancellationToken);
        return results.Failure is { } failure ? failure with { Message = $"the outputs cannot be recorded: {failure.Message}" } : results;
    }

    /// <summary>What a node yields.</summary>
    public async ValueTask<Outcome> RecordAsync(OwnedExecution execution, PlanNode node, Value value, CancellationToken cancellationToken)
    {
        var written = Write(value);
        if (written.Value is not { } payload)
            return new Outcome.Failed(written.Failure!);
        var control = Inline(Projection.Of(value, node.Inline), payload.Length, node.Id, node.Inline);
        if (control.Failure is { } failure)
            return new Outcome.Failed(failure);
        return new Outcome.Succeeded(await values.KeepAsync(payload, OwnerOf(execution, node), cancellationToken), control.Value);
    }

    /// <summary>The outputs of all items as one list. A long one is put together as it is written, and not read for it.</summary>
    public async ValueTask<Outcome> ComposeAsync(OwnedExecution execution, PlanNode node, CancellationToken cancellationToken)
    {
        var outputs = Array.ConvertAll(execution.State.Nodes[node.Index].Items!, item => item.Status == NodeStatus.Succeeded ? item.Output! : Payload.Null);
        var length = outputs.Sum(output => output.Length + 1) + 1;
        if (length <= Payload.MaxInline)
            return await RecordAsync(execution, node, ValueList.From(Array.ConvertAll(outputs, output => output.Read())), cancellationToken);
        if (length > LargeValues.MaxBytes)
            return new Outcome.Failed(TooLarge($"the list of all {outputs.Length} items has {length} bytes"));
        try
        {
            var json = await JoinAsync(outputs, (int)length, cancellationToken);
            Result<Value> control = Value.Null;
            if (node.Inline.Any(path => !path.IsAboutNode))
                control = Inline(Projection.Of(ValueJson.Parse(json.Span), node.Inline), length, node.Id, node.Inline);
            if (control.Failure is { } failure)
                return new Outcome.Failed(failure);
            return new Outcome.Succeeded(await values.KeepAsync(Payload.Inline(json), OwnerOf(execution, node), cancellationToken), control.Value);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return new Outcome.Failed(Gone(node.Id, e));
        }
    }

    public async ValueTask<Outcome> TakeOverAsync(Payload results, OwnedExecution parent, ParentLink link, CancellationToken cancellationToken)
    {
        var node = parent.Plan.Nodes[link.Node];
        try
        {
            Result<Value> control = Value.Null;
            if (node.Inline.Any(path => !path.IsAboutNode))
                control = Inline(Projection.Of(await values.ReadAsync(results, cancellationToken), node.Inline), results.Length, node.Id, node.Inline);
            if (control.Failure is { } failure)
                return new Outcome.Failed(failure);
            var own = await values.TakeOverAsync(results, new(parent.Head.Id, node.Id, link.Item, link.Attempt), cancellationToken);
            return new Outcome.Succeeded(own, control.Value);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return new Outcome.Failed(Gone(node.Id, e));
        }
    }

    /// <param name="read">What conditions read.</param>
    /// <param name="length">Of the whole: what is read of a small value is small.</param>
    public static Result<Value> Inline(Value read, long length, string name, IReadOnlyList<ReadPath> paths) =>
        length <= Payload.MaxInline || ValueJson.WriteUtf8(read, Payload.MaxInline) is not null
            ? read
            : new Failure(ExecutionCodes.ControlTooLarge, FailureKind.Permanent, $"conditions read {string.Join(", ", paths.Select(path => path.IsWhole ? $"`{name}`" : $"`{name}.{path.Text}`"))}, which is more than 64 KiB");

    public static Failure Gone(string name, Exception reason) => new(ExecutionCodes.ValueGone, FailureKind.Permanent, $"`{name}` cannot be read: {reason.Message}");

    private async ValueTask<ReadOnlyMemory<byte>> JoinAsync(Payload[] outputs, int length, CancellationToken cancellationToken)
    {
        var json = new byte[length];
        json[0] = (byte)'[';
        var at = 1;
        foreach (var output in outputs)
        {
            var part = await values.ReadBytesAsync(output, cancellationToken);
            part.CopyTo(json.AsMemory(at));
            at += part.Length;
            json[at++] = (byte)',';
        }

        json[^1] = (byte)']';
        return json;
    }

    private static Result<Payload> Write(Value value)
    {
        try
        {
            return ValueJson.WriteUtf8(value, LargeValues.MaxBytes) is { } json ? Payload.Of(value, json) : TooLarge("it has more than 64 MiB");
        }
        catch (InvalidOperationException)
        {
            return TooLarge($"it is nested deeper than {ValueJson.MaxDepth} levels");
        }
    }

    private static Failure TooLarge(string how) => new(ExecutionCodes.ValueTooLarge, FailureKind.Permanent, $"{how}, which is more than a value may have");

    private static LargeValues.Owner OwnerOf(OwnedExecution execution, PlanNode node) =>
        new(execution.Head.Id, node.Id, TaskKey.NoItem, execution.State.Nodes[node.Index].Attempt);
}
