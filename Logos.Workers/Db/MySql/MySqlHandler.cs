using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Running;

namespace Logos.Workers.Db.MySql;

/// <summary>The type <c>mysql</c>: one transaction on a named connection to MySQL or MariaDB, with values bound and never spliced in.</summary>
public sealed class MySqlHandler(Databases databases) : INodeHandler
{
    private static readonly Schema Schema = NodeTypeRegistry.BuiltIn.Find("mysql")!.With;

    public async Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (InputCheck.Of(context.With, Schema) is { } bad)
            return bad;
        var queries = SqlStatement.Of(context.With).Select(MySqlQuery.Of).ToList();
        using var lease = await databases.MySql.TakeAsync(context, cancellationToken).ConfigureAwait(false);
        if (lease.Pool.IsReadOnly)
            queries.ForEach(query => query.CheckReading());
        var transaction = new MySqlTransaction(lease.Pool, AnswerLimit.Of(context.With));
        try
        {
            var results = await transaction.RunAsync(queries, context.Timeout, cancellationToken).ConfigureAwait(false);
            return context.With["statements"].IsNull ? results[0] : ValueList.From(results);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (MySqlFailures.Of(e, lease.Pool, transaction.Current) is { } failure)
        {
            return failure;
        }
    }
}
