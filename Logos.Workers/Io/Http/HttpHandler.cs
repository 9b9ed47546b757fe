using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Running;

namespace Logos.Workers.Io.Http;

/// <summary>The type <c>http</c>: one request through the outbound guard, and what its answer means.</summary>
public sealed class HttpHandler(OutboundClient client, TimeProvider clock) : INodeHandler
{
    private static readonly Schema Schema = NodeTypeRegistry.BuiltIn.Find("http")!.With;

    public async Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (InputCheck.Of(context.With, Schema) is { } bad)
            return bad;
        var expected = Expected.Of(context.With);
        var request = RequestBuilder.Build(context) with { FollowsRedirect = status => !expected.Names(status) };
        var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return expected.Includes(answer.Status)
            ? AnswerReader.Read(answer, context.With["response"].IsString ? context.With["response"].AsString() : "auto")
            : Refusals.Of(request, answer, clock.GetUtcNow());
    }
}
