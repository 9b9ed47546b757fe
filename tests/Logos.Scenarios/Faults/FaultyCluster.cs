using System.Globalization;
using Logos.Scenarios.Deployments.Cluster;
using Logos.Servers;
using Npgsql;

namespace Logos.Scenarios.Faults;

/// <summary>A cluster with servers of its own, each of which may be killed, stopped, emptied and cut off.</summary>
public sealed class FaultyCluster : ClusterDeployment
{
    private readonly Wire _wire;

    public FaultyCluster()
        : this(new())
    {
    }

    private FaultyCluster(ClusterServers servers)
        : base(servers)
    {
        Servers = servers;
        _wire = new(() => servers.Postgres.Port);
        Environment["Logos__Gateway__DrainTime"] = "3s";
    }

    public ClusterServers Servers { get; }

    public IReadOnlyList<LogosService> Doors => Gateways;

    public IReadOnlyList<LogosService> Owners => Orchestrators;

    public IReadOnlyList<LogosService> Pools => Workers;

    /// <summary>One after the other, as a rolling update goes.</summary>
    public IReadOnlyList<LogosService> Services => [.. Processes];

    internal Wire Wire => _wire;

    protected override string DatabaseOfServices => new NpgsqlConnectionStringBuilder(Database) { Port = _wire.Port }.ConnectionString;

    protected override string WorkerProgram => "Logos.FaultyWorker";

    /// <summary>Whatever a test before has left: everything runs, and has what it needs.</summary>
    public async Task WholeAsync()
    {
        foreach (var server in new ServerProcess[] { Servers.Postgres, Servers.RabbitMq, Servers.Redis }.Concat(Processes).Where(server => !server.IsRunning))
        {
            await server.KillAsync();
            await server.StartAsync();
        }

        foreach (var service in Processes)
            await ReadyAsync(service);
    }

    /// <summary>It has all that it needs.</summary>
    public static Task ReadyAsync(LogosService service) =>
        Until.TrueAsync(async () => await HealthAsync(service) is var health && health.Contains("\"status\":\"ok\"", StringComparison.Ordinal) ? null : health, TimeSpan.FromMinutes(1));

    public static async Task<string> HealthAsync(LogosService service)
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts all workers anew: the first with the one clock, the second with the other, and the third with the right one.</summary>
    public async Task SetClocksAsync(TimeSpan first, TimeSpan second)
    {
        foreach (var (worker, off) in Workers.Zip([first, second, TimeSpan.Zero]))
        {
            Environment["CLOCK_OFF_BY"] = off.ToString("c", CultureInfo.InvariantCulture);
            await worker.RestartAsync();
        }

        Environment.Remove("CLOCK_OFF_BY");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _wire.DisposeAsync();
        await Servers.DisposeAsync();
    }

    /// <summary>How many partitions each owner holds by the store, the fewest first; none of those that nobody has.</summary>
    public async Task<IReadOnlyList<int>> SharesAsync()
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand("select count(*)::int from partitions where owner is not null and lease_until > clock_timestamp() group by owner order by 1");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var shares = new List<int>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            shares.Add(reader.GetInt32(0));
        return shares;
    }

    /// <summary>Until so many owners share all partitions evenly.</summary>
    public async Task<TimeSpan> SharedAsync(int owners, TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(
            async () => await SharesAsync() is var shares && shares.Count == owners && shares.Sum() == 32 && shares[^1] - shares[0] <= 1 ? null : string.Join(" + ", shares.Select(share => share.ToString(CultureInfo.InvariantCulture))),
            patience);
        return TimeProvider.System.GetElapsedTime(began);
    }
}
