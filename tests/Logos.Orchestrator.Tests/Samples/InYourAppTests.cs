using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Logos.Orchestrator.Tests.Samples;

public sealed class InYourAppTests : IAsyncDisposable
{
    private readonly Folder _folder = new();
    private readonly HttpClient _http = new();
    private Process? _process;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process?.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_quote_is_waited_for_and_is_what_the_page_says()
    {
        var app = await StartAsync();

        var answer = await _http.PostAsJsonAsync($"{app}/quotes", new { customer = "Ada", amount = 1200 }, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains(text, await File.ReadAllTextAsync(Path.Combine(Sample.Source("in-your-app"), "README.md"), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"amount":5}""")]
    [InlineData("""{"customer":null,"amount":5}""")]
    [InlineData("""{"customer":"Ada","amount":-5}""")]
    [InlineData("""{"customer":"Ada","amount":"five"}""")]
    public async Task What_is_no_order_is_a_problem_of_the_callers(string order)
    {
        var app = await StartAsync();

        foreach (var path in new[] { "quotes", "orders" })
        {
            using var content = new StringContent(order, System.Text.Encoding.UTF8, "application/json");
            var answer = await _http.PostAsync($"{app}/{path}", content, Token);

            Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
    }

    [Fact]
    public async Task An_order_that_waits_for_a_person_outlives_the_app()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        var app = await StartAsync();
        var answer = await _http.PostAsJsonAsync($"{app}/orders", new { customer = "Ada", amount = 1200 }, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var order = answer.Headers.Location!;
        await StopAsync();

        app = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await DecideAsync(app, order, approved: true)).StatusCode);
        // The second decision is too late, and by then the first has been recorded.
        Assert.Equal(HttpStatusCode.Conflict, (await DecideAsync(app, order, approved: false)).StatusCode);

        JsonElement standing;
        do
            standing = await _http.GetFromJsonAsync<JsonElement>($"{app}{order}", Token);
        while (standing.GetProperty("status").GetString() == "running");
        Assert.Equal(("completed", true), (standing.GetProperty("status").GetString(), standing.GetProperty("placed").GetBoolean()));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"{app}/orders/{Guid.Empty}", Token)).StatusCode);
    }

    private Task<HttpResponseMessage> DecideAsync(string app, Uri order, bool approved) => _http.PostAsJsonAsync($"{app}{order}/decision", new { approved }, Token);

    private async Task<string> StartAsync()
    {
        const string Listening = "Now listening on: ";
        _process = Sample.Start("InYourApp", Sample.Source("in-your-app"), "--urls", "http://127.0.0.1:0", "--Logos:Engine:Folder", Path.Combine(_folder.Path, "data"));
        while (await _process.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            if (line.Contains(Listening, StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(Token);
                return line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim();
            }
        }

        throw new InvalidOperationException($"The app did not start: {await _process.StandardError.ReadToEndAsync(Token)}");
    }

    private async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
            await kill.WaitForExitAsync(Token);
        await _process.WaitForExitAsync(Token);
        Assert.Equal(0, _process.ExitCode);
        _process.Dispose();
    }
}
