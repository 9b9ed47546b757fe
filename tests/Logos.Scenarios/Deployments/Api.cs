using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Logos.Scenarios.Deployments;

/// <summary>The Graph API as a caller writes it.</summary>
public sealed class Api : IDisposable
{
    private static readonly HashSet<string> Ends = ["completed", "failed", "cancelled", "timed_out"];

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

    /// <summary>A graph in YAML. <c>SITE</c> stands for the site's address.</summary>
    public Task<Answer> SaveAsync(string yaml) =>
        PostAsync("/api/v1/graphs", new StringContent(yaml.Replace("SITE", _site.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal), Encoding.UTF8, "application/yaml"));

    /// <summary>Saves the graph and starts it.</summary>
    /// <returns>The execution's id.</returns>
    public async Task<string> StartAsync(string yaml, object? inputs = null)
    {
        var saved = (await SaveAsync(yaml)).Good();
        return await ExecuteAsync(saved.Text("name"), inputs);
    }

    public async Task<string> ExecuteAsync(string graph, object? inputs = null) =>
        (await PostAsync($"/api/v1/graphs/{graph}/execute", new { inputs = inputs ?? new { } })).Expect(HttpStatusCode.Accepted).Text("execution_id");

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

    /// <summary>Waits until a node of the execution stands so.</summary>
    public async Task NodeAsync(string execution, string node, string status)
    {
        await foreach (var told in EventsAsync(execution))
        {
            using var data = JsonDocument.Parse(told.Data);
            if (told.EventType.StartsWith("node.", StringComparison.Ordinal) && data.RootElement.TryGetProperty("node", out var name) && name.GetString() == node
                && data.RootElement.TryGetProperty("status", out var now) && now.GetString() == status)
                return;
        }

        Assert.Fail($"the execution {execution} ended before `{node}` was {status}");
    }

    public async IAsyncEnumerable<SseItem<string>> EventsAsync(string execution, string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/executions/{execution}/events");
        request.Headers.Accept.Add(new("text/event-stream"));
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Token).WithCancellation(cancellationToken))
            yield return item;
    }

    public async Task<Answer> NodeOfAsync(string execution, string node)
    {
        var nodes = (await GetAsync($"/api/v1/executions/{execution}/nodes?limit=1000")).Good();
        return new(nodes.Status, nodes.Json.GetProperty("items").EnumerateArray().Single(each => each.GetProperty("id").GetString() == node), nodes.Headers);
    }

    /// <summary>Scenarios share one server: each has names of its own.</summary>
    public static string Unique(string name) => $"{name}-{Interlocked.Increment(ref _names)}";
}

/// <summary>What the server said.</summary>
public sealed record Answer(HttpStatusCode Status, JsonElement Json, HttpResponseHeaders Headers)
{
    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new(response.StatusCode, isJson && bytes.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(bytes) : JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(bytes)), response.Headers);
    }

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"expected {(int)status} and got {(int)Status}: {Json}");
        return this;
    }

    public Answer Good()
    {
        Assert.True((int)Status is >= 200 and < 300, $"got {(int)Status}: {Json}");
        return this;
    }

    public Answer Problem(HttpStatusCode status, string code)
    {
        Expect(status);
        Assert.Equal(code, Text("code"));
        return this;
    }

    /// <summary>Along a path: <c>results.order.qty</c>, <c>items.0.id</c>.</summary>
    public JsonElement At(string path) => path.Split('.').Aggregate(Json, (json, name) => json.ValueKind == JsonValueKind.Array ? json[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : json.GetProperty(name));

    public string Text(string path) => At(path).GetString()!;

    public decimal Number(string path) => At(path).GetDecimal();

    public bool Has(string path) => path.Split('.') is var names && names.Aggregate((JsonElement?)Json, (json, name) => json is { ValueKind: JsonValueKind.Object } at && at.TryGetProperty(name, out var member) ? member : null) is not null;
}
