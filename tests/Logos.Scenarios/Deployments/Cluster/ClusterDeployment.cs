using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Logos.Adapters.Postgres;
using Logos.Servers;

namespace Logos.Scenarios.Deployments.Cluster;

/// <summary>Two gateways behind a balancer, two orchestrators and three workers as processes over PostgreSQL, RabbitMQ and Redis.</summary>
public class ClusterDeployment : Deployment
{
    private static int _count;

    private readonly ClusterServers _servers;
    private readonly string _name = $"logos{Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)}";
    private readonly Balancer _balancer;
    private string? _token;

    public ClusterDeployment(ClusterServers servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        _servers = servers;
        _balancer = new(() => [.. Gateways.Select(gateway => gateway.Address)]);
    }

    public override Uri Address => _balancer.Address;

    public override IEnumerable<Uri> ProcessAddresses => Processes.Select(process => process.Address);

    public override string AdminToken => _token!;

    public override string Log => string.Concat(Processes.Select(process => process.Log));

    protected virtual string WorkerProgram => "Logos.Workers";

    /// <summary>Settings of all services, as environment variables.</summary>
    protected Dictionary<string, string> Environment { get; } = [];

    protected int GatewayCount { get; init; } = 2;

    protected List<LogosService> Gateways { get; } = [];

    protected List<LogosService> Orchestrators { get; } = [];

    protected List<LogosService> Workers { get; } = [];

    protected IEnumerable<LogosService> Processes => [.. Gateways, .. Orchestrators, .. Workers];

    protected string Database => _servers.Postgres.ConnectionString(_name);

    /// <summary>As the services reach it.</summary>
    protected virtual string DatabaseOfServices => Database;

    public override IEnumerable<(string Name, byte[] Content)> Kept() => ClusterKept.Of(_servers, Database);

    public override async Task<string> TokenOfAsync(string workspace)
    {
        await using var store = PostgresStore.Open(Database);
        return await ForeignToken.WriteAsync(store.Documents, workspace);
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await _servers.StartedAsync();
        await _servers.MakeDatabaseAsync(_name);
        await LogosAsync("db", "migrate", "--postgres", Database);
        using var token = JsonDocument.Parse(await LogosAsync("token", "new", "admin", "--json", "--postgres", Database));
        _token = token.RootElement.GetProperty("token").GetString();
        Environment["ConnectionStrings__postgres"] = DatabaseOfServices;
        Environment["ConnectionStrings__rabbitmq"] = _servers.RabbitMq.Uri.ToString();
        Environment["ConnectionStrings__redis"] = $"{_servers.Redis.Address},defaultDatabase={(_name.GetHashCode(StringComparison.Ordinal) & 0xF).ToString(CultureInfo.InvariantCulture)}";
        Environment["Broker__Prefix"] = _name + ".";
        Environment["Logos__Keys"] = $"test {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
        Environment["Logos__Outbound__AllowedHosts"] = Site.Address.Authority;
        Environment.TryAdd("Logos__Gateway__DrainTime", "1s");
        Gateways.AddRange(Enumerable.Range(0, GatewayCount).Select(_ => LogosService.Gateway(Environment)));
        Orchestrators.AddRange(Enumerable.Range(0, 2).Select(_ => LogosService.Orchestrator(Environment)));
        Workers.AddRange(Enumerable.Range(0, 3).Select(_ => LogosService.Workers(Environment, WorkerProgram)));
        await StartAsync();
    }

    public override async Task CrashAsync()
    {
        await Task.WhenAll(Processes.Select(process => process.KillAsync()));
        await StartAsync();
    }

    public override async Task RestartAsync()
    {
        await Task.WhenAll(Processes.Select(process => process.StopAsync()));
        await StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Processes.Select(process => process.DisposeAsync().AsTask()));
        await _balancer.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task StartAsync() => Task.WhenAll(Processes.Select(process => process.StartAsync()));

    private static async Task<string> LogosAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(LogosService.Executable("Logos.Cli", "logos"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? texts[0] : throw new InvalidOperationException($"logos {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{texts[0]}\n{texts[1]}");
    }
}
