using System.Net.Http.Headers;
using System.Text.Json;

namespace Logos.Gateway.Tests.Events;

/// <summary>Server-sent events as a client reads them.</summary>
internal sealed class Stream(HttpResponseMessage answer, StreamReader reader) : IDisposable
{
    public string? LastId { get; private set; }

    public HttpResponseMessage Answer => answer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Stream> OpenAsync(HttpClient client, Guid execution, string? lastId = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/executions/{execution}/events{query}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        return new(answer, new(await answer.Content.ReadAsStreamAsync(Token)));
    }

    /// <returns>Null at the end of the stream.</returns>
    public async Task<Told?> NextAsync()
    {
        var (name, data) = ("", "");
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.Length == 0 && name.Length > 0)
                return new(name, JsonDocument.Parse(data).RootElement);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastId = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            else if (line == ": ping")
                return new("ping", default);
        }

        return null;
    }

    public async Task<List<Told>> ToEndAsync()
    {
        var all = new List<Told>();
        while (await NextAsync() is { } told)
            all.Add(told);
        return all;
    }

    public async Task<Told> UntilAsync(string name, string? node = null)
    {
        while (await NextAsync() is { } told)
        {
            if (told.Name == name && (node is null || told.Node == node))
                return told;
        }

        throw new InvalidOperationException($"the stream ended without {name}");
    }

    public void Dispose()
    {
        reader.Dispose();
        answer.Dispose();
    }
}

internal sealed record Told(string Name, JsonElement Data)
{
    public string? Node => Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty("node", out var node) ? node.GetString() : null;
}
