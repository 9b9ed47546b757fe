using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Logos.Cli.Tests.Running;
using Logos.Cli.Tests.Up;

namespace Logos.Cli.Tests.Quickstart;

/// <summary>
/// Walks through docs/api.md with bash, curl and a server of its own: a fence of the kind <c>sh</c> is typed in, one that
/// names a file writes it, and of one of the kind <c>console</c> each command is run, with its answer below it; what is
/// left running by <c>&amp;</c> answers below <c>wait</c>.
/// LOGOS_ACCEPT=1 writes the page anew.
/// </summary>
public sealed partial class ApiPageTests
{
    private const string Address = "http://127.0.0.1:5050";

    private static readonly string[] Page = ["docs", "api.md"];

    private readonly List<string> _ids = [];
    private readonly List<string> _typed = [];
    private (Process Process, string Begun)? _left;

    [Fact]
    public async Task The_page_of_the_api_shows_what_its_requests_are_answered()
    {
        await using var server = await RunningServer.StartAsync();
        Golden.Matches(await WalkAsync(File.ReadAllLines(Repository.PathOf(Page)), server), Page);
    }

    [Fact]
    public void Every_line_of_the_page_that_sends_something_is_run()
    {
        var lines = File.ReadAllLines(Repository.PathOf(Page));
        var fence = "";
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                fence = fence.Length == 0 ? line : "";
            else if (line.Contains("curl ", StringComparison.Ordinal) || line.TrimStart().StartsWith("api ", StringComparison.Ordinal))
                Assert.True(fence is "```sh" && line.StartsWith("api()", StringComparison.Ordinal), $"nothing runs: {line}");
        }
    }

    private async Task<string> WalkAsync(string[] lines, RunningServer server)
    {
        var page = new List<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            page.Add(lines[i]);
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            var end = Array.IndexOf(lines, "```", i + 1);
            var body = lines[(i + 1)..end];
            switch (lines[i].Split(' '))
            {
                case ["```console"]:
                    foreach (var command in body.Where(line => line.StartsWith("$ ", StringComparison.Ordinal)))
                        page.AddRange(await RunAsync(command, server));
                    break;
                case ["```sh"]:
                    _typed.AddRange(body);
                    page.AddRange(body);
                    break;
                case [_, var name]:
                    server.Folder.Write(name, string.Concat(body.Select(each => each + "\n")));
                    page.AddRange(body);
                    break;
                default:
                    page.AddRange(body);
                    break;
            }

            page.Add("```");
            i = end;
        }

        return string.Concat(page.Select(each => each + "\n"));
    }

    private async Task<IReadOnlyList<string>> RunAsync(string shown, RunningServer server)
    {
        var command = Id().Replace(shown[2..], id => _ids[int.Parse(id.Value[^3..], System.Globalization.CultureInfo.InvariantCulture) - 1]);
        if (Assignment().IsMatch(command))
        {
            _typed.Add(command);
            return [shown];
        }

        if (_ids.Count > 0 && command.Contains("$ID", StringComparison.Ordinal))
            await RestAsync(server, _typed[^1].Split('=')[1]);

        if (command.EndsWith(" &", StringComparison.Ordinal))
        {
            var process = LogosProcess.StartShell(server.Folder.Path, Script(command[..^2], server));
            // What comes after it is to be seen in it.
            _left = (process, await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) + "\n");
            return [shown];
        }

        var (begun, running) = command == "wait" ? (_left!.Value.Begun, LogosProcess.Finish(_left.Value.Process)) : ("", LogosProcess.Shell(server.Folder.Path, Script(command, server)));
        var run = await running;
        Assert.True(run.Code == 0 && run.Error.Length == 0, $"{command}: {run.Code}: {run.All}");
        return [shown, .. Shown(begun + run.Output, server).TrimEnd('\n').Split('\n')];
    }

    private string Script(string command, RunningServer server) =>
        string.Join('\n', [.. _typed, $"LOGOS={server.Said.Address} TOKEN={server.Said.Token}", command]);

    // Whoever reads takes longer than it does to come to its end, or to its question.
    private async Task RestAsync(RunningServer server, string execution)
    {
        var line = server.As(server.Said.Token, "");
        for (var asked = 0; asked < 1000; asked++)
        {
            using var status = JsonDocument.Parse(line.Run("status", execution, "--json").Output);
            if (status.RootElement.GetProperty("execution").GetProperty("status").GetString() is not ("pending" or "running")
                || status.RootElement.GetProperty("nodes").EnumerateArray().Any(node => node.TryGetProperty("waits_for", out _)))
                return;
            await Task.Yield();
        }

        Assert.Fail("it came neither to its end nor to a question");
    }

    private string Shown(string said, RunningServer server)
    {
        var shown = Id().Replace(said.Replace(server.Said.Address, Address, StringComparison.Ordinal), id =>
        {
            if (!_ids.Contains(id.Value))
                _ids.Add(id.Value);
            return $"0192f0c1-7000-7000-8000-{_ids.IndexOf(id.Value) + 1:D12}";
        });
        shown = Moment().Replace(shown, "2026-01-31T08:00:00Z");
        shown = Took().Replace(shown, "${1}12$2");
        shown = Process().Replace(shown, "embedded-1");
        shown = Hash().Replace(shown, "…");
        return Number().Replace(shown, "$1…");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\w+=")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")]
    private static partial Regex Moment();

    [GeneratedRegex("(\"duration_ms\":| after )[0-9.E-]+(,|}| ms)")]
    private static partial Regex Took();

    [GeneratedRegex("embedded-[0-9]+")]
    private static partial Regex Process();

    [GeneratedRegex("[0-9a-f]{64}|(?<=token:admin:)[0-9a-f]{16}")]
    private static partial Regex Hash();

    [GeneratedRegex("(?m)(^id: |\"next\":\"|\"request_id\":\")[^\"\n]+")]
    private static partial Regex Number();
}
