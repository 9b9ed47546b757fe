using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Loads;

/// <summary>
/// One execution as its caller sees it through faults: what was answered has to hold, what was not is asked again with
/// the same key. What it does outside is counted by the site.
/// </summary>
internal sealed class Work(Api api, Gate gate, string run, int number, Work.Kind kind)
{
    private const string Nobody = "";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    internal enum Kind
    {
        Brief,
        Signalled,
        Cancelled,
        Calling,
        Approved,
    }

    public string Execution { get; private set; } = Nobody;

    public string Expected => kind == Kind.Cancelled ? "cancelled" : "completed";

    /// <summary>Under which the site counts what it does.</summary>
    public string Key => $"{run}-{number}";

    public bool Calls => kind is not (Kind.Brief or Kind.Cancelled);

    public async Task DoAsync(IReadOnlyDictionary<Kind, string> graphs)
    {
        var started = await AskAsync(() => api.PostAsync($"/api/v1/graphs/{graphs[kind]}/execute", new { inputs = new { n = number, key = Key }, tags = new { run, work = $"{number}" } }, Key));
        Assert.True((int)started.Status is 200 or 202, $"{(int)started.Status}: {started.Json}");
        Execution = started.Text("execution_id");
        if (kind is Kind.Brief or Kind.Calling)
            return;
        var unanswered = 0;
        var steered = await AskAsync(
            () => kind switch
            {
                Kind.Signalled => api.SignalAsync(Execution, "go", number),
                Kind.Approved => api.ApproveAsync(Execution, "go", "approved", new { n = number }),
                _ => api.CancelAsync(Execution, $"work {number}"),
            },
            () => unanswered++);
        // Asked twice, because nobody answered the first time, it may be over by now.
        Assert.True((int)steered.Status is 200 or 202 || (unanswered > 0 && (int)steered.Status == 409), $"{kind} after {unanswered} without an answer: {(int)steered.Status}: {steered.Json}");
    }

    /// <summary>As somebody who watches sees it end, through whatever gateway there is.</summary>
    public async Task WatchAsync()
    {
        while (true)
        {
            await AskAsync(async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/executions/{Execution}/events");
                using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
                return await Answer.OfAsync(response);
            });
            // It ends with its gateway, too.
            if (HasEnded((await AskAsync(() => api.GetAsync($"/api/v1/executions/{Execution}"))).Good().Text("status")))
                return;
        }
    }

    /// <returns>How often what it does outside was done again without an attempt that says why.</returns>
    public async Task<int> CheckAsync(Site site)
    {
        var ended = await api.EndAsync(Execution);
        Assert.True(ended.Text("status") == Expected, $"work {number} ({kind}): {ended.Json}");
        if (kind != Kind.Cancelled)
            Assert.Equal(kind == Kind.Brief ? 10 * number + 3 : number, ended.Number("results.value"));
        var nodes = await api.AllAsync($"/api/v1/executions/{Execution}/nodes");
        var timeline = await api.TimelineAsync(Execution);
        foreach (var node in nodes.Where(node => node.GetProperty("status").GetString() == "succeeded"))
        {
            var id = node.GetProperty("id").GetString();
            var ends = timeline.Where(item => item.TryGetProperty("node", out var of) && of.GetString() == id && item.GetProperty("event").GetString() == "node.succeeded").ToList();
            Assert.True(ends.Count == 1, $"work {number} ({kind}): `{id}` ended {ends.Count} times: {string.Join(' ', timeline)}");
        }

        var calls = site.Calls(Key);
        if (!Calls)
        {
            Assert.True(calls == 0, $"work {number} ({kind}) was not to call anybody, and did {calls} times");
            return 0;
        }

        var attempts = nodes.Single(node => node.GetProperty("id").GetString() == "call").GetProperty("attempt").GetInt32();
        Assert.True(calls >= 1, $"work {number} ({kind}) has succeeded and called nobody");
        return Math.Max(0, calls - attempts);
    }

    private static bool HasEnded(string status) => status is "completed" or "failed" or "cancelled" or "timed_out";

    private async Task<Answer> AskAsync(Func<Task<Answer>> ask, Action? unanswered = null)
    {
        while (true)
        {
            await gate.OpenAsync();
            try
            {
                var answer = await ask();
                // 503 says that the server is starting or stopping, or has no store.
                if ((int)answer.Status != 503)
                {
                    gate.Count();
                    return answer;
                }

                // A store that went away may have taken it all the same.
                unanswered?.Invoke();
                gate.CountRefusal($"{answer.Text("code")}: {answer.Text("detail")}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                unanswered?.Invoke();
                gate.CountSilence(e);
            }

            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
