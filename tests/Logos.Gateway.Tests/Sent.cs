using System.Net.Http.Headers;
using System.Text;

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

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> PostYamlAsync(this HttpClient client, string path, string yaml) => client.SendAsync(path, yaml, "application/yaml");

    public static Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string path, string json, string? key = null) => client.SendAsync(path, json, "application/json", key);

    /// <summary>Saves a graph that is right.</summary>
    public static async Task SaveAsync(this HttpClient client, string yaml)
    {
        using var answer = await client.PostYamlAsync("/api/v1/graphs", yaml);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private static async Task<HttpResponseMessage> SendAsync(this HttpClient client, string path, string body, string type, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type)) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request, Token);
    }
}
