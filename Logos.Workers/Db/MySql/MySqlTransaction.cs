using System.Globalization;
using Logos.Rules.Values;
using Logos.Workers.Db.MySql.Wire;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db.MySql;

/// <summary>One transaction, from its beginning to its commit. Whatever goes wrong in between, nothing of it has happened.</summary>
internal sealed class MySqlTransaction(MySqlPool pool, AnswerLimit limit)
{
    // By then the worker has asked the server to stop long ago: this is for one that is gone.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>The statement that runs; null before the first and after the last.</summary>
    public MySqlQuery? Current { get; private set; }

    /// <returns>What each statement yields.</returns>
    public async Task<IReadOnlyList<Value>> RunAsync(IReadOnlyList<MySqlQuery> queries, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var session = await pool.RentAsync(cancellationToken).ConfigureAwait(false);
        var isClean = false;
        try
        {
            await session.RunAsync(Settle(session, timeout), cancellationToken).ConfigureAwait(false);
            if (pool.IsReadOnly)
                await session.RunAsync("set session transaction read only", cancellationToken).ConfigureAwait(false);
            await session.RunAsync(pool.IsReadOnly ? "start transaction read only" : "start transaction", cancellationToken).ConfigureAwait(false);
            var results = new List<Value>(queries.Count);
            foreach (var query in queries)
            {
                Current = query;
                results.Add(await RunAsync(session, query, cancellationToken).ConfigureAwait(false));
            }

            Current = null;
            await session.RunAsync("commit", cancellationToken).ConfigureAwait(false);
            isClean = true;
            return results;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested || e is FailureException)
        {
            await pool.StopAsync(session).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await pool.ReturnAsync(session, isClean).ConfigureAwait(false);
        }
    }

    private async Task<Value> RunAsync(MySqlSession session, MySqlQuery query, CancellationToken cancellationToken)
    {
        var (statement, wanted) = await session.PrepareAsync(query.Text, cancellationToken).ConfigureAwait(false);
        if (wanted != query.Values.Count)
            throw FailureException.Permanent(WorkersCodes.BadBinding, "a `?` in the query is bound to nothing: write `@name` there, and its value under `params`");
        var rows = new MySqlRows(query.Statement.Result, limit);
        rows.Affected = await session.ExecuteAsync(statement, query.Values, rows.Describe, rows.Add, rows.Before, cancellationToken).ConfigureAwait(false);
        return rows.ToValue();
    }

    private static string Settle(MySqlSession session, TimeSpan? timeout)
    {
        var time = timeout is { } given && given > TimeSpan.Zero && given < TimeSpan.FromDays(20) ? given + Margin : TimeSpan.Zero;
        // MySQL holds reading alone to it.
        var limit = session.IsMariaDb ? $"max_statement_time = {time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)}" : $"max_execution_time = {((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)}";
        return $"set time_zone = '+00:00', {limit}";
    }
}
