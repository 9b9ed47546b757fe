using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Logos.LoadTest.Http;

/// <summary><c>logos up</c> as a process of its own, and a graph of four rules in it.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private const string Diamond = """
        name: diamond
        inputs: { n: { type: integer, required: true } }
        nodes:
          first: { type: rule, with: { output: "${{ inputs.n + 1 }}" } }
          left: { type: rule, needs: [first], with: { output: "${{ first * 2 }}" } }
          right: { type: rule, needs: [first], with: { output: "${{ first * 3 }}" } }
          last: { type: rule, needs: [left, right], with: { output: "${{ left + right }}" } }
        outputs: { value: "${{ last }}" }
        """;

    private const string Waiting = """
        name: waiting
        nodes:
          go: { type: wait, with: { signal: go } }
        """;

    private const string Signalled = """
        name: signalled
        inputs: { n: { type: integer, required: true } }
        nodes:
          first: { type: rule, with: { output: "${{ inputs.n + 1 }}" } }
          go: { type: wait, needs: [first], with: { signal: go } }
          left: { type: rule, needs: [go], with: { output: "${{ first + go }}" } }
          right: { type: rule, needs: [go], with: { output: "${{ first - go }}" } }
          last: { type: rule, needs: [left, right], with: { output: "${{ left + right }}" } }
        outputs: { value: "${{ last }}" }
        """;

    private readonly Process _process;
    private readonly HttpClient _client;

    private HttpServer(Process process, Uri address, string token)
    {
        (_process, Address, Token) = (process, address, token);
        _client = new() { BaseAddress = address };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public Uri Address { get; }

    public string Token { get; }

    /// <summary>Of its processors, by the server, from its start on.</summary>
    public TimeSpan Spent
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<HttpServer> StartAsync(string folder)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var start = new ProcessStartInfo(Path.Combine(own.Parent!.Parent!.FullName, "Logos.Cli", own.Name, OperatingSystem.IsWindows() ? "logos.exe" : "logos")) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["up", "--json", "--data", folder, "--urls", "http://127.0.0.1:0"])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("logos up ended before it was ready");
        using var told = JsonDocument.Parse(line);
        var server = new HttpServer(process, new(told.RootElement.GetProperty("address").GetString()!), told.RootElement.GetProperty("token").GetString()!);
        await server.SaveAsync(Diamond);
        await server.SaveAsync(Waiting);
        await server.SaveAsync(Signalled);
        return server;
    }

    /// <summary>Watches as many executions, each with a connection of its own, until it is disposed.</summary>
    public async Task<IAsyncDisposable> WatchAsync(int watchers)
    {
        var watching = new Watchers(_client);
        await watching.BeginAsync(watchers);
        return watching;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task SaveAsync(string yaml)
    {
        using var answer = await _client.PostAsync("/api/v1/graphs", new StringContent(yaml, Encoding.UTF8, "application/yaml"));
        answer.EnsureSuccessStatusCode();
    }
}
