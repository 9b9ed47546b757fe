using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Running;

namespace Logos.Workers.Db.Postgres;

/// <summary>The type <c>postgres</c>: one transaction on a named connection, with values bound and never spliced in.</summary>
public sealed class PostgresHandler(Databases databases) : INodeHandler
{
    private static readonly Schema Schema = NodeTypeRegistry.BuiltIn.Find("postgres")!.With;

    public async Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (InputCheck.Of(context.With, Schema) is { } bad)
            return bad;
        var queries = SqlStatement.Of(context.With).Select(BoundQuery.Of).ToList();
        using var lease = await databases.Postgres.TakeAsync(context, cancellationToken).ConfigureAwait(false);
        var transaction = new PostgresTransaction(lease.Pool, AnswerLimit.Of(context.With));
        try
        {
            var results = await transaction.RunAsync(queries, context.Timeout, cancellationToken).ConfigureAwait(false);
            return context.With["statements"].IsNull ? results[0] : ValueList.From(results);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (PostgresFailures.Of(e, lease.Pool, transaction.Current) is { } failure)
        {
            return failure;
        }
    }
}
