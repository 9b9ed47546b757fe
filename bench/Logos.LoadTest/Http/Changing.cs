using System.Diagnostics;

namespace Logos.LoadTest.Http;

/// <summary>
/// Many executions at once, each of which waits, is signalled, and runs to its end before the next takes its place: watched
/// from before the signal over a stream of its own, or asked for until it has ended.
/// </summary>
internal static class Changing
{
    private const string Identified = "\"execution_id\":\"";

    /// <returns>How many a second, and how many microseconds of its processors the server spent on each.</returns>
    public static async Task<(double Rate, double Spent)> RunAsync(HttpServer server, TimeSpan part, int atOnce, bool watched)
    {
        var (began, spent, count) = (Stopwatch.GetTimestamp(), server.Spent, 0);
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            using var asking = await Connection.OpenAsync(server);
            using var watching = watched ? await Connection.OpenAsync(server) : null;
            do
            {
                await OneAsync(asking, watching);
                Interlocked.Increment(ref count);
            }
            while (Stopwatch.GetElapsedTime(began) < part);
        })));
        return (count / Stopwatch.GetElapsedTime(began).TotalSeconds, (server.Spent - spent).TotalMicroseconds / count);
    }

    private static async Task OneAsync(Connection asking, Connection? watching)
    {
        var answer = await asking.AskAsync("POST", "/api/v1/graphs/signalled/execute", """{"inputs":{"n":9}}""", Identified);
        var at = answer.IndexOf(Identified, StringComparison.Ordinal) + Identified.Length;
        var path = $"/api/v1/executions/{answer.AsSpan(at, 36)}";
        if (watching is not null)
            await watching.BeginAsync($"{path}/events", "event: execution.state");
        await asking.AskAsync("POST", $"{path}/signal", """{"name":"go","payload":1}""", "\"command_id\"");
        if (watching is not null)
        {
            await watching.EndAsync("event: execution.completed");
            return;
        }

        string told;
        do
            told = await asking.AskAsync("GET", path, "", "\"status\"");
        while (!told.Contains("\"status\":\"completed\"", StringComparison.Ordinal));
    }
}
