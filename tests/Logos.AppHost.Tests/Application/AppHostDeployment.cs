using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Logos.Adapters.Postgres;
using Logos.AppHost.Machine;
using Logos.Scenarios.Deployments;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.AppHost.Tests.Application;

/// <summary>The application as the AppHost starts it, over what this machine has, with data that are thrown away.</summary>
public sealed class AppHostDeployment : Deployment
{
    private static readonly string[] Services = ["gateway", "orchestrator", "workers"];

    // Images may have to be pulled.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logos-apphost-");
    private readonly StringBuilder _log = new();
    private readonly List<Task> _reading = [];
    private DistributedApplication? _app;
    private string? _postgres;
    private string? _token;

    public override Uri Address => Endpoint("gateway");

    public override IEnumerable<Uri> ProcessAddresses => Services.Select(Endpoint);

    public override string AdminToken => _token!;

    public DistributedApplication App => _app!;

    public override string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public override IEnumerable<(string Name, byte[] Content)> Kept() => throw new NotSupportedException("what containers keep is looked at where they are processes: Logos.Scenarios");

    public override async Task<string> TokenOfAsync(string workspace)
    {
        await using var store = PostgresStore.Open(_postgres!);
        return await ForeignToken.WriteAsync(store.Documents, workspace);
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        // PostgreSQL does not run as root: what it runs as has to come through.
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.FullName, File.GetUnixFileMode(_folder.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var choice = await InfraChoice.MakeAsync(null, isPublish: false);
        if (choice.Infra == Infra.Process)
            throw new InvalidOperationException($"The application needs containers, or servers of this machine. {choice.Why}");
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Logos_AppHost>([$"--Logos:Infra={choice.Infra}", "--Logos:AppHost:Keep=false", $"--Logos:AppHost:Folder={_folder.FullName}"], Cancellation);
        foreach (var service in builder.Resources.OfType<ProjectResource>().Where(project => Services.Contains(project.Name)).ToList())
        {
            builder.CreateResourceBuilder(service)
                .WithEnvironment("Logos__Outbound__AllowedHosts", Site.Address.Authority)
                .WithEnvironment("Logos__Gateway__DrainTime", "1s");
        }

        _app = await builder.BuildAsync(Cancellation);
        await _app.StartAsync(Cancellation).WaitAsync(Patience, Cancellation);
        // By the resource: its log bears a name that is made at the start, and is read from its beginning.
        foreach (var resource in _app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Where(resource => Services.Contains(resource.Name)))
            _reading.Add(ReadAsync(resource));
        await WhenHealthyAsync();
        _postgres = await _app.GetConnectionStringAsync(choice.Infra == Infra.Containers ? "postgres-address" : "postgres", Cancellation);
        var made = await LogosProgram.RunAsync(["token", "new", "admin", "--json", "--postgres", _postgres!], new Dictionary<string, string>(), Cancellation);
        Assert.True(made.Code == 0, made.Output + made.Error);
        using var token = JsonDocument.Parse(made.Output);
        _token = token.RootElement.GetProperty("token").GetString();
    }

    public override async Task CrashAsync()
    {
        foreach (var service in Services)
        {
            // `dotnet run` and what came of it.
            using var process = Process.GetProcessById(await ProcessOfAsync(service));
            process.Kill(entireProcessTree: true);
        }

        await StartAgainAsync();
    }

    public override async Task RestartAsync()
    {
        await Task.WhenAll(Services.Select(service => CommandAsync(service, KnownResourceCommands.StopCommand)));
        await StartAgainAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        await Task.WhenAll(_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public async Task<ExecuteCommandResult> CommandAsync(string resource, string command)
    {
        var result = await _app!.ResourceCommands.ExecuteCommandAsync(resource, command, Cancellation);
        Assert.True(result.Success, $"{resource} {command}: {result.Message}");
        return result;
    }

    private Uri Endpoint(string service) => _app!.GetEndpoint(service, "http");

    private async Task StartAgainAsync()
    {
        await Task.WhenAll(Services.Select(service => _app!.ResourceNotifications.WaitForResourceAsync(service, KnownResourceStates.TerminalStates, Cancellation)));
        await Task.WhenAll(Services.Select(service => CommandAsync(service, KnownResourceCommands.StartCommand)));
        await WhenHealthyAsync();
    }

    private Task WhenHealthyAsync() =>
        Task.WhenAll(Services.Select(service => _app!.ResourceNotifications.WaitForResourceHealthyAsync(service, Cancellation))).WaitAsync(Patience, Cancellation);

    private async Task<int> ProcessOfAsync(string service)
    {
        var running = await _app!.ResourceNotifications.WaitForResourceAsync(service, told => Process(told) is not null, Cancellation);
        return int.Parse(Process(running)!, CultureInfo.InvariantCulture);

        static string? Process(ResourceEvent told) => told.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value?.ToString();
    }

    private async Task ReadAsync(IResource resource)
    {
        await foreach (var lines in _app!.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(resource))
        {
            lock (_log)
            {
                foreach (var line in lines)
                    _log.AppendLine(line.Content);
            }
        }
    }
}
