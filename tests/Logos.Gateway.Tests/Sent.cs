using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Logos.Gateway.Tests;

/// <summary>Requests as a caller writes them.</summary>
internal static class Sent
{
    public const string Hello = """
        name: hello
        description: Greets.
        inputs:
          name: { type: string, default: world }
          times: { type: integer, minimum: 1, default: 1 }
        nodes:
          greet:
            type: rule
            with: { output: "Hello, ${{ inputs.name }}!" }
          twice:
            type: rule
            needs: [greet]
            when: inputs.times > 1
            with: { output: "${{ greet }} ${{ greet }}" }
        outputs:
          greeting: ${{ greet }}
        """;

    public const string Asks = """
        name: asks
        nodes:
          ask:
            type: approval
            with: { message: "May I?", form: { type: object, properties: { amount: { type: integer } }, required: [amount] } }
          next: { type: rule, needs: [ask], with: { output: "${{ ask.decision }}" } }
        outputs: { answer: "${{ ask }}" }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> PostYamlAsync(this HttpClient client, string path, string yaml) => client.SendAsync(path, yaml, "application/yaml");

    public static Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string path, string json, string? key = null) => client.SendAsync(path, json, "application/json", key);

    /// <summary>Saves a graph that is right.</summary>
    public static async Task SaveAsync(this HttpClient client, string yaml)
    {
        using var answer = await client.PostYamlAsync("/api/v1/graphs", yaml);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    /// <returns>The execution's id.</returns>
    public static async Task<Guid> StartAsync(this HttpClient client, string graph, string body = "{}") =>
        (await client.PostTextAsync($"/api/v1/graphs/{graph}/execute", body).JsonAsync()).GetProperty("execution_id").GetGuid();

    public static Task EndedAsync(this HttpClient client, Guid execution) =>
        UntilAsync(client, $"/api/v1/executions/{execution}", answer => answer.GetProperty("status").GetString() is not ("pending" or "running"));

    public static Task WaitsAsync(this HttpClient client, Guid execution, string signal) =>
        UntilAsync(client, $"/api/v1/executions/{execution}/nodes", answer => answer.GetProperty("items").EnumerateArray().Any(node => node.TryGetProperty("waits_for", out var waits) && waits.GetString() == signal));

    public static async Task<string?> CodeAsync(this HttpResponseMessage answer) => (await answer.JsonAsync()).GetProperty("code").GetString();

    // Asks until it is so: what is waited for is bound to happen, and the test's own time limit is the end.
    private static async Task UntilAsync(HttpClient client, string path, Func<JsonElement, bool> isSo)
    {
        while (!isSo(await client.GetAsync(path, Token).JsonAsync()))
            await Task.Yield();
    }

    private static async Task<HttpResponseMessage> SendAsync(this HttpClient client, string path, string body, string type, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type)) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request, Token);
    }
}
