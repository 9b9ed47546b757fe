using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
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
    private static readonly string Text = new('x', ClusterGraphs.LargeLength);

    private readonly ConcurrentQueue<Guid> _large = [];
    private readonly HttpClient _http;

    private ClusterSubject(IReadOnlyDictionary<string, LogosService> services, HttpClient http) => (Services, _http) = (services, http);

    public IReadOnlyDictionary<string, LogosService> Services { get; }

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
        var services = new Dictionary<string, LogosService>
        {
            ["gateway"] = LogosService.Gateway(settings),
            ["orchestrator"] = LogosService.Orchestrator(settings),
            ["workers"] = LogosService.Workers(settings),
        };
        foreach (var service in services.Values)
            await service.StartAsync();
        var http = new HttpClient { BaseAddress = services["gateway"].Address, Timeout = TimeSpan.FromMinutes(2) };
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

    /// <returns>From the request to the answer with a value that is too large for a message.</returns>
    public async Task<TimeSpan> RunLargeAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await _http.PostAsJsonAsync($"/api/v1/graphs/{ClusterGraphs.Large}/execute?wait=60s", new { inputs = new { text = Text } });
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var took = Stopwatch.GetElapsedTime(began);
        if (!IsLarge(json))
            throw new InvalidOperationException($"{ClusterGraphs.Large}: {(int)answer.StatusCode} {json.ToString()[..Math.Min(json.ToString().Length, 500)]}");
        _large.Enqueue(json.GetProperty("execution_id").GetGuid());
        return took;
    }

    /// <returns>Of how many large executions the results are there whole, still.</returns>
    public async Task<long> ReadLargeAsync(CancellationToken stop)
    {
        var read = 0;
        foreach (var id in _large)
        {
            if (IsLarge(await _http.GetFromJsonAsync<JsonElement>($"/api/v1/executions/{id}/results", stop)))
                read++;
        }

        return read;
    }

    /// <returns>What all services together have counted.</returns>
    public async Task<long> MetricAsync(string name, CancellationToken stop)
    {
        var sum = 0L;
        foreach (var service in Services.Values)
        {
            var text = await _http.GetStringAsync(new Uri(service.Address, "/metrics"), stop);
            sum += text.Split('\n').Where(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Sum(line => long.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture));
        }

        return sum;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var service in Services.Values)
            await service.DisposeAsync();
    }

    private static bool IsLarge(JsonElement json) =>
        json.TryGetProperty("results", out var results) && results.TryGetProperty("text", out var text) && text.GetString()?.Length == ClusterGraphs.LargeLength + 1;

    private static async Task<string> TokenAsync(string postgres)
    {
        using var logos = Process.Start(new ProcessStartInfo(LogosService.Executable("Logos.Cli", "logos"), ["token", "new", "bench", "--json", "--postgres", postgres]) { RedirectStandardOutput = true })!;
        using var json = JsonDocument.Parse(await logos.StandardOutput.ReadToEndAsync());
        await logos.WaitForExitAsync();
        return json.RootElement.GetProperty("token").GetString()!;
    }
}
