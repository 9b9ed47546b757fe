using System.Text.Json;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;

namespace Logos.Workers.Nodes;

/// <summary>
/// The base of a node type written in C#. Its input is a record, from which the schema follows that definitions are
/// checked against; its output is a record too. It runs at least once per attempt, and has to end soon after the
/// token asks it to.
/// </summary>
public abstract class NodeHandler<TInput, TOutput> : INodeHandler
{
    public abstract Task<NodeResult<TOutput>> RunAsync(TInput input, NodeContext context, CancellationToken cancellationToken);

    /// <summary>For a handler that has nothing to wait for.</summary>
    protected static Task<NodeResult<TOutput>> Done(NodeResult<TOutput> result) => Task.FromResult(result);

    async Task<NodeResult> INodeHandler.RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        if (NodeInput<TInput>.Bind(context.With, out var input) is { } bad)
            return bad;
        return await RunAsync(input!, context, cancellationToken).ConfigureAwait(false) switch
        {
            NodeResult<TOutput>.Success success => Write(success.Output),
            NodeResult<TOutput>.Failed failed => failed.Failure,
            _ => throw new InvalidOperationException("The handler gave nothing back."),
        };
    }

    private static NodeResult Write(TOutput output)
    {
        if (output is Value value)
            return value;
        try
        {
            return ValueJson.Parse(JsonSerializer.SerializeToUtf8Bytes(output, NodeJson.Options));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException)
        {
            return new Failure(WorkersCodes.BadOutput, FailureKind.Permanent, $"the output cannot be written as JSON: {exception.Message}");
        }
    }
}
