using System.Globalization;
using Logos.Servers;
using Npgsql;

namespace Logos.LoadTest.Cluster;

/// <summary>What was submitted, and what PostgreSQL, the metrics and the queues say of it in the end.</summary>
internal sealed class ClusterAccounts(ClusterSubject subject, string postgres, RabbitMqServer rabbitMq)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private long _submitted;
    private long _large;

    public async Task CountAsync(Task<TimeSpan> run, bool large)
    {
        Interlocked.Increment(ref _submitted);
        if (large)
            Interlocked.Increment(ref _large);
        await run;
    }

    /// <summary>Says every number, and whether they agree.</summary>
    public async Task<bool> AgreeAsync(CancellationToken stop)
    {
        var queued = await EmptyAsync(stop);
        await using var source = NpgsqlDataSource.Create(postgres);
        var completed = await NumberAsync(source, "select count(*) from graph_executions where status = 'completed'", stop);
        var all = await NumberAsync(source, "select count(*) from graph_executions", stop);
        var counted = await subject.MetricAsync("graph_executions_total{status=\"completed\"}", stop);
        // Every large execution has the same ones, and nobody else has any: more or fewer is one that was left or is missing.
        var blobs = await NumberAsync(source, "select count(*) from blobs where part = 0", stop);
        var owners = await NumberAsync(source, "select count(distinct b.execution_id) from blobs b join graph_executions e on e.id = b.execution_id", stop);
        var strays = await NumberAsync(source, "select count(*) from blobs b where not exists (select from graph_executions e where e.id = b.execution_id)", stop);
        var uneven = await NumberAsync(source, "select count(distinct n) from (select count(*) n from blobs where part = 0 group by execution_id) x", stop);
        var read = await subject.ReadLargeAsync(stop);
        return new[]
        {
            Say("in PostgreSQL", all, _submitted, "submitted"),
            Say("completed", completed, _submitted, "submitted"),
            Say("by metrics", counted, _submitted, "submitted"),
            Say("in queues", queued, 0, "when all is done"),
            Say("with blobs", owners, _large, $"large, {blobs:N0} blobs"),
            Say("large, read", read, _large, "large"),
            Say("strays", strays, 0, "blobs of nobody"),
            Say("kinds", uneven, _large > 0 ? 1 : 0, "of how many blobs a large one has"),
        }.All(agrees => agrees);
    }

    // What was acknowledged a moment ago is still counted by a queue.
    private async Task<long> EmptyAsync(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        while (true)
        {
            var queued = (await rabbitMq.ControlAsync("-q", "list_queues", "name", "messages", "--no-table-headers"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t'))
                .Where(line => line.Length == 2 && !line[0].Contains(".marker.", StringComparison.Ordinal))
                .Sum(line => long.Parse(line[1], CultureInfo.InvariantCulture));
            if (queued == 0 || patience.IsCancellationRequested)
                return queued;
        }
    }

    private static async Task<long> NumberAsync(NpgsqlDataSource source, string sql, CancellationToken stop)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private static bool Say(string name, long found, long wanted, string what)
    {
        Console.WriteLine($"{name,-13} {found,10:N0} of {wanted,10:N0} {what}{(found == wanted ? "" : "  DIFFERS")}");
        return found == wanted;
    }
}
