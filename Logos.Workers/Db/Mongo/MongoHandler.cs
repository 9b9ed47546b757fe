using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Workers.Running;

namespace Logos.Workers.Db.Mongo;

/// <summary>The type <c>mongo</c>: one operation on a named connection to MongoDB. What a value holds is never read as an operator.</summary>
public sealed class MongoHandler(Databases databases) : INodeHandler
{
    private static readonly Schema Schema = NodeTypeRegistry.BuiltIn.Find("mongo")!.With;

    public async Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (InputCheck.Of(context.With, Schema) is { } bad)
            return bad;
        var limit = AnswerLimit.Of(context.With);
        var operation = MongoOperation.Of(context, limit);
        using var lease = await databases.Mongo.TakeAsync(context, cancellationToken).ConfigureAwait(false);
        if (lease.Pool.IsReadOnly)
            operation.CheckReading();
        var run = new MongoRun(lease.Pool, operation, limit);
        try
        {
            return await run.RunAsync(context.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (MongoFailures.Of(e, lease.Pool, run.Current) is { } failure)
        {
            return failure;
        }
    }
}
