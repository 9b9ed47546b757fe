using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Logos.Adapters.Memory;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Orchestrator.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Tests;

/// <summary>A gateway before an embedded engine, on a free port and a folder of its own.</summary>
public sealed class Gateway : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logos-gateway-");
    private WebApplication _app = null!;

    private Gateway()
    {
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Holds a token of the largest scope.</summary>
    public HttpClient Admin { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public string Folder => _folder.FullName;

    internal EngineAccess Engine => _app.Services.GetRequiredService<EngineAccess>();

    public static async Task<Gateway> StartAsync(Action<GatewayOptions>? options = null, Action<IHostApplicationBuilder>? also = null, bool createToken = true, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var gateway = new Gateway();
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = gateway._folder.FullName });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddLogosMemory();
        builder.AddLogos();
        builder.AddLogosGateway(options);
        builder.Services.AddSingleton(services => services.GetRequiredService<LogosEngine>().Access);
        also?.Invoke(builder);
        gateway._app = builder.Build();
        gateway._app.MapLogosGateway();
        await gateway._app.StartAsync(TestContext.Current.CancellationToken);
        gateway.Address = new(gateway._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        gateway.Admin = createToken ? await gateway.ClientAsync(Scope.Admin) : gateway.Anonymous();
        return gateway;
    }

    internal async Task<HttpClient> ClientAsync(Scope scope, string workspace = "default", IReadOnlyList<string>? roles = null)
    {
        var tokens = TokenBook.Of(_app.Services.GetRequiredService<EngineAccess>(), TimeProvider.System);
        var (text, _) = await tokens.CreateAsync(workspace, $"a test with {scope}", scope, roles ?? [], null, "tests", TestContext.Current.CancellationToken);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", text);
        return client;
    }

    public HttpClient Anonymous() => new() { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonAsync(this Task<HttpResponseMessage> answer) => await (await answer).JsonAsync();
}
