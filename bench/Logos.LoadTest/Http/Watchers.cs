using System.Text;
using System.Text.Json;

namespace Logos.LoadTest.Http;

/// <summary>Server-sent events of executions that wait, each over a connection of its own.</summary>
internal sealed class Watchers(HttpClient client) : IAsyncDisposable
{
    private readonly List<HttpResponseMessage> _answers = [];

    public async Task BeginAsync(int count)
    {
        using var started = await client.PostAsync("/api/v1/graphs/waiting/execute", new StringContent("{}", Encoding.UTF8, "application/json"));
        started.EnsureSuccessStatusCode();
        using var told = JsonDocument.Parse(await started.Content.ReadAsStringAsync());
        var path = $"/api/v1/executions/{told.RootElement.GetProperty("execution_id").GetString()}/events";
        for (var i = 0; i < count; i++)
        {
            var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            _answers.Add(answer.EnsureSuccessStatusCode());
            // The first event says that it is watching.
            if (await (await answer.Content.ReadAsStreamAsync()).ReadAsync(new byte[1]) == 0)
                throw new InvalidOperationException("a watcher heard nothing");
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var answer in _answers)
            answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
