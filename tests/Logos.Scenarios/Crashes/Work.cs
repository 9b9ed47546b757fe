using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Crashes;

/// <summary>
/// One execution as its caller sees it through crashes: what was answered has to hold, what was not is asked again
/// with the same key.
/// </summary>
internal sealed class Work(Api api, Gate gate, string run, int number, Work.Kind kind)
{
    private const string Nobody = "";

    internal enum Kind
    {
        Brief,
        Signalled,
        Cancelled,
    }

    public int Number => number;

    public string Execution { get; private set; } = Nobody;

    public string Expected => kind == Kind.Cancelled ? "cancelled" : "completed";

    public async Task DoAsync(IReadOnlyDictionary<Kind, string> graphs)
    {
        var started = await AskAsync(() => api.PostAsync($"/api/v1/graphs/{graphs[kind]}/execute", new { inputs = new { n = number }, tags = new { run, work = $"{number}" } }, $"{run}-{number}"));
        Assert.True((int)started.Status is 200 or 202, $"{(int)started.Status}: {started.Json}");
        Execution = started.Text("execution_id");
        if (kind == Kind.Brief)
            return;
        var (answered, unanswered) = (0, 0);
        var steered = await AskAsync(() => kind == Kind.Signalled ? api.SignalAsync(Execution, "go", number) : api.CancelAsync(Execution, $"work {number}"), () => unanswered++);
        answered++;
        // Asked twice, because nobody answered the first time, it may be over by now.
        Assert.True((int)steered.Status is 200 or 202 || (unanswered > 0 && (int)steered.Status == 409), $"{kind} after {unanswered} without an answer: {(int)steered.Status}: {steered.Json}");
    }

    public async Task CheckAsync()
    {
        var ended = await api.EndAsync(Execution);
        Assert.True(ended.Text("status") == Expected, $"work {number} ({kind}): {ended.Json}");
        if (kind != Kind.Cancelled)
            Assert.Equal(kind == Kind.Brief ? 10 * number + 3 : number, ended.Number("results.value"));
    }

    private async Task<Answer> AskAsync(Func<Task<Answer>> ask, Action? unanswered = null)
    {
        while (true)
        {
            await gate.OpenAsync();
            try
            {
                var answer = await ask();
                // 503 says that the server is starting or stopping, and that nothing was taken.
                if ((int)answer.Status == 503)
                    continue;
                gate.Count();
                return answer;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                unanswered?.Invoke();
            }
        }
    }
}
