using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Logos.Adapters.Postgres;
using Logos.Servers;

namespace Logos.LoadTest.Cluster;

/// <summary>A gateway, an orchestrator and a process of workers, and what is asked of them over HTTP: every answer is checked.</summary>
internal sealed class ClusterSubject : IAsyncDisposable
{
    private readonly LogosService[] _services;
    private readonly HttpClient _http;

    private ClusterSubject(LogosService[] services, HttpClient http) => (_services, _http) = (services, http);

    public static async Task<ClusterSubject> StartAsync(string name, PostgresServer postgres, RabbitMqServer rabbitMq, RedisServer redis, bool fusing)
    {
        await using (var store = PostgresStore.Open(postgres.ConnectionString(name)))
            await store.MigrateAsync(CancellationToken.None);
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__postgres"] = postgres.ConnectionString(name),
            ["ConnectionStrings__rabbitmq"] = rabbitMq.Uri.ToString(),
            ["ConnectionStrings__redis"] = $"{redis.Address},defaultDatabase={(fusing ? "1" : "2")}",
            ["Broker__Prefix"] = name + ".",
            ["Logos__Keys"] = $"bench {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}",
            ["Logos__Engine__Fusing"] = fusing ? "on" : "off",
        };
        LogosService[] services = [LogosService.Gateway(settings), LogosService.Orchestrator(settings), LogosService.Workers(settings)];
        foreach (var service in services)
            await service.StartAsync();
        var http = new HttpClient { BaseAddress = services[0].Address, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(postgres.ConnectionString(name)));
        foreach (var graph in ClusterGraphs.All)
        {
            using var answer = await http.PostAsync("/api/v1/graphs", new StringContent(graph, Encoding.UTF8, "application/yaml"));
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }

        return new(services, http);
    }

    /// <returns>From the request to the answer with the results.</returns>
    public async Task<TimeSpan> RunAsync(string graph)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await _http.PostAsJsonAsync($"/api/v1/graphs/{graph}/execute?wait=60s", new { inputs = new { n = 10 } });
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var took = Stopwatch.GetElapsedTime(began);
        if (!json.TryGetProperty("results", out var results) || results.GetProperty("value").GetInt32() != 10)
            throw new InvalidOperationException($"{graph}: {json}");
        return took;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var service in _services)
            await service.DisposeAsync();
    }

    private static async Task<string> TokenAsync(string postgres)
    {
        using var logos = Process.Start(new ProcessStartInfo(LogosService.Executable("Logos.Cli", "logos"), ["token", "new", "bench", "--json", "--postgres", postgres]) { RedirectStandardOutput = true })!;
        using var json = JsonDocument.Parse(await logos.StandardOutput.ReadToEndAsync());
        await logos.WaitForExitAsync();
        return json.RootElement.GetProperty("token").GetString()!;
    }
}
