using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Logos.Scenarios.Deployments;

/// <summary>The Graph API as a caller writes it.</summary>
public sealed partial class Api : IDisposable
{
    private static readonly HashSet<string> Ends = ["completed", "failed", "cancelled", "timed_out"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static int _names;

    private readonly Uri _site;

    public Api(Uri address, string? token, Uri site)
    {
        _site = site;
        Http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        if (token is not null)
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public HttpClient Http { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Http.Dispose();

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, object? body = null, string? idempotencyKey = null) => SendAsync(HttpMethod.Post, path, body, idempotencyKey);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = body as HttpContent ?? JsonContent.Create(body);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await Http.SendAsync(request, Token);
        return await Answer.OfAsync(response);
    }

    /// <summary>A graph in YAML. <c>SITE</c> in it stands for the site's address.</summary>
    /// <param name="name">Without it a name that nobody else has, made from the definition's own.</param>
    public Task<Answer> SaveAsync(string yaml, string? name = null) => PostAsync("/api/v1/graphs", Yaml(yaml, name));

    public StringContent Yaml(string yaml, string? name = null)
    {
        var line = NameLine().Match(yaml);
        var named = line.Success ? string.Concat(yaml.AsSpan(0, line.Index), $"name: {name ?? Unique(line.Groups["name"].Value)}", yaml.AsSpan(line.Index + line.Length)) : yaml;
        return new(named.Replace("SITE", _site.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal), Encoding.UTF8, "application/yaml");
    }

    /// <summary>Saves a graph that is good.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> GraphAsync(string yaml, string? name = null) => (await SaveAsync(yaml, name)).Good().Text("name");

    /// <summary>Saves the graph and starts it.</summary>
    /// <returns>The execution's id.</returns>
    public async Task<string> StartAsync(string yaml, object? inputs = null) => await ExecuteAsync(await GraphAsync(yaml), inputs);

    public async Task<string> ExecuteAsync(string graph, object? inputs = null, object? tags = null) =>
        (await PostAsync($"/api/v1/graphs/{graph}/execute", tags is null ? new { inputs = inputs ?? new { } } : new { inputs = inputs ?? new { }, tags })).Expect(HttpStatusCode.Accepted).Text("execution_id");

    public Task<Answer> SignalAsync(string execution, string name, object? payload = null) => PostAsync($"/api/v1/executions/{execution}/signal", new { name, payload });

    public Task<Answer> ApproveAsync(string execution, string node, string decision, object? form = null) =>
        PostAsync($"/api/v1/executions/{execution}/approve", form is null ? new { node, decision } : new { node, decision, form });

    public Task<Answer> CancelAsync(string execution, string? reason = null) => PostAsync($"/api/v1/executions/{execution}/cancel", reason is null ? new { } : new { reason });

    public async Task<Answer> ExecutionAsync(string execution) => (await GetAsync($"/api/v1/executions/{execution}")).Good();

    /// <summary>All of a list, page by page.</summary>
    public async Task<List<JsonElement>> AllAsync(string path)
    {
        var items = new List<JsonElement>();
        string? after = null;
        do
        {
            var page = (await GetAsync(after is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}after={Uri.EscapeDataString(after)}")).Good();
            items.AddRange(page.At("items").EnumerateArray());
            after = page.Has("next") ? page.Text("next") : null;
        }
        while (after is not null);
        return items;
    }

    public Task<List<JsonElement>> TimelineAsync(string execution) => AllAsync($"/api/v1/executions/{execution}/timeline?limit=500");

    /// <summary>Saves the graph, starts it, and waits for its end.</summary>
    public async Task<Answer> RunAsync(string yaml, object? inputs = null) => await EndAsync(await StartAsync(yaml, inputs));

    /// <summary>The execution once it has ended.</summary>
    public async Task<Answer> EndAsync(string execution)
    {
        await foreach (var _ in EventsAsync(execution))
        {
            // The stream ends with the execution.
        }

        var ended = (await GetAsync($"/api/v1/executions/{execution}")).Good();
        Assert.Contains(ended.Text("status"), Ends);
        return ended;
    }

    /// <summary>Waits until a node waits for a signal, an answer or a time.</summary>
    public Task WaitingAsync(string execution, string node) => NodeAsync(execution, node, "running");

    /// <summary>Waits until a node of the execution stands so.</summary>
    public async Task NodeAsync(string execution, string node, string status)
    {
        await foreach (var told in EventsAsync(execution))
        {
            using var data = JsonDocument.Parse(told.Data);
            if (StatusOf(data.RootElement, node) == status)
                return;
        }

        Assert.Fail($"the execution {execution} ended before `{node}` was {status}");
    }

    // A stream begins with the state as it stands; what follows are single changes.
    private static string? StatusOf(JsonElement told, string node) =>
        told.TryGetProperty("nodes", out var nodes) ? nodes.TryGetProperty(node, out var state) ? state.GetString() : null
        : told.TryGetProperty("node", out var name) && name.GetString() == node && told.TryGetProperty("status", out var now) ? now.GetString()
        : null;

    public async IAsyncEnumerable<SseItem<string>> EventsAsync(string execution, string? after = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/executions/{execution}/events");
        request.Headers.Accept.Add(new("text/event-stream"));
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
            yield return item;
    }

    public async Task<Answer> NodeOfAsync(string execution, string node)
    {
        var nodes = (await GetAsync($"/api/v1/executions/{execution}/nodes")).Good();
        return new(nodes.Status, nodes.Json.GetProperty("items").EnumerateArray().Single(each => each.GetProperty("id").GetString() == node), nodes.Headers);
    }

    [GeneratedRegex(@"^name: (?<name>\S+)$", RegexOptions.Multiline)]
    private static partial Regex NameLine();

    /// <summary>Scenarios share one server: each has names of its own.</summary>
    public static string Unique(string name) => $"{name}-{Interlocked.Increment(ref _names)}";
}
